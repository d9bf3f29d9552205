// The command `explain`: everything about one check.
import type { Command } from 'commander'

import { CHECKS, NEEDS } from '../../judge/checks/index.ts'
import type { Terminal } from '../terminal.ts'
import { checksNamed } from './flags.ts'

export function describeExplain(command: Command, { stdout }: Terminal): void {
  command
    .argument('<id...>', 'checks or groups: SIG-03, DUP')
    .addHelpText('after', '\nExample:\n  kirim-sandbox explain SIG-05')
    .action((ids: string[]) => {
      stdout.write(checksNamed(ids).map(explanation).join('\n'))
    })
}

/** All about a check, in lines. */
export function explanation(id: string): string {
  const row = CHECKS[id]
  if (row === undefined) return ''
  const { what, severity, source, needs, consequence, cure } = row
  const lines = [
    `${id}  ${what}`,
    `  ${severity}: ${source}`,
    '',
    `  What the provider would do with a program that fails`,
    `    ${consequence}`,
    '  How to mend it',
    `    ${cure}`,
    ...(needs.length === 0 ? [] : ['  It needs', ...needs.map((need) => `    ${NEEDS[need]}`)]),
  ]
  return `${lines.join('\n')}\n`
}
