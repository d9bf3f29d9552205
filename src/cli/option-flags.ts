// The rows of options as flags of a command, and which of them were given.
import { type Command, Option } from 'commander'

import { type OptionName, START_OPTIONS, variableOf } from './options.ts'

/** Adds the flags of these options, or of all. */
export function addStartFlags(
  command: Command,
  names: readonly OptionName[] = Object.keys(START_OPTIONS) as OptionName[],
): Command {
  for (const name of names) command.addOption(optionOf(name, START_OPTIONS[name]))
  return command
}

/** Commander gives `--no-tui` the default true; taken for a flag, it would hide the variable. */
export function givenFlags(command: Command): Record<string, unknown> {
  const flags = Object.entries(command.opts())
  return Object.fromEntries(
    flags.filter(([name]) => command.getOptionValueSource(name) !== 'default'),
  )
}

function optionOf(
  name: string,
  facts: { flag: string; what: string; kind: string; default?: unknown },
): Option {
  const shown =
    facts.default === undefined || facts.kind === 'yes' ? '' : `, default ${facts.default}`
  const option = new Option(facts.flag, `${facts.what} (${variableOf(name)}${shown})`)
  // A flag that may be given again has the name of one, its row that of many.
  option.attributeName = () => name
  return facts.kind === 'list'
    ? option.argParser((value: string, before: string[] = []) => [...before, value])
    : option
}
