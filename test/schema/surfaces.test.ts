// Surfaces × mistakes: whoever is given the same wrong value answers with the same sentence and the same hint.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { faultWords } from '../../src/domain/faults/table.ts'
import { type KirimSandbox, startSandbox } from '../../src/index.ts'
import { run } from '../cli/running.ts'
import { ROOT } from '../house/sources.ts'
import { problemsOf } from '../scenario/playing.ts'
import { newFolder } from '../support/folder.ts'

let sandbox: KirimSandbox

beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

/** What a surface answers to a value. */
type Surface = (value: unknown) => Promise<string>

/** The control API, asked over HTTP. */
function api(action: string, inputOf: (value: never) => object): Surface {
  return async (value) => {
    const response = await fetch(`${sandbox.controlUrl}/actions/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(inputOf(value as never)),
    })
    expect(response.status).toBe(400)
    return ((await response.json()) as { error: { message: string } }).error.message
  }
}

/** A command that asks this sandbox, or none. */
function command(...args: readonly string[]): Surface {
  return (value) => refusedBy(args.map((arg) => arg.replace('VALUE', () => String(value))))
}

async function refusedBy(args: readonly string[], options = {}): Promise<string> {
  const env = { KIRIM_CONTROL_URL: sandbox.controlUrl }
  const { code, stderr } = await run(args, { env, ...options })
  expect(code).not.toBe(0)
  return stderr
}

/** An option of `start`, in the three places from where it comes. */
function start(name: string): Readonly<Record<string, Surface>> {
  return {
    'start --flag': command('start', '--memory', `--${name}`, 'VALUE'),
    'a variable': (value) => {
      const env = { [`KIRIM_SANDBOX_${name.toUpperCase()}`]: String(value) }
      return refusedBy(['start', '--memory'], { env })
    },
    'the config file': (value) => refusedBy(['start', '--memory'], { config: { [name]: value } }),
  }
}

const EMPTY = JSON.parse(readFileSync(join(ROOT, 'fixtures', 'worlds', 'empty.json'), 'utf8'))

/** A world file that `start` is given. */
function world(membersOf: (value: unknown) => object): Surface {
  return (value) => {
    const cwd = newFolder()
    writeFileSync(join(cwd, 'shop.json'), JSON.stringify({ ...EMPTY, ...membersOf(value) }))
    return refusedBy(['start', '--memory', '--world', './shop.json'], { cwd })
  }
}

/** A scenario with these lines. */
function scenario(lines: string): Surface {
  return async (value) => {
    const steps = /^steps:/m.test(lines) ? '' : '\nsteps: [{ call: { operation: GET /me } }]'
    const text = lines.replace('VALUE', () => JSON.stringify(value))
    return problemsOf(`name: story\n${text}${steps}`).join('\n')
  }
}

function step(line: string): Surface {
  return scenario(`receivers: { crm: {} }\nsteps:\n  - ${line}`)
}

/** Something that the library is asked for. */
function library(ask: (value: never) => Promise<unknown>): Surface {
  return async (value) => {
    const refused = await ask(value as never).then(
      () => 'It was taken.',
      (error: Error) => error.message,
    )
    return refused
  }
}

const started = (nameOf: (value: never) => object) =>
  library(async (value) => (await startSandbox(nameOf(value))).close())

const MISTAKES: readonly {
  readonly what: string
  readonly value: unknown
  /** What every surface says behind the name of what was given. */
  readonly says: string
  readonly surfaces: Readonly<Record<string, Surface>>
}[] = [
  {
    what: 'clock',
    value: '60',
    says: 'must be real, virtual, or x and a factor such as x60; got "60". Did you mean x60?',
    surfaces: {
      'the control API': api('set-clock', (mode) => ({ mode })),
      do: command('do', 'set-clock', '--mode', 'VALUE'),
      ...start('clock'),
      'run --clock': command('run', '--clock', 'VALUE', 'x.yaml'),
      'a scenario': scenario('clock: VALUE'),
      'a step': step('set-clock: { mode: VALUE }'),
      'the library': started((clock) => ({ clock })),
      "the library's action": library((mode) => sandbox.do.setClock({ mode })),
    },
  },
  {
    what: 'duration',
    value: '1w',
    says: 'must be a duration such as 90s, 2h30m or 3d (at most 365000d); got "1w". Did you mean 7d?',
    surfaces: {
      'the control API': api('advance-clock', (by) => ({ by })),
      do: command('do', 'advance-clock', '--by', 'VALUE'),
      'run --timeout': command('run', '--timeout', 'VALUE', 'x.yaml'),
      'wait --timeout': command('wait', '--timeout', 'VALUE'),
      'explore --for': command('explore', '--for', 'VALUE', 'x.yaml'),
      'a world file': world((ago) => {
        const messages = [{ from: 'customer', text: 'Halo', ago }]
        return { contacts: [{ phone_number: '+6281234567890', conversation: { messages } }] }
      }),
      'a step': step('advance-clock: { by: VALUE }'),
      'an expectation': step('expect-silence: { receiver: crm, for: VALUE }'),
      'the library': library((by) => sandbox.advance(by)),
      "the library's options": started((timeout) => ({ timeout })),
      "the library's action": library((by) => sandbox.do.advanceClock({ by })),
    },
  },
  {
    what: 'setting',
    value: 'half',
    says: 'must be a number from 0 to 1; got "half".',
    surfaces: {
      'the control API': api('create-organization', (one) => ({
        settings: { readProbability: one },
      })),
      do: command('do', 'create-organization', '--settings', 'readProbability=VALUE'),
      'a world file': world((one) => ({ settings: { readProbability: one } })),
      'a scenario': scenario('settings: { readProbability: VALUE }'),
      'a step': step('create-organization: { settings: { readProbability: VALUE } }'),
      'the library': started((one) => ({ settings: { readProbability: one } })),
      "the library's organisation": library((one) =>
        sandbox.createOrganization({ settings: { readProbability: one } }),
      ),
    },
  },
  {
    what: 'setting that may go back to its default',
    value: 'half',
    says: 'must be a number from 0 to 1 or null; got "half".',
    surfaces: {
      'the control API': api('change-settings', (one) => ({ settings: { readProbability: one } })),
      do: command('do', 'change-settings', '--settings', 'readProbability=VALUE'),
      'a step': step('change-settings: { settings: { readProbability: VALUE } }'),
      "the library's action": library((one) =>
        sandbox.do.changeSettings({ settings: { readProbability: one } }),
      ),
    },
  },
  {
    what: 'name of a setting',
    value: 'readProbabilty',
    says: 'rotationEnds, statusEventId, windowCheck, strictUrls, strictMembers, eventOnUnassign, labelNamesIgnoreCase, disableAfterFailures. Did you mean readProbability?',
    surfaces: {
      'the control API': api('change-settings', (name) => ({ settings: { [name]: 1 } })),
      do: command('do', 'change-settings', '--settings', 'VALUE=1'),
      'a world file': world((name) => ({ settings: { [String(name)]: 1 } })),
      'a scenario': scenario('settings: { VALUE: 1 }'),
      'a step': step('change-settings: { settings: { VALUE: 1 } }'),
      'the library': started((name) => ({ settings: { [name]: 1 } })),
      "the library's action": library((name) =>
        sandbox.do.changeSettings({ settings: { [name]: 1 } }),
      ),
    },
  },
  {
    what: 'word of a setting',
    value: 'v25',
    says: 'must be one of v23, v24; got "v25". Did you mean v23?',
    surfaces: {
      'the control API': api('create-organization', (one) => ({ settings: { statusStyle: one } })),
      do: command('do', 'create-organization', '--settings', 'statusStyle=VALUE'),
      'a world file': world((one) => ({ settings: { statusStyle: one } })),
      'a scenario': scenario('settings: { statusStyle: VALUE }'),
      'the library': started((one) => ({ settings: { statusStyle: one } })),
    },
  },
  {
    what: 'tier',
    value: 'Pro',
    says: 'must be one of default, pro, unlimited; got "Pro". Did you mean pro?',
    surfaces: {
      'the control API': api('change-settings', (tier) => ({ tier })),
      'the control API, beginning': api('create-organization', (tier) => ({ tier })),
      do: command('do', 'change-settings', '--tier', 'VALUE'),
      ...start('tier'),
      'a scenario': scenario('tier: VALUE'),
      'a step': step('change-settings: { tier: VALUE }'),
      'the library': started((tier) => ({ tier })),
      "the library's action": library((tier) => sandbox.do.changeSettings({ tier })),
    },
  },
  {
    what: 'seed',
    value: 'seven',
    says: 'must be an integer from 0 to 4294967295; got "seven".',
    surfaces: {
      'the control API': api('create-organization', (seed) => ({ seed })),
      do: command('do', 'create-organization', '--seed', 'VALUE'),
      ...start('seed'),
      'run --seed': command('run', '--seed', 'VALUE', 'x.yaml'),
      'check --seed': command('check', '--seed', 'VALUE', 'http://127.0.0.1:9/'),
      'explore --seed': command('explore', '--seed', 'VALUE', 'x.yaml'),
      'a scenario': scenario('seed: VALUE'),
      'a step': step('create-organization: { seed: VALUE }'),
      'the library': started((seed) => ({ seed })),
      "the library's organisation": library((seed) => sandbox.createOrganization({ seed })),
    },
  },
  {
    what: 'phone number',
    value: '0812-3456-7890',
    says: 'must be a phone number in E.164 format (e.g. +628123456789); got "0812-3456-7890". Did you mean +6281234567890?',
    surfaces: {
      'the control API': api('customer-writes', (from) => ({ from })),
      do: command('do', 'customer-writes', '--from', 'VALUE'),
      'a world file': world((phone) => ({ contacts: [{ phone_number: phone }] })),
      'a step': step('customer-writes: { from: VALUE }'),
      "the library's action": library((from) => sandbox.do.customerWrites({ from })),
    },
  },
  {
    what: 'snapshot name',
    value: 'before the sale',
    says: 'must be a name of letters, digits, - and _ (at most 64 characters), the first a letter or digit; got "before the sale". Did you mean before-the-sale?',
    surfaces: {
      'the control API': api('save-snapshot', (name) => ({ name })),
      'the control API, loading': api('load-snapshot', (name) => ({ name })),
      do: command('do', 'save-snapshot', '--name', 'VALUE'),
      'snapshot save': command('snapshot', 'save', 'VALUE'),
      'snapshot load': command('snapshot', 'load', 'VALUE'),
      'a step': step('save-snapshot: { name: VALUE }'),
      "the library's action": library((name) => sandbox.do.saveSnapshot({ name })),
    },
  },
  {
    what: 'fault',
    value: 'reply.latencey',
    says: `must be one of ${faultWords().slice(0, 30).join(', ')}, …; got "reply.latencey". Did you mean reply.latency?`,
    surfaces: {
      'the control API': api('arm-fault', (fault) => ({ fault })),
      do: command('do', 'arm-fault', '--fault', 'VALUE'),
      'a step': step('arm-fault: { fault: VALUE }'),
      "the library's action": library((fault) => sandbox.do.armFault({ fault })),
    },
  },
]

/** A regular expression, or a checker that speaks of one. */
const REGULAR_EXPRESSION = /\^|\\[dwsx]|\[0-9|\[a-z|\{\d+,\d*\}|must match|pattern/i

describe.each(MISTAKES)('a wrong $what', ({ value, says, surfaces }) => {
  it.each(Object.entries(surfaces))('is refused alike by %s', async (_name, surface) => {
    const answer = await surface(value)
    expect(answer).toContain(says)
    expect(answer).not.toMatch(REGULAR_EXPRESSION)
  })
})
