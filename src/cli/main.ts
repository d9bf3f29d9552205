// Where the bundle of the command line begins: it runs in this process.
import { runCli } from './program.ts'
import { endProcess, outliveReaders } from './terminal.ts'

outliveReaders(process.stdout, process.stderr)
process.exitCode = await runCli({
  args: process.argv.slice(2),
  env: process.env,
  folder: '.',
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signals: process,
  exit: endProcess,
})
