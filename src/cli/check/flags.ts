// The flags of `check`, and how each is read.
import { type Command, InvalidArgumentError, Option } from 'commander'

import { CHECKS, GROUPS } from '../../judge/checks/index.ts'
import type { ObserveMapping } from '../../scenario/programs/observation.ts'
import { port, seed } from '../../schema/choices.ts'
import { nearest } from '../../schema/nearest.ts'
import { shapedFlag } from '../option-flags.ts'
import { UsageError } from '../options.ts'
import { addReportFlags, type OutputFlags } from './outputs.ts'

export type CheckFlags = OutputFlags & {
  readonly secret?: string
  readonly api?: true
  readonly observe?: string
  readonly observeMap?: ObserveMapping
  readonly text?: string
  readonly only?: readonly string[]
  readonly shell?: true
  readonly port: number
  readonly seed: number
  readonly baseline?: string
  readonly writeBaseline?: string
  readonly save?: string
}

export function addCheckFlags(command: Command): Command {
  command
    .option('--secret <secret>', 'what a program that runs already verifies signatures with')
    .option('--api', 'it is meant to answer customers through the API: not seeing it is no pass')
    .option('--observe <url|command>', 'tells what the program has done, as JSON of any shape')
    .addOption(
      new Option(
        '--observe-map <names>',
        'which members say what: id=wamid,status=state,count=runs',
      ).argParser(readMapping),
    )
    .option('--text <text>', 'what customers write (default: Halo)')
    .addOption(
      new Option('--only <ids>', 'only these checks or groups: SIG,DUP-01 (repeatable)').argParser(
        (value: string, before: string[] = []) => [...before, ...value.split(',')],
      ),
    )
    .option('--shell', 'have a shell read the command: for &&, pipes and variables')
    .addOption(
      shapedFlag(
        '--port <number>',
        port('where a program that runs already finds the API'),
      ).default(0),
    )
    .addOption(shapedFlag('--seed <number>', seed('the seed of every id')).default(1))
    .option('--baseline <file>', 'failures that are known: one that passes is stale, and fails')
    .option('--write-baseline <file>', 'write what fails as the baseline, and exit with 0')
    .option('--save <folder>', 'write a scenario for each failure, which `run` plays again')
  return addReportFlags(command, 'one JSON object on stdout instead of the report')
}

/** The checks that are meant, in the order of the table. @throws UsageError for what is none. */
export function checksNamed(only: readonly string[] | undefined): string[] {
  const ids = Object.keys(CHECKS)
  if (only === undefined) return ids
  const names = [...Object.keys(GROUPS), ...ids]
  const wanted = only.map((name) => name.trim().toUpperCase()).filter((name) => name !== '')
  for (const name of wanted) {
    if (names.includes(name)) continue
    const near = nearest(name, names)
    const hint = near === undefined ? '' : ` Did you mean ${near}?`
    throw new UsageError(`There is no check ${name}.${hint} See: kirim-sandbox list checks`)
  }
  return ids.filter((id) => wanted.includes(id) || wanted.includes(CHECKS[id]?.group ?? ''))
}

function readMapping(text: string): ObserveMapping {
  const pairs = text.split(',').map((pair) => pair.split('='))
  const isRight = pairs.every(
    ([name = '', member = '']) => ['id', 'status', 'count'].includes(name) && member !== '',
  )
  if (isRight) return Object.fromEntries(pairs)
  throw new InvalidArgumentError('Expected id, status and count with a member each: status=state.')
}
