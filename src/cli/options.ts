// The options of `start`: one row each, from which come flags, variables, the config file and their checks.
import { DECLARED_SECRET } from '../domain/webhooks/declared-receivers.ts'
import { faultsOf, sentenceOf } from '../schema/check.ts'
import { port, seed, tier } from '../schema/choices.ts'
import { CLOCK, CONTROL_TOKEN, HOST, PUBLIC_ADDRESS, WEBHOOK_SECRET } from '../schema/formats.ts'
import {
  allOptional,
  choice,
  flag,
  integer,
  object,
  optional,
  rows,
  type Shape,
  text,
  type ValuesOf,
  words,
} from '../schema/shapes.ts'
import { valueOfText } from '../schema/texts.ts'

/** What the user asked for cannot be done as asked: told without a stack, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export type OptionRow = {
  /** As commander writes it. */
  readonly flag: string
  /** What it may be, what it is for, and what it is when nobody says it. */
  readonly shape: Shape
  /** What stands between the items of a list in a variable; a comma when left out. */
  readonly separator?: RegExp
  /** Whether it is shown covered. */
  readonly isSecret?: true
}

const COMPACT_MAX_KIB = 2 ** 20

/** The name of a row is the name in the config file, and in upper case that of the variable. */
export const START_OPTIONS = {
  port: {
    flag: '--port <number>',
    shape: port('port to listen on; 0 takes any free one', { default: 3000 }),
  },
  host: {
    flag: '--host <address>',
    shape: HOST.shape('address to listen on', { default: '127.0.0.1' }),
  },
  controlToken: {
    flag: '--control-token <token>',
    shape: optional(
      CONTROL_TOKEN.shape(
        'what the control API and /docs ask for; needed with --host beyond this machine',
      ),
    ),
    isSecret: true,
  },
  data: {
    flag: '--data <folder>',
    shape: text('keep everything in this folder, and go on from there the next time', {
      minLength: 1,
      default: '.kirim-sandbox',
    }),
  },
  memory: {
    flag: '--memory',
    shape: flag('keep nothing when the sandbox stops, whatever --data says', { default: false }),
  },
  durability: {
    flag: '--durability <how>',
    shape: choice(
      'flush: a crash of the sandbox loses nothing; fsync: nor does one of the machine, slower',
      ['flush', 'fsync'],
      { default: 'flush' },
    ),
  },
  compactAt: {
    flag: '--compact-at <KiB>',
    shape: integer(
      'fold the log of changes into a snapshot when it is larger than this, and than the last one',
      { minimum: 1, maximum: COMPACT_MAX_KIB, default: 16_384 },
    ),
  },
  seed: {
    flag: '--seed <number>',
    shape: optional(seed('seed of every id and chance; drawn and printed when left out')),
  },
  clock: {
    flag: '--clock <mode>',
    shape: CLOCK.shape(
      'real follows the machine; virtual moves only when advanced; x60 is sixty times as fast',
      { default: 'real' },
    ),
  },
  tier: {
    flag: '--tier <tier>',
    shape: tier('rate limits of this tier', { default: 'unlimited' }),
  },
  world: {
    flag: '--world <name|file>',
    shape: text('ready-made organisation to start from: default, empty, or a file', {
      minLength: 1,
      default: 'default',
    }),
  },
  worldDir: {
    flag: '--world-dir <folder>',
    shape: optional(
      words(
        'where world files must be that are named over the control API; none: no files. Default: the folder of the start',
      ),
    ),
  },
  strictUrls: {
    flag: '--strict-urls',
    shape: flag('take only https webhook URLs, as production does', { default: false }),
  },
  strictMembers: {
    flag: '--strict-members',
    shape: flag(
      'refuse a body with members that the contract does not know; else they are reported',
      { default: false },
    ),
  },
  allowTarget: {
    flag: '--allow-target <host>',
    shape: rows('let webhooks go to this public host too (repeatable)', words('A host.')),
  },
  allowSelfSigned: {
    flag: '--allow-self-signed',
    shape: flag('take any certificate that a https receiver has, a self-signed one too', {
      default: false,
    }),
  },
  webhooks: {
    flag: '--webhook <url[=events]>',
    shape: rows(
      'have webhooks sent there from the start: every event, or those behind the = (repeatable)',
      words('A receiver.'),
    ),
    // Commas also stand between events.
    separator: /\s+|,(?=https?:)/i,
  },
  webhookSecret: {
    flag: '--webhook-secret <secret>',
    shape: optional(
      WEBHOOK_SECRET.shape(`what these webhooks are signed with; ${DECLARED_SECRET} when left out`),
    ),
    isSecret: true,
  },
  allowHost: {
    flag: '--allow-host <name>',
    shape: rows(
      'answer to this name too, such as host.docker.internal (repeatable)',
      words('A name.'),
    ),
  },
  publicUrl: {
    flag: '--public-url <url>',
    shape: optional(
      PUBLIC_ADDRESS.shape(
        'where others reach it, where that is not where it listens: behind a published port or a proxy',
      ),
    ),
  },
  tui: {
    flag: '--no-tui',
    shape: flag('plain lines instead of the terminal UI', { default: true }),
  },
  json: {
    flag: '--json',
    shape: flag('one JSON object per line on stdout, the first one says "ready"', {
      default: false,
    }),
  },
  quiet: { flag: '-q, --quiet', shape: flag('only notices and errors', { default: false }) },
  verbose: { flag: '-v, --verbose', shape: flag('with request ids', { default: false }) },
} as const satisfies Record<string, OptionRow>

