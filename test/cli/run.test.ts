// The command `run`: what it plays, what it prints, and the exit codes that scripts rely on.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { newFolder } from '../support/folder.ts'
import { runProcess as runLine } from './process.ts'
import { runCommand } from './run-command.ts'

const GOOD = `name: It is well
steps:
  - call: { operation: GET /me }
  - expect-reply: { status: 200 }
`
const BAD = `name: It is <not> "well" & done
steps:
  - call: { operation: GET /me }
  - say: nobody is a teapot
    expect-reply: { status: 418 }
`

/** A folder with these files. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = newFolder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

const run = (...args: string[]) => runCommand(['run', ...args], { variables: { NO_COLOR: '1' } })

describe('ends with', () => {
  it('0 when all is well', async () => {
    const { exitCode, stdout, stderr } = await run(folderWith({ 'good.yaml': GOOD }))
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/ ✓ It is well +2 steps, \d+ ms\n/)
    expect(stdout).toMatch(/Scenarios {3}1 passed \(1\)/)
  })

  it('0 when a body has a member that nobody read, and says so', async () => {
    const call = '{ operation: POST /labels, body: { name: VIP, color: amber, colour: red } }'
    const text = `name: A typo\nsteps:\n  - call: ${call}\n`
    const { exitCode, stderr } = await run(folderWith({ 'typo.yaml': text }))
    expect(exitCode).toBe(0)
    expect(stderr).toMatch(/^ {2}POST \/labels: colour is not a known field; .*mean color\?$/m)
  })

  it('1 when an expectation failed, with the place and what was seen', async () => {
    const folder = folderWith({ 'bad.yaml': BAD, 'good.yaml': GOOD })
    const { exitCode, stdout } = await run(folder)
    expect(exitCode).toBe(1)
    expect(stdout).toContain(
      `${join(folder, 'bad.yaml')}:4:5  expect-reply\n    nobody is a teapot`,
    )
    expect(stdout).toContain('      status\n      - 418\n      + 200\n')
    expect(stdout).toContain('1 failed, 1 passed (2)')
  })

  it('2 when a file is wrong, and plays nothing', async () => {
    const folder = folderWith({ 'good.yaml': GOOD, 'wrong.yaml': 'name: x\nstep: []\n' })
    const { exitCode, stdout, stderr } = await run(folder)
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toContain('wrong.yaml:2:1  step is not a known field')
    expect(stderr).toContain('  2 │ step: []\n    │ ^')
    expect(stderr).toContain('2 places to mend; nothing was played.')
  })

  it.each([
    [['/nowhere'], 'There is no file or folder /nowhere.'],
    [['--filter', 'nothing-like-it'], 'No scenario has "nothing-like-it" in its name or file.'],
    [['--record', 'a', '--replay', 'b'], 'cannot be given together'],
  ])('2 for %j', async (args, message) => {
    const { exitCode, stderr } = await run(folderWith({ 'good.yaml': GOOD }), ...args)
    expect(exitCode).toBe(2)
    expect(stderr).toContain(message)
  })

  it('2 where there is no scenario at all', async () => {
    const { exitCode, stderr } = await run(folderWith({ 'notes.txt': 'hello' }))
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('There is no scenario in ')])
  })

  it('3 when the coverage is below the bar', async () => {
    const { exitCode, stderr } = await run(
      folderWith({ 'good.yaml': GOOD }),
      '--min-coverage',
      '50',
    )
    expect(exitCode).toBe(3)
    expect(stderr).toContain('50 % was asked for')
  })

  it('4 when a scenario does not end in time', async () => {
    const slow = `name: Waits\nclock: real\nsteps:\n  - expect-count: { of: messages, count: 1, within: 30s }\n`
    const { exitCode, stdout } = await run(folderWith({ 'slow.yaml': slow }), '--timeout', '200ms')
    expect(exitCode).toBe(4)
    expect(stdout).toContain('It did not end within 0.2 s.')
  })
})

it('stops after the first failure when it is told to', async () => {
  const folder = folderWith({ 'a.yaml': GOOD, 'b.yaml': BAD, 'c.yaml': GOOD })
  const { exitCode, stdout } = await run(folder, '--bail')
  expect(exitCode).toBe(1)
  expect(stdout).toContain('1 failed, 1 skipped, 1 passed (3)')
})

it('plays what the filter means, in JSON files as well', async () => {
  const json = JSON.stringify({ name: 'As JSON', steps: [{ reset: {} }] })
  const folder = folderWith({ 'a.yaml': BAD, 'b.json': json })
  const { exitCode, stdout } = await run(folder, '--filter', 'as json')
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('As JSON')])
})

it('fits a narrow terminal, and paints when it may', async () => {
  const folder = folderWith({ 'good.yaml': GOOD })
  const painted = await runCommand(['run', folder], { variables: { FORCE_COLOR: '1' } })
  expect(painted.stdout).toContain('\u001B[32m✓')
  const plain = await run(folder)
  expect(plain.stdout).not.toContain('\u001B')
})

describe('a cassette', () => {
  it('is written, compared, and told apart at the first line that differs', async () => {
    const folder = folderWith({ 'good.yaml': GOOD })
    const tapes = join(folder, 'tapes')
    expect((await run(join(folder, 'good.yaml'), '--record', tapes)).exitCode).toBe(0)
    expect((await run(join(folder, 'good.yaml'), '--replay', tapes)).exitCode).toBe(0)
    const tape = join(tapes, 'good.cassette')
    const text = readFileSync(tape, 'utf8')
    expect(text).toMatch(/^kirim-sandbox cassette 3\nscenario: It is well\n/)
    writeFileSync(tape, text.replace('GET /v1/me', 'GET /v1/you'))
    const { exitCode, stdout } = await run(join(folder, 'good.yaml'), '--replay', tapes)
    expect(exitCode).toBe(1)
    expect(stdout).toContain(`${tape}:6  The play differs from its cassette.`)
    expect(stdout).toContain('- > GET /v1/you\n      + > GET /v1/me\n')
  })

  it('that is not there is no cassette that matches', async () => {
    const folder = folderWith({ 'good.yaml': GOOD })
    const { exitCode, stderr } = await run(join(folder, 'good.yaml'), '--replay', folder)
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('Make it with --record')])
  })
})

it('leaves real programs alone only when there are none: they find the sandbox by its variables', async () => {
  const text = `name: Finds it\nclock: real\nsteps:\n  - call: { operation: GET /me, headers: { X-Where: '\${env.KIRIM_BASE_URL}' } }\n  - expect-reply: { status: 200 }\n`
  const { exitCode } = await run(folderWith({ 'real.yaml': text }))
  expect(exitCode).toBe(0)
})

it('plays the scenarios of the package from any folder', async () => {
  const { code, stdout } = await runLine(['run', '--bundled', '--filter', 'rate-limit.yaml'])
  expect(stdout).toContain('A burst runs into the rate limit')
  expect(code).toBe(0)
})

it('names files from the present folder in reports, however they were named', async () => {
  const folder = newFolder()
  mkdirSync(join(folder, 'stories'))
  writeFileSync(join(folder, 'stories', 'bad.yaml'), BAD)
  const words = ['run', join(folder, 'stories'), '--junit', 'junit.xml', '--ctrf', 'ctrf.json']
  await runLine(words, { cwd: folder })
  const junit = readFileSync(join(folder, 'junit.xml'), 'utf8')
  expect(junit).toContain('file="stories/bad.yaml"')
  expect(junit).not.toContain(folder)
  const { results } = JSON.parse(readFileSync(join(folder, 'ctrf.json'), 'utf8'))
  expect(results.tests[0].filePath).toBe('stories/bad.yaml')
})

it('names the scenarios of the package where there are none', async () => {
  const { code, stderr } = await runLine(['run'])
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining('play those of the package with --bundled'),
  ])
})
