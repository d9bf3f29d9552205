// Calls in the background: each is waited for once.
import type { Reply } from './api-call.ts'
import { type Play, StepError } from './play-state.ts'
import { writeLateReply } from './transcript.ts'

/** The reply of a call in the background. @throws StepError when none has the name. */
export async function awaitCall(play: Play, name: string): Promise<Reply> {
  const background = play.background.get(name)
  if (background === undefined) throw new StepError(`${name} is no call in the background.`)
  const reply = await play.machine.wait(background.reply)
  play.background.delete(name)
  writeLateReply(play.transcript, play.opened.organization.world.now, name, reply)
  play.scope[name] = reply
  return reply
}
