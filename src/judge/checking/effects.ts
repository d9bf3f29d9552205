// What a webhook has led to: messages that the program sent, and what it remembers.
import { sightingsOf } from '../../scenario/programs/observation.ts'
import { parsedJson } from '../json.ts'
import { type Bench, lookAt, rest, until } from './bench.ts'
import { type Mail, type Scene, sendingCalls } from './scene.ts'

/** How often a webhook was handled, judged by what one handling leads to. */
export type Handling = {
  /** By the messages that were sent; null when it sends none. */
  readonly replied: number | null
  /** By what is observed; null when nothing is. */
  readonly seen: number | null
}

/** The messages that it got accepted, as far as it was told so. */
export function repliesSent(scene: Scene): Set<string> {
  const ids = sendingCalls(scene)
    .filter(({ status }) => status === 200)
    .map(({ reply }) => (parsedJson(reply) as { data?: { id?: string } } | undefined)?.data?.id)
  return new Set(ids.filter((id) => id !== undefined))
}

/** Real milliseconds that an effect may take, beyond what it took when nothing went wrong. */
function patienceMs({ normal }: Bench): number {
  return Math.min(6_000, 10 * normal.effectMs + 4_000)
}

/** How long nothing more must happen until it is believed that nothing will. */
function quietMs({ normal }: Bench): number {
  return Math.min(1_500, 2 * normal.effectMs + 250)
}

export async function handlingOf(scene: Scene, { id }: Mail): Promise<Handling> {
  const { normal, observer } = scene.bench
  const seen = observer === null || normal.seen === 0 ? null : await countSeen(scene.bench, id)
  return {
    replied: normal.replies === 0 ? null : repliesSent(scene).size / normal.replies,
    seen: seen === null ? null : seen / normal.seen,
  }
}

export async function countSeen(bench: Bench, id: string): Promise<number> {
  const { observer } = bench
  const sightings = sightingsOf(await lookAt(bench), id, observer?.mapping)
  return sightings.reduce((sum, { count }) => sum + count, 0)
}

/** Whether all that can be seen says at least so often. */
function hasReached({ replied, seen }: Handling, times: number): boolean {
  return (replied ?? times) >= times && (seen ?? times) >= times
}

/**
 * How often a webhook was handled once all is quiet. Waits for `times`, then whether more comes.
 */
export async function settledHandling(
  scene: Scene,
  mail: Mail,
  times: number,
  patience = patienceMs(scene.bench),
): Promise<Handling> {
  await until(patience, async () => {
    return hasReached(await handlingOf(scene, mail), times) || undefined
  })
  await rest(quietMs(scene.bench))
  return handlingOf(scene, mail)
}

/** The statuses seen beside a message, once the wanted one is among them or it has taken too long. */
export async function settledStatuses(
  { bench }: Scene,
  wamid: string,
  wanted: string,
): Promise<string[]> {
  const look = async () =>
    sightingsOf(await lookAt(bench), wamid, bench.observer?.mapping).flatMap(
      ({ statuses }) => statuses,
    )
  await until(patienceMs(bench), async () => (await look()).includes(wanted) || undefined)
  await rest(quietMs(bench))
  return look()
}

export function handlingText({ replied, seen }: Handling): string {
  const parts = [
    replied === null ? [] : `${timesText(replied)} by the messages that it sent`,
    seen === null ? [] : `${timesText(seen)} by what it remembers`,
  ].flat()
  return `It was handled ${parts.join(', and ')}.`
}

function timesText(times: number): string {
  if (times === 0) return 'never'
  return times === 1 ? 'once' : `${Math.round(times * 10) / 10} times`
}
