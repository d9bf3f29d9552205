// The machine that measures: whether anybody else is using it.
import { cpus } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'

const SAMPLE_MS = 250
/** Below this share of all processors, what others do is not seen in the figures. */
const BUSY_MAX = 0.1
/** A machine that is not quiet by then is measured as it is. */
const PATIENCE_MS = 15_000

/** Waits until the machine is quiet; resolves to the share of it that is in use all the same. */
export async function untilQuiet() {
  const endsAt = performance.now() + PATIENCE_MS
  let busy = await busyShare()
  while (busy > BUSY_MAX && performance.now() < endsAt) busy = await busyShare()
  return busy > BUSY_MAX ? busy : 0
}

async function busyShare() {
  const before = times()
  await wait(SAMPLE_MS)
  const after = times()
  const all = after.all - before.all
  return all === 0 ? 0 : 1 - (after.idle - before.idle) / all
}

function times() {
  let all = 0
  let idle = 0
  for (const cpu of cpus()) {
    for (const time of Object.values(cpu.times)) all += time
    idle += cpu.times.idle
  }
  return { all, idle }
}
