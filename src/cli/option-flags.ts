// Flags made from shapes: those of the options of `start`, and any other.
import { type Command, Option } from 'commander'

import { faultsOf, sentenceOf } from '../schema/check.ts'
import type { Shape, ValueOf } from '../schema/shapes.ts'
import { valueOfText } from '../schema/texts.ts'
import {
  type OptionName,
  type OptionRow,
  START_OPTIONS,
  UsageError,
  variableOf,
} from './options.ts'

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

/** A flag that takes what its shape says; a text that does not fit is refused in the words of the shape. */
export function shapedFlag<Some extends Shape>(
  flag: string,
  shape: Some,
  read: (value: ValueOf<Some>, name: string) => unknown = (value) => value,
): Option {
  const option = new Option(flag, String(shape.description))
  const name = option.long ?? flag
  return option.argParser((text) => {
    const value = valueOfText(shape, text)
    const faults = faultsOf(shape, value)
    if (faults.length === 0) return read(value as ValueOf<Some>, name)
    throw new UsageError(faults.map((fault) => sentenceOf(fault, name)).join(' '))
  })
}

/** A flag that may be given again. */
export function repeatableFlag(flag: string, { description }: Shape): Option {
  return new Option(flag, String(description)).argParser((value: string, before: string[] = []) => [
    ...before,
    value,
  ])
}

function optionOf(name: string, { flag, shape }: OptionRow): Option {
  const shown =
    shape.default === undefined || shape.type === 'boolean' ? '' : `, default ${shape.default}`
  const what = `${shape.description} (${variableOf(name)}${shown})`
  const option =
    shape.type === 'array'
      ? repeatableFlag(flag, { ...shape, description: what })
      : new Option(flag, what)
  // A flag that may be given again has the name of one, its row that of many.
  option.attributeName = () => name
  return option
}
