// The options of `start`: one row each, and where their values come from.
import {
  DECLARED_SECRET,
  SECRET_SHAPE,
  SECRET_WORDS,
} from '../domain/webhooks/declared-receivers.ts'
import { TOKEN_SHAPE, TOKEN_WORDS } from '../http/door.ts'
import { SEED_MAX, TIER_NAMES } from '../schema/choices.ts'
import { CLOCK } from '../schema/formats.ts'
import { hintOf, nearest } from '../schema/nearest.ts'

/** What the user asked for cannot be done as asked: told without a stack, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export type OptionFacts = {
  /** As commander writes it. */
  readonly flag: string
  readonly what: string
  readonly kind: 'text' | 'number' | 'yes' | 'list'
  readonly default?: string | number | boolean
  readonly oneOf?: readonly string[]
  readonly pattern?: RegExp
  /** What fits the pattern, in words. */
  readonly expected?: string
  /** What stands between the items of a list in a variable; a comma when left out. */
  readonly separator?: RegExp
  /** What somebody who gave another text most likely meant. */
  readonly meant?: (text: string) => string | undefined
  /** Whether no message may repeat what was given. */
  readonly isSecret?: boolean
  readonly from?: number
  readonly to?: number
}

/** The name of a row is the name in the config file, and in upper case that of the variable. */
export const START_OPTIONS = {
  port: {
    flag: '--port <number>',
    what: 'port to listen on; 0 takes any free one',
    kind: 'number',
    default: 3000,
    from: 0,
    to: 65_535,
  },
  host: {
    flag: '--host <address>',
    what: 'address to listen on',
    kind: 'text',
    pattern: /^(?!\w+:\/\/)[^\s/]+$/,
    expected:
      'a text: an address or a name such as 127.0.0.1, without http:// and with its port in --port',
    default: '127.0.0.1',
  },
  controlToken: {
    flag: '--control-token <token>',
    what: 'what the control API and /docs ask for; needed with --host beyond this machine',
    kind: 'text',
    pattern: TOKEN_SHAPE,
    expected: TOKEN_WORDS,
    isSecret: true,
  },
  data: {
    flag: '--data <folder>',
    what: 'keep everything in this folder, and go on from there the next time',
    kind: 'text',
    default: '.kirim-sandbox',
  },
  memory: {
    flag: '--memory',
    what: 'keep nothing when the sandbox stops, whatever --data says',
    kind: 'yes',
    default: false,
  },
  durability: {
    flag: '--durability <how>',
    what: 'flush: a crash of the sandbox loses nothing; fsync: nor does one of the machine, slower',
    kind: 'text',
    default: 'flush',
    oneOf: ['flush', 'fsync'],
  },
  compactAt: {
    flag: '--compact-at <KiB>',
    what: 'fold the log of changes into a snapshot when it is larger than this, and than the last one',
    kind: 'number',
    default: 16_384,
    from: 1,
    to: 2 ** 20,
  },
  seed: {
    flag: '--seed <number>',
    what: 'seed of every id and chance; drawn and printed when left out',
    kind: 'number',
    from: 0,
    to: SEED_MAX,
  },
  clock: {
    flag: '--clock <mode>',
    what: 'real follows the machine; virtual moves only when advanced; x60 is sixty times as fast',
    kind: 'text',
    default: 'real',
    pattern: new RegExp(CLOCK.rules.pattern ?? ''),
    expected: CLOCK.words,
    meant: CLOCK.meant,
  },
  tier: {
    flag: '--tier <tier>',
    what: 'rate limits of this tier',
    kind: 'text',
    default: 'unlimited',
    oneOf: TIER_NAMES,
  },
  world: {
    flag: '--world <name|file>',
    what: 'ready-made organisation to start from: default, empty, or a file',
    kind: 'text',
    default: 'default',
  },
  worldDir: {
    flag: '--world-dir <folder>',
    what: 'where world files must be that are named over the control API; none: no files. Default: the folder of the start',
    kind: 'text',
  },
  strictUrls: {
    flag: '--strict-urls',
    what: 'take only https webhook URLs, as production does',
    kind: 'yes',
    default: false,
  },
  strictMembers: {
    flag: '--strict-members',
    what: 'refuse a body with members that the contract does not know; else they are reported',
    kind: 'yes',
    default: false,
  },
  allowTarget: {
    flag: '--allow-target <host>',
    what: 'let webhooks go to this public host too (repeatable)',
    kind: 'list',
  },
  webhooks: {
    flag: '--webhook <url[=events]>',
    what: 'have webhooks sent there from the start: every event, or those behind the = (repeatable)',
    kind: 'list',
    // Commas also stand between events.
    separator: /\s+|,(?=https?:)/i,
  },
  webhookSecret: {
    flag: '--webhook-secret <secret>',
    what: `what these webhooks are signed with; ${DECLARED_SECRET} when left out`,
    kind: 'text',
    pattern: SECRET_SHAPE,
    expected: SECRET_WORDS,
    isSecret: true,
  },
  allowHost: {
    flag: '--allow-host <name>',
    what: 'answer to this name too, such as host.docker.internal (repeatable)',
    kind: 'list',
  },
  tui: {
    flag: '--no-tui',
    what: 'plain lines instead of the terminal UI',
    kind: 'yes',
    default: true,
  },
  json: {
    flag: '--json',
    what: 'one JSON object per line on stdout, the first one says "ready"',
    kind: 'yes',
    default: false,
  },
  quiet: { flag: '-q, --quiet', what: 'only notices and errors', kind: 'yes', default: false },
  verbose: { flag: '-v, --verbose', what: 'with request ids', kind: 'yes', default: false },
} as const satisfies Record<string, OptionFacts>

