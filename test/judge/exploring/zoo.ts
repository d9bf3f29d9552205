// Programs of the zoo, explored and played again by the command as its users run it.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { runProcess } from '../../cli/process.ts'
import { freePort } from '../../scenario/programs/ports.ts'
import { newFolder } from '../../support/folder.ts'

const ZOO = join(import.meta.dirname, '../../zoo/node')

export type FoundAgain = {
  readonly invariant: string
  readonly moves: readonly { readonly kind: string }[]
  readonly again: number
  readonly file: string
}

export type ZooExplored = {
  readonly exitCode: number | null
  readonly plays: number
  readonly findings: readonly FoundAgain[]
  /** Plays a saved finding with an empty memory; gives the exit code of `run`. */
  readonly playAgain: (finding: FoundAgain, isMended: boolean) => Promise<number | null>
}

export type ZooWish = {
  readonly runs: number
  readonly seed?: number
  readonly trouble?: unknown
  readonly flags?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Explores a program; what the file says beside its receiver is given. */
export async function exploreZoo(
  program: string,
  { runs, seed = 7, flags = [], env: further = {}, ...plan }: ZooWish,
): Promise<ZooExplored> {
  const folder = newFolder()
  const origin = `http://127.0.0.1:${await freePort()}`
  const data = join(folder, 'data')
  const start = `exec env ZOO_DATA='${data}' MENDED=0 '${process.execPath}' '${join(ZOO, program)}.mjs'`
  const file = join(folder, 'explore.json')
  const app = { url: `${origin}/hook`, observe: `${origin}/state`, start }
  writeFileSync(file, JSON.stringify({ receivers: { app }, trouble: 'all', ...plan }))
  const save = join(folder, 'findings')
  const env = { PATH: process.env.PATH ?? '', ...further }
  const words = ['explore', file, '--json', '--save', save, ...flags]
  const limits = ['--runs', String(runs), '--seed', String(seed)]
  const { code, stdout, stderr } = await runProcess([...words, ...limits], { env })
  if (stdout === '') throw new Error(`explore ended with ${code}: ${stderr}`)
  const { plays, findings } = JSON.parse(stdout)
  const playAgain = async (finding: FoundAgain, isMended: boolean) => {
    rmSync(data, { force: true })
    const story = join(folder, 'story.yaml')
    const text = readFileSync(finding.file, 'utf8')
    writeFileSync(story, text.replaceAll('MENDED=0', `MENDED=${isMended ? 1 : 0}`))
    return (await runProcess(['run', story], { env })).code
  }
  return { exitCode: code, plays, findings, playAgain }
}

/** Programs whose fault shows in random plays, with the invariant that it breaks. */
export const EXPLORABLE = [
  ['never-dedupes', 'handled-once'],
  ['dedupes-by-event-id', 'status-agrees'],
  ['last-status-wins', 'status-agrees'],
  ['forgets-at-restart', 'nothing-lost'],
  ['sends-without-key', 'no-double-send'],
  ['draws-a-key-per-try', 'no-double-send'],
  ['ignores-retry-after', 'respects-retry-after'],
  ['never-retries', 'nothing-lost'],
  ['remembers-before-the-work', 'nothing-lost'],
  ['answers-before-keeping', 'nothing-lost'],
] as const
