// The command `config`: what a start here would take for each option, and where each value comes from.
import type { Command } from 'commander'

import { harmlessJson } from '../../terminal-text.ts'
import { readConfig } from '../config-file.ts'
import { addStartFlags, givenFlags } from '../option-flags.ts'
import {
  type OptionName,
  type OptionRow,
  originsOf,
  resolveOptions,
  START_OPTIONS,
} from '../options.ts'
import { type Cell, formatTable } from '../tables.ts'
import { print, type Terminal, widthOf } from '../terminal.ts'

const AFTER_HELP = `
A flag wins over a variable, a variable over the config file, that over the default. Secrets are
covered. A value that does not fit is refused, as \`start\` refuses it, with 2.

Examples:
  kirim-sandbox config --print
  kirim-sandbox config --print --port 4000
  kirim-sandbox config --print --json`

/** Of a secret is shown that there is one. */
const COVERED = '(covered)'

/** As JSON the command prints its own answer; the option of that name belongs to \`start\`. */
const OWN: ReadonlySet<string> = new Set(['json'])

export function describeConfig(command: Command, terminal: Terminal): void {
  const names = Object.keys(START_OPTIONS) as OptionName[]
  command
    .requiredOption('--print', 'print each option of start: its value, and where that comes from')
    .option('--json', 'as a JSON object: by option its value, its origin and what that is called')
  addStartFlags(
    command,
    names.filter((name) => !OWN.has(name)),
  )
    .addHelpText('after', AFTER_HELP)
    .action((flags: { readonly json?: true }, self: Command) => {
      const { json: _, print: __, ...given } = givenFlags(self)
      const rows = rowsOf(given, terminal)
      print(terminal, flags.json ? jsonOf(rows) : tableOf(rows, terminal))
    })
}

type ConfigRow = {
  readonly option: string
  readonly value: unknown
  readonly origin: 'flag' | 'variable' | 'file' | 'default'
  readonly name: string | null
}

/** @throws UsageError for what a start would refuse. */
function rowsOf(flags: Readonly<Record<string, unknown>>, terminal: Terminal): ConfigRow[] {
  const config = readConfig(terminal)
  const options: Readonly<Record<string, unknown>> = resolveOptions(flags, terminal.env, config)
  const origins = originsOf(flags, terminal.env, config)
  return Object.entries<OptionRow>(START_OPTIONS).map(([option, { isSecret }]) => {
    const { origin, name } = origins[option as OptionName]
    const value = options[option] ?? null
    return { option, value: isSecret && value !== null ? COVERED : value, origin, name }
  })
}

function jsonOf(rows: readonly ConfigRow[]): string {
  const members = rows.map(({ option, ...row }) => [option, row])
  return harmlessJson(Object.fromEntries(members), 2)
}

function tableOf(rows: readonly ConfigRow[], { stdout }: Terminal): string {
  const cells = rows.map(({ option, value, origin, name }) => ({
    option,
    value: cellOf(value),
    from: name === null ? origin : `${origin} ${name}`,
  }))
  return formatTable(cells, widthOf(stdout)).join('\n')
}

function cellOf(value: unknown): Cell {
  if (Array.isArray(value)) return value.join(', ') || null
  return typeof value === 'boolean' ? String(value) : (value as string | number | null)
}