export type OptionName = keyof typeof START_OPTIONS

export type StartOptions = {
  readonly port: number
  readonly host: string
  readonly controlToken: string | undefined
  readonly data: string
  readonly memory: boolean
  readonly durability: 'flush' | 'fsync'
  /** In KiB. */
  readonly compactAt: number
  readonly seed: number | undefined
  /** real, virtual, or x and a factor. */
  readonly clock: string
  readonly tier: 'default' | 'pro' | 'unlimited'
  readonly world: string
  /** A folder, or `none`. */
  readonly worldDir: string | undefined
  readonly strictUrls: boolean
  readonly strictMembers: boolean
  readonly allowTarget: readonly string[]
  readonly webhooks: readonly string[]
  readonly webhookSecret: string | undefined
  readonly allowHost: readonly string[]
  readonly tui: boolean
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  /** Which of them were asked for; the others are defaults. */
  readonly asked: ReadonlySet<string>
}

/** The file that is read from the folder the command runs in. */
export const CONFIG_FILE = 'kirim-sandbox.config.json'

/** The environment variable of an option: `KIRIM_SANDBOX_STRICT_URLS`. */
export function variableOf(name: string): string {
  return `KIRIM_SANDBOX_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

/**
 * The options in force: flag, then variable, then config file, then default.
 *
 * @throws UsageError that names the option, where it came from, what was expected and what came.
 */
export function resolveOptions(
  flags: Readonly<Record<string, unknown>>,
  variables: Readonly<Record<string, string | undefined>>,
  config: Readonly<Record<string, unknown>>,
): StartOptions {
  checkConfigNames(config)
  const asked = new Set<string>()
  const options: Record<string, unknown> = { asked }
  for (const [name, facts] of Object.entries<OptionFacts>(START_OPTIONS)) {
    const variable = variableOf(name)
    const [value, origin] =
      flags[name] !== undefined
        ? [flags[name], facts.flag.replace(/ .*/, '')]
        : variables[variable] !== undefined
          ? [variables[variable], variable]
          : [config[name], `"${name}" in ${CONFIG_FILE}`]
    options[name] = value === undefined ? unset(facts) : read(facts, origin, value)
    if (value !== undefined) asked.add(name)
  }
  return options as StartOptions
}

function unset(facts: OptionFacts): unknown {
  return facts.kind === 'list' ? [] : facts.default
}

function checkConfigNames(config: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(config)) {
    if (name === '$schema' || Object.hasOwn(START_OPTIONS, name)) continue
    const known = Object.keys(START_OPTIONS).join(', ')
    throw new UsageError(`${CONFIG_FILE} has the unknown option "${name}". Options: ${known}.`)
  }
}

function read(facts: OptionFacts, origin: string, value: unknown): unknown {
  const refuse = (expected: string): never => {
    const got = facts.isSecret === true && value !== '' ? 'something else' : JSON.stringify(value)
    throw new UsageError(
      `${origin} must be ${expected}; got ${got}.${hintOf(meantBy(facts, value))}`,
    )
  }
  if (facts.kind === 'yes') {
    if (typeof value === 'boolean') return value
    if (value === '1' || value === 'true') return true
    return value === '0' || value === 'false' || value === '' ? false : refuse('true or false')
  }
  if (facts.kind === 'list') {
    if (Array.isArray(value)) return value.map(String)
    return String(value)
      .split(facts.separator ?? ',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
  }
  if (facts.kind === 'number') return readNumber(facts, value, refuse)
  if (typeof value !== 'string' || value === '') return refuse('a text')
  if (facts.oneOf !== undefined && !facts.oneOf.includes(value)) {
    return refuse(`one of ${facts.oneOf.join(', ')}`)
  }
  if (facts.pattern !== undefined && !facts.pattern.test(value)) {
    return refuse(facts.expected ?? 'another text')
  }
  return value
}

function meantBy({ oneOf = [], meant, isSecret }: OptionFacts, value: unknown): string | undefined {
  if (isSecret === true || typeof value !== 'string') return undefined
  return nearest(value, oneOf) ?? meant?.(value)
}

function readNumber(
  { from = 0, to = Number.MAX_SAFE_INTEGER }: OptionFacts,
  value: unknown,
  refuse: (expected: string) => never,
): number {
  const isText = typeof value === 'string' && /^\d+$/.test(value)
  const number = typeof value === 'number' || isText ? Number(value) : Number.NaN
  if (Number.isInteger(number) && number >= from && number <= to) return number
  return refuse(`an integer from ${from} to ${to}`)
}
