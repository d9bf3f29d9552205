// What tests of faults do again and again: arm one, read the table of those that were, send a message.
import { expect } from 'vitest'

import type { Receiver } from '../support/receiver.ts'
import type { Reply, TestSandbox } from '../support/sandbox.ts'

/** A phone that reads every message at the moment it is delivered. */
export const READER = '+628000000003'

export type ShownFault = {
  readonly id: string
  readonly fault: string
  readonly armed: boolean
  readonly seen: number
  readonly hits: number
}

/** Arms a fault; its id. */
export async function arm({ act }: TestSandbox, input: object): Promise<string> {
  const { status, body } = await act('arm-fault', input)
  expect([status, body.error]).toEqual([200, undefined])
  return body.data.id
}

/** What the control API tells of every fault, oldest first. */
export async function faults({ app }: TestSandbox, key = app.apiKey): Promise<ShownFault[]> {
  const headers = { authorization: `Bearer ${key}` }
  const response = await fetch(`${app.controlUrl}/faults`, { headers })
  const { data } = (await response.json()) as { data: { faults: ShownFault[] } }
  return data.faults
}

/** How often each fault matched and struck, and whether it still may. */
export async function counts(sandbox: TestSandbox): Promise<[number, number, boolean][]> {
  return (await faults(sandbox)).map(({ seen, hits, armed }) => [seen, hits, armed])
}

export function textTo(to: string): object {
  return { to, type: 'text', text: { body: 'Pesanan Anda sudah dikirim.' } }
}

/** Sends a text; the reply of the API. */
export function sendText({ call }: TestSandbox, to = READER, headers = {}): Promise<Reply> {
  return call('POST', '/messages', textTo(to), headers)
}

/** Sends a text, which must be accepted; the id of the message. */
export async function sendAccepted(sandbox: TestSandbox, to = READER): Promise<string> {
  const { status, body } = await sendText(sandbox, to)
  expect(status).toBe(200)
  return body.data.id
}

export async function messageCount({ call }: TestSandbox): Promise<number> {
  return (await call('GET', '/messages')).body.data.length
}

/** The statuses that a receiver was told of, in the order in which they came. */
export function statusesAt(receiver: Receiver): string[] {
  return receiver.received.flatMap(({ json }) => {
    const statuses: { status: string }[] = json.entry?.[0].changes[0].value.statuses ?? []
    return statuses.map(({ status }) => status)
  })
}

export type HeldAlarms = {
  /** Resolves with the bell of the next alarm, as soon as that is set. */
  next(): Promise<() => void>
}

/** Keeps the alarms that are set for just so long from ringing by themselves. */
export function holdAlarms({ app }: TestSandbox, delayMs: number): HeldAlarms {
  const { clock } = app.sandbox.ports
  const { setAlarm } = clock
  const bells: (() => void)[] = []
  const waiting: ((bell: () => void) => void)[] = []
  clock.setAlarm = (ms, ring) => {
    if (ms !== delayMs) return setAlarm(ms, ring)
    const waiter = waiting.shift()
    if (waiter === undefined) bells.push(ring)
    else waiter(ring)
    return { cancel: () => undefined }
  }
  return {
    next: () =>
      new Promise((resolve) => {
        const bell = bells.shift()
        if (bell === undefined) waiting.push(resolve)
        else resolve(bell)
      }),
  }
}
