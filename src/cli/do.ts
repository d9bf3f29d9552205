// The command `do`: every control action as a subcommand, with flags made from its schema.
import { type Command, Option } from 'commander'

import { controlClient } from '../client/control-client.ts'
import type { ActionName } from '../contract/input-types.ts'
import { ACTION_INPUTS, ACTIONS } from '../control/actions/index.ts'
import { faultsOf } from '../schema/check.ts'
import { parseJson } from '../schema/json.ts'
import type { Schema } from '../schema/json-schema.ts'
import { harmlessJson } from '../terminal-text.ts'
import {
  type Flag,
  faultsText,
  flagsOf,
  flagsText,
  type Input,
  inputOf,
  isObject,
  readValue,
} from './action-flags.ts'
import { addConnectionFlags, type ConnectionFlags } from './connection.ts'
import { advanceClock } from './do/advance-clock.ts'
import { UsageError } from './options.ts'
import { print, type Terminal } from './terminal.ts'

type DoFlags = ConnectionFlags & {
  readonly json?: string
  readonly compact?: true
} & Readonly<Record<string, unknown>>

/** How an action may be used: its example as flags. */
export function exampleOf(name: ActionName): string {
  return flagsText(ACTIONS[name].example)
}

const AFTER_HELP = `
Each action has a help of its own: kirim-sandbox do advance-clock --help

Examples:
  kirim-sandbox do customer-writes ${exampleOf('customer-writes')}
  kirim-sandbox do advance-clock ${exampleOf('advance-clock')}
  kirim-sandbox do set-recipient ${exampleOf('set-recipient')}
  echo '{"from":"+6281234567890","text":"Halo"}' | kirim-sandbox do customer-writes --json -`

/** Gives the command its subcommands. */
export function describeDo(command: Command, terminal: Terminal): void {
  const names = Object.keys(ACTION_INPUTS).join(', ')
  command
    .usage('<action> [flags]')
    .showHelpAfterError(`Actions: ${names}.\n\`kirim-sandbox do --help\` says what each one does.`)
    .addHelpText('after', AFTER_HELP)
  command.commandsGroup('Actions:')
  for (const [name, schema] of Object.entries(ACTION_INPUTS)) {
    describeAction(command.command(name), name as ActionName, schema, terminal)
  }
}

function describeAction(
  command: Command,
  name: ActionName,
  schema: Schema,
  terminal: Terminal,
): void {
  const flags = flagsOf(schema)
  const options = flags.map((flag) => ({ flag, option: optionOf(flag, groupOf(flag, flags)) }))
  command
    .description(String(schema.description))
    .usage('[flags]')
    .showHelpAfterError(false)
    .addHelpText('after', `\nExample:\n  kirim-sandbox do ${name} ${exampleOf(name)}`.trimEnd())
    .action((given: DoFlags) => {
      const keys = new Map(options.map(({ flag, option }) => [flag, option.attributeName()]))
      return run(name, flags, (flag) => given[keys.get(flag) as string], given, terminal)
    })
  for (const { flag, option } of options) {
    command.addOption(option)
    if (flag.shape.kind === 'yes-or-no') command.addOption(oppositeOf(flag, option))
  }
  addConnectionFlags(command, terminal)
    .addOption(
      grouped('--json <json>', 'the input as JSON, under the flags; - reads it from stdin'),
    )
    .addOption(grouped('--compact', 'print the reply on one line'))
}

function grouped(flags: string, what: string): Option {
  return new Option(flags, what).helpGroup('Input and output:')
}

function optionOf({ name, shape, what, placeholder }: Flag, group: string): Option {
  if (shape.kind === 'yes-or-no') return new Option(`--${name}`, what).helpGroup(group)
  const option = new Option(`--${name} <${placeholder}>`, what).helpGroup(group)
  // They stand in the help; what is none of them is refused with all else that is wrong.
  if (shape.kind === 'choice') option.choices([...shape.choices])
  if (shape.kind === 'list') option.description += ' Repeatable.'
  return option.argParser((text: string, before: unknown) => readValue(shape, text, before))
}

function oppositeOf({ name }: Flag, option: Option): Option {
  return new Option(`--no-${name}`, 'The opposite.').helpGroup(option.helpGroupHeading ?? '')
}

/** A member with parts has a group of its own in the help. */
function groupOf({ path: [member] }: Flag, flags: readonly Flag[]): string {
  const hasParts = flags.some(({ path }) => path[0] === member && path.length > 1)
  return hasParts ? `${member}:` : 'Flags:'
}

async function run(
  name: ActionName,
  flags: readonly Flag[],
  valueFor: (flag: Flag) => unknown,
  { url, apiKey, controlToken, json, compact }: DoFlags,
  terminal: Terminal,
): Promise<void> {
  const input = await readInput(flags, valueFor, json, terminal)
  const faults = faultsOf(ACTION_INPUTS[name], input)
  if (faults.length > 0) throw new UsageError(faultsText(flags, faults))
  const client = controlClient({ url, apiKey, controlToken })
  const data =
    name === 'advance-clock'
      ? await advanceClock(client, input, terminal)
      : await client.act(name, input as never)
  print(terminal, harmlessJson(data ?? null, compact ? 0 : 2))
}

async function readInput(
  flags: readonly Flag[],
  valueFor: (flag: Flag) => unknown,
  json: string | undefined,
  { stdin }: Terminal,
): Promise<Input> {
  if (json === undefined) return inputOf(flags, valueFor)
  return inputOf(flags, valueFor, parseInput(json === '-' ? await readAll(stdin) : json))
}

function parseInput(text: string): Input {
  let value: unknown
  try {
    value = parseJson(text)
  } catch (error) {
    throw new UsageError(`--json is not valid JSON: ${(error as Error).message}.`)
  }
  if (isObject(value)) return value
  throw new UsageError('--json must hold a JSON object.')
}

async function readAll(stdin: Terminal['stdin']): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stdin) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
