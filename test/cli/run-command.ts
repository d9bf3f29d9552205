// Runs a command of the command line to its end, in this process.
import { launch } from './running.ts'

export type Ended = {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export type RunOptions = {
  /** Beside PATH. */
  readonly variables?: Readonly<Record<string, string>>
  readonly stdin?: string
}

/** Runs until the command ends by itself. */
export async function runCommand(
  args: readonly string[],
  { variables = {}, stdin = '' }: RunOptions = {},
): Promise<Ended> {
  const running = launch(args, { env: variables })
  running.stdin.end(stdin)
  const { code, stdout, stderr } = await running.ended
  return { exitCode: code, stdout, stderr }
}
