// `exec --under`: a suite runs under one ambient fault after the other, and each verdict is shown.
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { run } from '../running.ts'

const SUITE = fileURLToPath(new URL('suite.mjs', import.meta.url))

/** Runs the suite of a client under faults. */
function under(faults: string, client: string, flags: readonly string[] = []) {
  const command = [process.execPath, '--test', '--test-reporter=tap', SUITE]
  return run(['exec', '--under', faults, ...flags, '--', ...command], { env: { CLIENT: client } })
}

describe('a suite under a fault', () => {
  it('of a careful client survives it, whatever organisations it begins and deletes', async () => {
    const { code, stdout, stderr } = await under('reply.status,drop-after-accept', 'careful')
    expect(stdout).toMatch(/^ {2}survived {2}reply\.status +struck once$/m)
    expect(stdout).toMatch(/^ {2}survived {2}reply\.drop-after-accept +struck once$/m)
    expect(stdout).toContain('2 faults: 2 survived.')
    expect(stderr).toMatch(/^kirim-sandbox exec {2}seed \d+ {2}passed without a fault$/m)
    expect(code).toBe(0)
  })

  it('of a careless client breaks, and its first failing test is named', async () => {
    const faults = 'reply.drop-after-accept,reply.status'
    const { code, stdout } = await under(faults, 'careless', ['--seed', '7'])
    expect(stdout).toMatch(/^ {2}survived {2}reply\.status /m)
    expect(stdout).toMatch(/^ {2}broke {5}reply\.drop-after-accept +struck once$/m)
    expect(stdout).toContain('First failing test: sends an order once')
    expect(stdout).toContain(
      'kirim-sandbox exec --under reply.drop-after-accept --seed 7 --verbose',
    )
    expect(code).toBe(0)
  })

  it('that it does not exercise has never met it', async () => {
    const { code, stdout } = await under('reply.reset,delivery.duplicate', 'none')
    expect(stdout).toMatch(/never met reply\.reset +did not strike: no message was sent/)
    expect(stdout).toMatch(/never met delivery\.duplicate +did not strike: no webhook was on its/)
    expect(code).toBe(0)
  })

  it('is left alone where a test arms a fault of its own', async () => {
    const { stdout } = await under('reply.status', 'armed', ['--fail-on', 'broke'])
    expect(stdout).toMatch(/never met reply\.status/)
  })

  it('is not run when it fails without one', async () => {
    const { code, stdout, stderr } = await under('all', 'wrong')
    expect(stderr).toContain(
      'The suite fails without any fault (exit code 1), so it was run under none.',
    )
    expect(stderr).toContain('First failing test: is wrong')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  })

  it('ends with 1 when it breaks and that is asked for; the verdicts can be had as JSON', async () => {
    const flags = ['--fail-on', 'broke', '--json', '--seed', '7']
    const { code, stdout } = await under('reply.truncate', 'careless', flags)
    expect(JSON.parse(stdout)).toMatchObject({
      seed: 7,
      faults: [
        {
          ...{ fault: 'reply.truncate', verdict: 'broke', hits: 1, exitCode: 1 },
          firstFailure: 'sends an order once',
        },
      ],
    })
    expect(code).toBe(1)
  })
})

describe('what cannot be meant is refused', () => {
  it.each([
    ['reply.breach', 'No suite is run under reply.breach. The provider keeps its contract'],
    [
      'reply.statsu',
      'There is no fault "reply.statsu". Faults: all, reply, fate, delivery, reply.',
    ],
    ['delay', '"delay" may be fate.delay or delivery.delay: say which.'],
  ])('%s', async (faults, message) => {
    const { code, stderr } = await under(faults, 'none')
    expect(stderr).toContain(message)
    expect(code).toBe(2)
  })

  it('such as coverage of many runs, or verdicts of one', async () => {
    const { stderr } = await under('all', 'none', ['--min-coverage', '5'])
    expect(stderr).toContain('--min-coverage is about a single run, and --under makes several')
    const alone = await run(['exec', '--fail-on', 'broke', '--', 'true'])
    expect(alone.stderr).toContain('--fail-on is about the verdicts of --under: add --under all')
  })
})
