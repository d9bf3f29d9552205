// Where the bundle of the command line begins: it runs in this process.
import { runCli } from './program.ts'
import { EXIT, type Output } from './terminal.ts'

/** `kirim-sandbox list failures | head` closes the pipe early; that is no error. */
function endQuietlyWhenNobodyReads(stream: Output): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(EXIT.well)
  })
}

endQuietlyWhenNobodyReads(process.stdout)
endQuietlyWhenNobodyReads(process.stderr)
process.exitCode = await runCli({
  args: process.argv.slice(2),
  env: process.env,
  folder: '.',
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signals: process,
  exit: (exitCode) => process.exit(exitCode),
})
