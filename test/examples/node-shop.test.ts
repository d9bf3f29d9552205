// The example shop: its tests pass against the sandbox, and notice what a careless shop forgets.
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

// @ts-expect-error: the example is JavaScript, as its readers may write it.
import { isSigned } from '../../examples/node-shop/src/signature.js'
import { runProcess } from '../cli/process.ts'
import { ROOT } from '../house/sources.ts'
import { newFolder } from '../support/folder.ts'

const EXAMPLE = join(ROOT, 'examples', 'node-shop')

/** A process that runs tests that run processes, on a machine that is busy. */
const RUN_MAX_MS = 60_000

type Change = {
  readonly file: string
  readonly from: string
  readonly to: string
  /** The tests that have a look at it; the others take as long and say nothing of it. */
  readonly tests: string
}

/** What is forgotten, and which tests say so. */
const FORGETS: readonly (readonly [what: string, change: Change, failing: readonly string[]])[] = [
  [
    'to verify signatures',
    {
      file: 'src/webhooks.js',
      from: 'if (!isSigned({ header, body, secrets: secrets(), now: now() })) return 401',
      to: 'void header',
      tests: 'test/webhooks.test.js',
    },
    [
      'refuses a webhook that nobody has signed',
      'refuses a webhook that somebody else has signed',
      'refuses a webhook that was signed an hour ago',
    ],
  ],
  [
    'to take an event once',
    {
      file: 'src/webhooks.js',
      from: 'await once(keyOf(headers, event), () => onEvent(event))',
      to: 'await onEvent(event)',
      tests: 'test/webhooks.test.js',
    },
    [
      'takes an order once when its delivery is replayed',
      'takes an order once, however often it is told of it',
    ],
  ],
  [
    'to honour Retry-After',
    {
      file: 'src/kirim-client.js',
      from: 'if (seconds >= 0) return seconds * 1_000',
      to: 'void seconds',
      tests: 'test/sending.test.js',
    },
    ['waits no less than Retry-After says'],
  ],
]

it(
  'passes, and shows what it used',
  async () => {
    const { code, stdout, stderr } = await runTests(copyOfTheShop())
    expect(failedIn(stdout)).toEqual([])
    expect(code).toBe(0)
    expect(stderr).toMatch(/POST {3}\/messages +\d+/)
    expect(stderr).toMatch(/Events delivered +message\.received \d+ +message\.status \d+/)
  },
  RUN_MAX_MS,
)

it.each(FORGETS)(
  'fails when it forgets %s',
  async (_, change, failing) => {
    const folder = copyOfTheShop()
    alter(folder, change)
    const { code, stdout } = await runTests(folder, '--', change.tests)
    expect(failedIn(stdout)).toEqual(failing)
    expect(code).toBe(1)
  },
  RUN_MAX_MS,
)

function copyOfTheShop(): string {
  const folder = newFolder()
  cpSync(EXAMPLE, folder, { recursive: true })
  return folder
}

function alter(folder: string, { file, from, to }: Change): void {
  const path = join(folder, file)
  const text = readFileSync(path, 'utf8')
  expect(text.split(from)).toHaveLength(2)
  writeFileSync(
    path,
    text.replace(from, () => to),
  )
}

/** As a user does it; npm asks nobody for anything. */
function runTests(cwd: string, ...args: string[]) {
  const env = { npm_config_offline: 'true', npm_config_update_notifier: 'false', HOME: cwd }
  return runProcess(['exec', '--', 'npm', 'test', ...args], { cwd, env })
}

/** The tests that the report lists as failed, each once. */
function failedIn(report: string): string[] {
  const names = [...report.matchAll(/^✖ (.+?) \([\d.]+ms\)$/gm)].map(([, name = '']) => name)
  return [...new Set(names)].sort()
}

describe('the signature, as the shared vectors say', () => {
  const path = join(ROOT, 'fixtures', 'payloads', 'signatures.json')
  const { checking } = JSON.parse(readFileSync(path, 'utf8')) as {
    checking: { what: string; header: string | null; body: string; result: string }[]
  }

  it.each(checking)('$what', (vector) => {
    const verdict = isSigned({ ...vector, body: Buffer.from(vector.body) })
    expect(verdict).toBe(vector.result === 'valid')
  })
})
