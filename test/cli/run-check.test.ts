// `run --check`: scenario files are read, every mistake is told, and nothing is played.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { newFolder } from '../support/folder.ts'
import { run } from './running.ts'

const GOOD = `
name: A message is read
steps:
  - call: { operation: GET /me }
`
const FAILING = `
name: It would fail
steps:
  - call: { operation: GET /me }
  - expect-reply: { status: 404 }
`
const BROKEN = `
name: It cannot be read
steps:
  - cal: { operation: GET /me }
  - advance: { by: soon }
`

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = newFolder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

it('ends with 0 when nothing is to mend, also where a play would fail', async () => {
  const folder = folderWith({ 'a.yaml': GOOD, 'b.yaml': FAILING })
  expect((await run(['run', folder])).code).toBe(1)
  expect(await run(['run', folder, '--check'])).toMatchObject({
    code: 0,
    stdout: '2 scenarios read, nothing to mend; nothing was played.\n',
    stderr: '',
  })
})

it('tells every mistake of every file with its line, and ends with 2', async () => {
  const folder = folderWith({ 'a.yaml': GOOD, 'b.yaml': BROKEN, 'c.yaml': 'name: [' })
  const { code, stdout, stderr } = await run(['run', folder, '--check'])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/b\.yaml:4:\d+/)
  expect(stderr).toMatch(/b\.yaml:5:\d+/)
  expect(stderr).toMatch(/c\.yaml:1:\d+/)
  expect(stderr).toContain('to mend; nothing was played.')
})

it('takes no flags of a play beside it', async () => {
  const { code, stderr } = await run(['run', '--bundled', '--check', '--junit', 'junit.xml'])
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: 'kirim-sandbox: --check and --junit cannot be given together.\n',
  })
})
