// The flags of `run`, and how each is read.
import { type Command, Option } from 'commander'

import { port, seed } from '../../schema/choices.ts'
import { parseDuration } from '../../schema/durations.ts'
import { CLOCK, DURATION } from '../../schema/formats.ts'
import { barOption } from '../coverage-report/report.ts'
import { repeatableFlag, shapedFlag } from '../option-flags.ts'
import { START_OPTIONS, UsageError } from '../options.ts'

export type RunFlags = {
  readonly filter?: string
  readonly bundled?: true
  readonly check?: true
  readonly bail?: true
  readonly watch?: true
  readonly clock?: string
  readonly seed?: number
  readonly port: number
  readonly allowTarget?: readonly string[]
  readonly allowHost?: readonly string[]
  readonly timeout: number
  readonly json?: true
  readonly junit?: string
  readonly ctrf?: string
  readonly record?: string
  readonly replay?: string
  readonly minCoverage?: number
  readonly coverageJson?: string
  readonly coverageHtml?: string
  readonly failOnBreach: boolean
}

/** What only a play has a use for. */
const OF_A_PLAY = [
  'bail',
  'watch',
  'json',
  'junit',
  'ctrf',
  'record',
  'replay',
  'minCoverage',
  'coverageJson',
  'coverageHtml',
] as const satisfies readonly (keyof RunFlags)[]

export function addRunFlags(command: Command): Command {
  return command
    .option('-f, --filter <text>', 'only scenarios with this in their name or file')
    .option('--bundled', 'the scenarios that come with the package (see `list scenarios`)')
    .addOption(
      new Option(
        '--check',
        'read the files and report every mistake with its place; play nothing',
      ).conflicts([...OF_A_PLAY]),
    )
    .option('-b, --bail', 'stop after the first scenario that fails')
    .option('-w, --watch', 'play again whenever a file changes')
    .addOption(shapedFlag('--clock <mode>', CLOCK.shape('instead of what the scenarios say')))
    .addOption(shapedFlag('--seed <number>', seed('instead of what the scenarios say')))
    .addOption(
      shapedFlag(
        '--timeout <duration>',
        DURATION.shape('real time for each scenario'),
        someTime,
      ).default(60_000, '60s'),
    )
    .addOption(
      shapedFlag('--port <number>', port('where real programs find the sandbox')).default(0),
    )
    .addOption(repeatableFlag('--allow-target <host>', START_OPTIONS.allowTarget.shape))
    .addOption(repeatableFlag('--allow-host <name>', START_OPTIONS.allowHost.shape))
    .option('--json', 'one JSON object on stdout instead of the report')
    .option('--junit <file>', 'write a report as JUnit XML')
    .option('--ctrf <file>', 'write a report in the Common Test Report Format')
    .option('--record <folder>', 'write the transcript of each scenario as a cassette')
    .option('--replay <folder>', 'compare each transcript with its cassette, byte for byte')
    .addOption(barOption('--min-coverage'))
    .option('--coverage-json <file>', 'write the coverage as JSON')
    .option('--coverage-html <file>', 'write the coverage as a page')
    .addOption(new Option('--fail-on-breach').default(true).hideHelp())
    .option('--no-fail-on-breach', 'do not exit with 3 when the sandbox broke the contract')
}

function someTime(text: string, flag: string): number {
  const ms = parseDuration(text) ?? 0
  if (ms > 0) return ms
  throw new UsageError(`${flag} must be longer than no time at all; got ${JSON.stringify(text)}.`)
}
