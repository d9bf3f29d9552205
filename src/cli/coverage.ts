// The command `coverage`: how much of the contract a running sandbox has seen in use.
import type { Command } from 'commander'

import { controlClient } from '../client/control-client.ts'
import type { CoverageReport } from '../control/reads/coverage-report.ts'
import { harmlessJson } from '../terminal-text.ts'
import { addConnectionFlags, type ConnectionFlags } from './connection.ts'
import { barOption, breachLines, verdicts, writePage } from './coverage-report/report.ts'
import { coverageLines } from './coverage-report/table.ts'
import { EXIT, print, type Terminal, takesColor, talk, widthOf } from './terminal.ts'

type CoverageFlags = ConnectionFlags & {
  readonly json?: true
  readonly html?: string
  readonly min?: number
  readonly used?: true
  readonly failOnBreach?: true
}

const AFTER_HELP = `
Adds up every organisation of the sandbox; --api-key picks one.

Examples:
  kirim-sandbox coverage
  kirim-sandbox coverage --html coverage.html
  kirim-sandbox coverage --min 60
  kirim-sandbox coverage --json | jq '.events[] | select(.seen | not) | .type'`

export function describeCoverage(command: Command, terminal: Terminal): void {
  addConnectionFlags(command, terminal, { keyVariable: false })
    .option('--json', 'all of it as JSON')
    .option('--html <file>', 'also write it as a page')
    .option('--used', 'only the operations that were called')
    .addOption(barOption('--min'))
    .option('--fail-on-breach', 'exit with 3 when the sandbox broke the contract')
    .addHelpText('after', AFTER_HELP)
    .action(async (flags: CoverageFlags) => {
      const report = await askFor(flags)
      print(terminal, flags.json ? harmlessJson(report, 2) : drawn(report, flags, terminal))
      if (flags.html !== undefined) writePage(terminal, flags.html, report)
      const said = verdicts(report, { min: flags.min, failOnBreach: flags.failOnBreach === true })
      for (const line of [...breachLines(report), ...said]) talk(terminal, line)
      if (said.length > 0) terminal.setExitCode(EXIT.breach)
    })
}

async function askFor({ url, apiKey, controlToken }: ConnectionFlags): Promise<CoverageReport> {
  const client = controlClient({ url, apiKey, controlToken })
  const { data } = await client.read('coverage', apiKey === undefined ? { of: 'all' } : {})
  return data
}

function drawn(report: CoverageReport, { used }: CoverageFlags, terminal: Terminal): string {
  const { stdout } = terminal
  const color = takesColor(stdout, terminal)
  const style = { color, width: widthOf(stdout), onlyUsed: used === true }
  return coverageLines(report, style).join('\n')
}
