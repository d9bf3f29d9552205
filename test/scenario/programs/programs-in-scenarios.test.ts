// Scenarios with real programs: started, told of webhooks, asked what they remember, killed and started again.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { launch } from '../../cli/running.ts'
import { newFolder } from '../../support/folder.ts'
import { freePort } from './ports.ts'

const ZOO = join(import.meta.dirname, '../../zoo/node')

/** Plays steps against a program of the zoo that keeps what it knows in a file of its own. */
async function played(program: string, steps: readonly string[], isMended = false) {
  const folder = newFolder()
  const origin = `http://127.0.0.1:${await freePort()}`
  const start = `exec env ZOO_DATA='${join(folder, 'data')}' MENDED=${isMended ? 1 : 0} '${process.execPath}' '${join(ZOO, program)}'`
  const file = join(folder, 'story.yaml')
  const receiver = {
    url: `${origin}/hook`,
    observe: `${origin}/state`,
    start,
    events: ['message.received'],
  }
  writeFileSync(
    file,
    `name: A story\nreceivers:\n  app: ${JSON.stringify({ ...receiver, secret: 'whsec_0123456789abcdefghij' })}\nsteps:\n${steps.map((one) => `  - ${one}\n`).join('')}`,
  )
  return launch(['run', file], { env: { PATH: process.env.PATH ?? '' } }).ended
}

const STORY = [
  "customer-writes: { from: '+6281200000001', text: Halo }\n    as: hello",
  'restart-program: { receiver: app, by: crash }',
]
const REMEMBERED = `expect-observed: { receiver: app, id: '$\{hello.data.wamid}', count: 1, within: 1s }`

it('fails a program that forgets at a restart, and passes its mended twin', async () => {
  const faulty = await played('forgets-at-restart.mjs', [...STORY, REMEMBERED])
  expect(faulty.stdout).toContain('count')
  expect(faulty.code).toBe(1)
  const mended = await played('forgets-at-restart.mjs', [...STORY, REMEMBERED], true)
  expect(mended).toMatchObject({ code: 0 })
})