export type OptionName = keyof typeof START_OPTIONS

type Values = ValuesOf<{ [Name in OptionName]: (typeof START_OPTIONS)[Name]['shape'] }>

export type StartOptions = { readonly [Name in keyof Required<Values>]: Values[Name] } & {
  /** Which of them were asked for; the others are defaults. */
  readonly asked: ReadonlySet<string>
}

/** The file that is read from the folder the command runs in. */
export const CONFIG_FILE = 'kirim-sandbox.config.json'

/** The environment variable of an option: `KIRIM_SANDBOX_STRICT_URLS`. */
export function variableOf(name: string): string {
  return `KIRIM_SANDBOX_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

/** The config file, whose members are the options. */
export const CONFIG_SHAPE = object(
  'Options of kirim-sandbox. A flag wins over a variable, a variable over a member of this file.',
  allOptional({
    $schema: text('Where editors find this schema.'),
    ...Object.fromEntries(
      Object.entries<OptionRow>(START_OPTIONS).map(([name, { shape }]) => [name, shape]),
    ),
  }),
)

/**
 * The options in force: flag, then variable, then config file, then default.
 *
 * @throws UsageError with a sentence for each that is wrong: which one, from where, what was
 * expected, what came, and what was perhaps meant.
 */
export function resolveOptions(
  flags: Readonly<Record<string, unknown>>,
  variables: Readonly<Record<string, string | undefined>>,
  config: Readonly<Record<string, unknown>>,
): StartOptions {
  const problems = faultsOf(CONFIG_SHAPE, config)
    .filter(({ problem }) => problem === 'unknown')
    .map((fault) => sentenceOf(fault, inConfig(fault.path.join('.'))))
  const asked = new Set<string>()
  const options: Record<string, unknown> = { asked }
  for (const [name, row] of Object.entries<OptionRow>(START_OPTIONS)) {
    const { given, said } = givenFor(name, row, { flags, variables, config })
    const value = given === undefined ? unset(row) : readGiven(row, given)
    options[name] = value
    if (given === undefined) continue
    asked.add(name)
    problems.push(...faultsOf(row.shape, value).map((fault) => sentenceOf(fault, said)))
  }
  if (problems.length > 0) throw new UsageError(problems.join('\n'))
  return options as StartOptions
}

type Sources = {
  readonly flags: Readonly<Record<string, unknown>>
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly config: Readonly<Record<string, unknown>>
}

/** Where the value of an option comes from, and what it is called there; null for a default. */
export type Origin = {
  readonly origin: 'flag' | 'variable' | 'file' | 'default'
  readonly name: string | null
}

/** Where each option has its value from: flag, then variable, then config file, then default. */
export function originsOf(
  flags: Sources['flags'],
  variables: Sources['variables'],
  config: Sources['config'],
): Record<OptionName, Origin> {
  const origins = Object.entries<OptionRow>(START_OPTIONS).map(([option, row]) => {
    const { origin, name } = givenFor(option, row, { flags, variables, config })
    return [option, { origin, name }]
  })
  return Object.fromEntries(origins)
}

/** What was given for an option, and how an error says where. */
function givenFor(
  option: string,
  { flag }: OptionRow,
  { flags, variables, config }: Sources,
): Origin & { readonly given: unknown; readonly said: string } {
  if (flags[option] !== undefined) {
    const name = flag.replace(/^-\w, | .*/g, '')
    return { origin: 'flag', name, given: flags[option], said: name }
  }
  const name = variableOf(option)
  if (variables[name] !== undefined) {
    return { origin: 'variable', name, given: variables[name], said: name }
  }
  const said = inConfig(option)
  if (config[option] === undefined) return { origin: 'default', name: null, given: undefined, said }
  return { origin: 'file', name: CONFIG_FILE, given: config[option], said }
}

function inConfig(name: string): string {
  return `"${name}" in ${CONFIG_FILE}`
}

function unset({ shape }: OptionRow): unknown {
  return shape.type === 'array' ? [] : shape.default
}

/** What was given, as its shape has it: flags and variables are texts. */
function readGiven({ shape, separator = /,/ }: OptionRow, given: unknown): unknown {
  if (typeof given !== 'string') return given
  if (shape.type === 'array') {
    const items = given.split(separator).map((item) => item.trim())
    return items.filter((item) => item !== '')
  }
  if (shape.type === 'boolean') return BOOLEANS[given] ?? given
  return valueOfText(shape, given)
}

/** As shells and CI systems write them. */
const BOOLEANS: Readonly<Record<string, boolean>> = {
  1: true,
  true: true,
  0: false,
  false: false,
  '': false,
}
