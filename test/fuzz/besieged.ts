// A sandbox to which hostile requests are sent, and what must be true of it all the while.
import { expect, onTestFinished } from 'vitest'

import { type Entry, entriesAfter } from '../../src/domain/world/journal.ts'
import type { TestSandbox } from '../support/sandbox.ts'
import { type Judge, refusalProblems } from './judge.ts'
import { type Answer, openLine } from './line.ts'
import { fillIn, listen, newHeard } from './names.ts'
import { bytesOfWish, type Wish } from './requests.ts'

export type Besieged = {
  /** Sends a request with ids that were heard of; null when no answer came. */
  send(wish: Wish): Promise<Answer | null>
  /** Sends a request and says what is wrong with the answer. */
  problemsOf(judge: Judge, wish: Wish): Promise<string[]>
}

/** Requests to what stands at a URL, behind the document's paths, with an API key. */
export function besiege(url: string, apiKey: string): Besieged {
  const { port, pathname } = new URL(url)
  const line = openLine(Number(port))
  onTestFinished(() => line.close())
  const heard = newHeard()
  const fill = (text: string) => fillIn(text, heard).replaceAll('~token~', apiKey)
  const send = async (wish: Wish) => {
    const answer = await line.ask(bytesOfWish(wish, pathname, fill), wish.method === 'HEAD')
    if (answer !== null) listen(heard, answer.body.toString('latin1'))
    return answer
  }
  const problemsOf = async (judge: Judge, wish: Wish) => {
    const answer = await send(wish)
    if (answer === null) return ['The connection ended without an answer.']
    const isRefused = wish.isAstray && LOST.includes(answer.status)
    if (isRefused) return refusalProblems(answer, LOST)
    return judge.problemsOf(wish.method, wish.path, answer)
  }
  return { send, problemsOf }
}

/** What those are told who ask for something that no operation has. */
const LOST = [400, 404]

/** What the sandbox itself has found to be its own bugs, lately. */
export function breachesOf({ app }: TestSandbox): Entry[] {
  const { journal } = app.organization.world
  return entriesAfter(journal, journal.next - 50).filter(({ kind }) => kind === 'breach')
}

/** Whatever came before: a message is taken in and can be read. */
export async function expectOrdinaryRequest({ call }: Pick<TestSandbox, 'call'>): Promise<void> {
  const text = { to: '+6281234567890', type: 'text', text: { body: 'Halo' } }
  const sent = await call('POST', '/messages', text)
  expect(sent.status, JSON.stringify(sent.body)).toBe(200)
  const read = await call('GET', `/messages/${sent.body.data.id}`)
  expect(read.body.data).toMatchObject({ id: sent.body.data.id, type: 'text' })
}
