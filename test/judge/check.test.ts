// check: programs with one fault each fail what they should, their mended twins do not.

import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { describe, expect, it, onTestFinished } from 'vitest'

import { machineClock } from '../../src/app.ts'
import { controlClient } from '../../src/client/control-client.ts'
import { type BenchOptions, closeBench, openBench } from '../../src/judge/checking/bench.ts'
import { type Checked, runChecks } from '../../src/judge/checking/run-checks.ts'
import { startSandbox } from '../../src/library/sandbox.ts'
import { freePort } from '../scenario/programs/ports.ts'
import { newFolder } from '../support/folder.ts'

const ZOO = join(import.meta.dirname, '../zoo')
const PATIENT_MS = 60_000

/** Plays checks on a program of the zoo, which is started with these variables. */
async function check(
  program: string,
  ids: readonly string[],
  { isMended = false, ...options }: Partial<BenchOptions> & { isMended?: boolean } = {},
): Promise<Checked[]> {
  const folder = mkdtempSync(join(tmpdir(), 'zoo-'))
  const origin = `http://127.0.0.1:${await freePort()}`
  const sandbox = await startSandbox({ clock: 'real' })
  const { controlUrl, apiKey, seed } = sandbox
  const client = controlClient({ url: controlUrl, apiKey })
  const variables = [`ZOO_DATA=${join(folder, 'data')}`, `MENDED=${isMended ? 1 : 0}`]
  const bench = await openBench(
    { client, apiKey, clock: machineClock(), seed },
    {
      url: `${origin}/hook`,
      command: { words: ['env', ...variables, process.execPath, resolve(ZOO, program)] },
      observe: `${origin}/state`,
      ...options,
    },
  )
  onTestFinished(async () => {
    await closeBench(bench)
    await sandbox.close()
    await rm(folder, { recursive: true, force: true })
  })
  return runChecks(bench, ids)
}

function verdicts(checked: readonly Checked[]): Record<string, string> {
  return Object.fromEntries(checked.map(({ id, verdict }) => [id, verdict]))
}

const all = (ids: readonly string[], verdict: string) =>
  Object.fromEntries(ids.map((id) => [id, verdict]))

describe.each([
  ['node/verifies-json.mjs', ['SIG-05', 'SIG-06']],
  ['node/reads-one-v1.mjs', ['SIG-11']],
  ['node/never-dedupes.mjs', ['DUP-01', 'DUP-02']],
  ['node/forgets-at-restart.mjs', ['DUP-05']],
  ['node/dedupes-by-event-id.mjs', ['ORD-01', 'ORD-04']],
  ['node/last-status-wins.mjs', ['ORD-02', 'ORD-03']],
  ['node/loses-one-of-several.mjs', ['ROB-06']],
  ['node/dies-of-bad-json.mjs', ['ROB-07']],
  ['node/sends-without-key.mjs', ['API-01']],
])('%s', (program, ids) => {
  it(`fails ${ids.join(' and ')}, and nothing beside`, { timeout: PATIENT_MS }, async () => {
    const checked = await check(program, ['SIG-01', ...ids])
    expect(verdicts(checked)).toEqual({ 'SIG-01': 'passed', ...all(ids, 'failed') })
  })

  it('passes when it is mended', { timeout: PATIENT_MS }, async () => {
    const checked = await check(program, ids, { isMended: true })
    expect(verdicts(checked)).toEqual(all(ids, 'passed'))
  })
})

it('claims nothing of what it cannot see', { timeout: PATIENT_MS }, async () => {
  const url = 'http://127.0.0.1:1/v1'
  const ids = ['SIG-01', 'DUP-01', 'ORD-01', 'API-01']
  // The program calls an API that is not there, and nobody asks what it remembers.
  const words = ['sh', '-c', `KIRIM_BASE_URL=${url} exec node ${join(ZOO, 'node/careful.mjs')}`]
  const folder = mkdtempSync(join(tmpdir(), 'zoo-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const checked = await check('', ids, {
    command: { words: ['env', `ZOO_DATA=${join(folder, 'data')}`, ...words] },
    observe: undefined,
  })
  expect(verdicts(checked)).toEqual({
    'SIG-01': 'passed',
    'DUP-01': 'inconclusive',
    'ORD-01': 'inconclusive',
    'API-01': 'skipped',
  })
})

it('judges nothing else where a good webhook is refused', { timeout: PATIENT_MS }, async () => {
  const checked = await check('node/decodes-the-secret.mjs', ['SIG-01', 'SIG-02', 'DUP-01'])
  expect(verdicts(checked)).toEqual({
    'SIG-01': 'failed',
    'SIG-02': 'inconclusive',
    'DUP-01': 'inconclusive',
  })
})

it('says that it may have the wrong secret where it was told none', {
  timeout: PATIENT_MS,
}, async () => {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(400).end('The signature is not good.'))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  const running = { url, command: undefined, observe: undefined }
  for (const checked of await check('', ['SIG-01', 'ANS-04'], running)) {
    expect(checked.came).toMatch(/HTTP 400: The signature is not good\. It was signed .* --secret/)
  }
  const [first] = await check('', ['SIG-01'], { ...running, secret: 'whsec_told' })
  expect(first?.came).toBe('Expected a 2xx; got HTTP 400: The signature is not good.')
})

it('tells of a failure what was sent and what came', { timeout: PATIENT_MS }, async () => {
  const [one] = await check('node/takes-the-unsigned.mjs', ['SIG-02'])
  expect(one?.sent).toMatch(/^curl -i 'http:\/\/127\.0\.0\.1:\d+\/hook'/)
  expect(one?.came).toBe('Expected a 4xx or 5xx; got HTTP 200.')
  expect(one?.scenario).toContain('expect-reply')
})

describe('a program that greets each customer once', () => {
  const ids = ['DUP-08', 'ROB-06', 'TIM-03', 'DEAD-03']
  const greeting = () => {
    const program = join(newFolder(), 'greets-once.mjs')
    const parts = JSON.stringify(join(ZOO, 'node/parts.mjs'))
    writeFileSync(
      program,
      `import { PARTS, zooProgram } from ${parts}
const greeted = new Set()
zooProgram({ fault: { work: async (program, reply) => {
  if (greeted.has(reply.to)) return
  greeted.add(reply.to)
  await PARTS.work(program, reply)
} } })`,
    )
    return program
  }

  it('passes by what it remembers', { timeout: PATIENT_MS }, async () => {
    expect(verdicts(await check(greeting(), ids))).toEqual(all(ids, 'passed'))
  })

  it('is judged by its greetings where nothing else is seen', { timeout: PATIENT_MS }, async () => {
    const checked = await check(greeting(), ids, { observe: undefined })
    expect(verdicts(checked)).toEqual({ ...all(ids, 'passed'), 'DUP-08': 'inconclusive' })
  })
})

it('fails a program that takes two equal texts for one, also by its replies alone', {
  timeout: PATIENT_MS,
}, async () => {
  const checked = await check('node/dedupes-by-text.mjs', ['DUP-08'], { observe: undefined })
  expect(verdicts(checked)).toEqual({ 'DUP-08': 'failed' })
})
