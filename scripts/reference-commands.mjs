// The page of the commands: the help of each, as the command line prints it, and the exit codes.
import { anchor, code, fence, page, table } from './reference-text.mjs'

export function commandsPage({ COMMAND_HELPS, EXIT, EXIT_MEANINGS }) {
  return page(
    'Commands',
    'What `npx kirim-sandbox` can do. How they are used from day to day: [command-line.md](../command-line.md). The actions of `do` have a page of their own: [actions.md](actions.md).',
    table(
      ['command', 'what it does'],
      COMMAND_HELPS.map(({ name, what }) => [`[${name}](#${anchor(name)})`, what]),
    ),
    '## Exit codes',
    'Scripts may rely on them. `exec` ends with the code of the command that it runs; a sandbox that a signal ended ends with 128 and the number of the signal, but with 0 after Ctrl-C.',
    table(
      ['code', 'what it says'],
      Object.entries(EXIT).map(([name, number]) => [code(number), EXIT_MEANINGS[name]]),
    ),
    COMMAND_HELPS.map(({ name, help }) => [`## ${name}`, fence('text', help)]),
  )
}
