// Runs a command of the command line for a tool: in a process of its own, which ends with the call.
import { spawn } from 'node:child_process'

import { packagePath } from '../../package.ts'
import { EXIT } from '../terminal.ts'
import { type Answer, textAnswer, type Workplace } from './tool.ts'

/** What an exit code means to the one who asked. */
const MEANING: Readonly<Record<number, string>> = {
  [EXIT.well]: 'all is well',
  [EXIT.expectationFailed]: 'something failed: see above',
  [EXIT.usage]: 'it could not be run as it was asked for',
  [EXIT.breach]: 'the sandbox broke the contract, or too little of it was covered',
  [EXIT.incomplete]: 'something could not be judged to its end',
  [EXIT.couldNotStart]: 'a program could not be started',
}

/** More of an output is never looked at. */
const OUTPUT_MAX_CHARACTERS = 400_000

/**
 * Runs `kirim-sandbox` with these arguments. Programs that it starts are ended when the call is
 * called off. It says no when nothing could be run; a verdict that is bad is no refusal.
 */
export async function subcommand(
  { terminal }: Workplace,
  args: readonly string[],
  { next, stdin = '', signal }: { next: string; stdin?: string; signal: AbortSignal },
): Promise<Answer> {
  const { code, output } = await outputOf(terminal, args, stdin, signal)
  const isRefusal =
    code === EXIT.usage || code === EXIT.couldNotStart || MEANING[code] === undefined
  const verdict = `exit code ${code}: ${MEANING[code] ?? 'it ended before its time'}`
  return textAnswer(
    `${output.trimEnd()}\n${verdict}${isRefusal ? `\nNext: ${next}` : ''}`,
    isRefusal,
  )
}

function outputOf(
  { env, folder }: Workplace['terminal'],
  args: readonly string[],
  stdin: string,
  signal: AbortSignal,
): Promise<{ readonly code: number; readonly output: string }> {
  // The variables of this process are for its own sandbox; those of a joined one are in `env` as well.
  const child = spawn(process.execPath, [packagePath('bin', 'kirim-sandbox.js'), ...args], {
    cwd: folder,
    env: { ...env, NO_COLOR: '1', FORCE_COLOR: '0' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const stop = () => child.kill('SIGTERM')
  signal.addEventListener('abort', stop, { once: true })
  let output = ''
  const take = (chunk: string) => {
    if (output.length < OUTPUT_MAX_CHARACTERS) output += chunk
  }
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', take)
  child.stdin.on('error', () => {})
  child.stdin.end(stdin)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      signal.removeEventListener('abort', stop)
      resolve({ code: code ?? 128, output })
    })
  })
}
