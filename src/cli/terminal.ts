// What the commands share of the terminal: streams, colours and exit codes.

/** Exit codes that scripts may rely on. */
export const EXIT = {
  well: 0,
  expectationFailed: 1,
  usage: 2,
  breach: 3,
  incomplete: 4,
  couldNotStart: 5,
} as const

/** Whether a stream takes colours: NO_COLOR and FORCE_COLOR decide, else the terminal. */
export function takesColor(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0'
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  return stream.isTTY === true && TERM !== 'dumb'
}

/** Says something to the person; data goes to stdout, talk to stderr. */
export function talk(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** Whether somebody sits at a terminal that can show it. */
export function hasTerminal(): boolean {
  const { CI = '', TERM } = process.env
  const isRobot = !['', '0', 'false'].includes(CI)
  return (
    process.stdin.isTTY === true && process.stdout.isTTY === true && !isRobot && TERM !== 'dumb'
  )
}

type Stream = {
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown
  write(text: string): unknown
}

/**
 * Keeps a process alive whose reader has gone: `run … | head -1` has its verdict, a suite its
 * sandbox, a server its clients. Output that a full disk lost makes a failure of a success.
 */
export function outliveReaders(stdout: Stream, stderr: Stream): void {
  let isLost = false
  stdout.on('error', ({ code, message }) => {
    // Who closes the pipe has read enough.
    if (code === 'EPIPE' || isLost) return
    isLost = true
    stderr.write(`kirim-sandbox: the output could not be written: ${message}. Is the disk full?\n`)
    process.on('exit', (exitCode) => {
      if (exitCode === EXIT.well) process.exitCode = EXIT.usage
    })
  })
  // There is nobody left to tell.
  stderr.on('error', () => {})
}
