// The flags of `run`, and how each is read.
import { type Command, InvalidArgumentError, Option } from 'commander'

import { rateOf } from '../../schema/clocks.ts'
import { parseDuration } from '../../schema/durations.ts'
import { barOption } from '../coverage-report/report.ts'
import { START_OPTIONS } from '../options.ts'

export type RunFlags = {
  readonly filter?: string
  readonly bundled?: true
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

export function addRunFlags(command: Command): Command {
  return command
    .option('-f, --filter <text>', 'only scenarios with this in their name or file')
    .option('--bundled', 'the scenarios that come with the package (see `list scenarios`)')
    .option('-b, --bail', 'stop after the first scenario that fails')
    .option('-w, --watch', 'play again whenever a file changes')
    .addOption(option('--clock <mode>', 'instead of what the scenarios say', readClock))
    .addOption(option('--seed <number>', 'instead of what the scenarios say', wholeTo(2 ** 32 - 1)))
    .addOption(option('--timeout <duration>', 'real time for each scenario', readDuration, '60s'))
    .addOption(
      option('--port <number>', 'where real programs find the sandbox', wholeTo(65_535), '0'),
    )
    .addOption(listOption('--allow-target <host>', START_OPTIONS.allowTarget.what))
    .addOption(listOption('--allow-host <name>', START_OPTIONS.allowHost.what))
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

function listOption(flag: string, what: string): Option {
  return new Option(flag, what).argParser((value: string, before: string[] = []) => [
    ...before,
    value,
  ])
}

function option<Value>(
  flag: string,
  what: string,
  parse: (text: string) => Value,
  usual?: string,
): Option {
  const made = new Option(flag, what).argParser(parse)
  return usual === undefined ? made : made.default(parse(usual), usual)
}

function readClock(text: string): string {
  if (rateOf(text) !== null) return text
  throw new InvalidArgumentError('Expected real, virtual, or x and a factor such as x60.')
}

function readDuration(text: string): number {
  const ms = parseDuration(text)
  if (ms !== null && ms > 0) return ms
  throw new InvalidArgumentError('Expected a duration such as 90s or 5m.')
}

function wholeTo(most: number): (text: string) => number {
  return (text) => {
    if (/^\d{1,10}$/.test(text) && Number(text) <= most) return Number(text)
    throw new InvalidArgumentError(`Expected a whole number from 0 to ${most}.`)
  }
}
