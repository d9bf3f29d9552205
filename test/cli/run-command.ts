// Runs the command line as a user does: the bundle, in a process of its own.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export type Ended = {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export type RunOptions = {
  /** Beside the variables of this process, without those that the command reads. */
  readonly variables?: Readonly<Record<string, string>>
  readonly stdin?: string
}

const COMMAND = fileURLToPath(new URL('../../bin/kirim-sandbox.js', import.meta.url))

/** Runs until the command ends by itself. */
export function runCommand(
  args: readonly string[],
  { variables = {}, stdin = '' }: RunOptions = {},
): Promise<Ended> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('KIRIM_'))
  const env = { ...Object.fromEntries(inherited), ...variables }
  const child = spawn(process.execPath, [COMMAND, ...args], { env, stdio: 'pipe' })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  // A command that ends without reading leaves a broken pipe, which is its good right.
  child.stdin.on('error', () => {}).end(stdin)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }))
  })
}
