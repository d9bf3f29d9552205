// The probe: one webhook when nothing goes wrong, to learn what a program does and what can be seen of it.
import { sightingsOf } from '../../scenario/programs/observation.ts'
import { type Bench, lookAt, type Normal, rest, until } from './bench.ts'
import { countSeen, repliesSent } from './effects.ts'
import { type Answer, newScene, post, reaches, sendsMessage, writes } from './scene.ts'

export type Probed = {
  readonly normal: Normal
  /** What it answered to the first good webhook. */
  readonly answer: Answer
}

const EFFECT_WITHIN_MS = 3_000
const QUIET_MS = 500
const STATUS_WITHIN_MS = 1_500

/** @throws ObserveError when what is observed cannot be read. */
export async function probe(bench: Bench): Promise<Probed> {
  const scene = newScene(bench, 0)
  await lookAt(bench)
  const mail = await writes(scene)
  const startedAt = bench.clock.stopwatch()
  const answer = await post(scene, mail)
  const isSeen = async () =>
    repliesSent(scene).size > 0 || (await countSeen(bench, mail.id)) > 0 || undefined
  const wasSeen = await until(EFFECT_WITHIN_MS, isSeen)
  const effectMs = wasSeen === undefined ? 0 : bench.clock.stopwatch() - startedAt
  await rest(QUIET_MS)
  const replies = repliesSent(scene).size
  const seen = bench.observer === null ? 0 : await countSeen(bench, mail.id)
  return { answer, normal: { replies, seen, effectMs, showsStatus: await showsStatus(bench) } }
}

/** Whether the status of a message is told beside its id: the first one of a message is enough. */
async function showsStatus(bench: Bench): Promise<boolean> {
  if (bench.observer === null) return false
  const scene = newScene(bench, 1)
  await writes(scene)
  const message = await sendsMessage(scene)
  await post(scene, await reaches(scene, message, 'sent'))
  const found = await until(STATUS_WITHIN_MS, async () => {
    const sightings = sightingsOf(await lookAt(bench), message.wamid, bench.observer?.mapping)
    return sightings.some(({ statuses }) => statuses.length > 0) || undefined
  })
  return found === true
}
