// A small model of the sandbox: what there must be after the requests that were answered.
import { expect } from 'vitest'

import { oldestFirst } from '../../src/domain/world/tables.ts'
import type { Reply, TestSandbox } from '../support/sandbox.ts'

/** What lists must show, by id. */
export type Model = {
  readonly contacts: Map<string, { phone: string; readonly labels: Set<string> }>
  readonly labels: Map<string, string>
  readonly subscriptions: Set<string>
  /** Ids of messages by the contact they belong to. */
  readonly messages: Map<string, string>
  /** By Idempotency-Key: what was sent, and what was answered. */
  readonly answered: Map<string, { readonly request: string; readonly reply: Reply }>
}

export function newModel(): Model {
  return {
    contacts: new Map(),
    labels: new Map(),
    subscriptions: new Set(),
    messages: new Map(),
    answered: new Map(),
  }
}

/** All ids of a list, page by page: newest first, none twice. */
export async function walk(kirim: TestSandbox, path: string, limit: number): Promise<string[]> {
  const ids: string[] = []
  let cursor = ''
  for (;;) {
    const reply = await kirim.call('GET', `${path}?limit=${limit}${cursor}`)
    expect(reply.status, JSON.stringify(reply.body)).toBe(200)
    ids.push(...reply.body.data.map(({ id }: { id: string }) => id))
    expect(reply.body.data.length === limit || !reply.body.has_more).toBe(true)
    expect(reply.body.has_more).toBe(reply.body.next_cursor !== null)
    if (!reply.body.has_more) break
    cursor = `&cursor=${reply.body.next_cursor}`
  }
  expect(new Set(ids).size).toBe(ids.length)
  return ids
}

/** The world's lists show what the model holds, no more and no less. */
export async function expectSame(kirim: TestSandbox, model: Model, limit: number): Promise<void> {
  const shown = {
    contacts: await walk(kirim, '/contacts', limit),
    labels: await walk(kirim, '/labels', limit),
    subscriptions: await walk(kirim, '/webhook_subscriptions', limit),
    messages: await walk(kirim, '/messages', limit),
  }
  for (const name of ['contacts', 'labels', 'subscriptions', 'messages'] as const) {
    expect(shown[name].toSorted(), name).toStrictEqual([...model[name].keys()].toSorted())
  }
  const { contactLabels } = kirim.app.organization.world
  for (const [id, { labels }] of model.contacts) {
    const attached = [...oldestFirst(contactLabels, 'byOwner', id)].map((row) => row.labelId)
    expect(attached.toSorted(), `labels of ${id}`).toStrictEqual([...labels].toSorted())
  }
  for (const path of ['/conversations', '/webhook_deliveries', '/templates']) {
    await walk(kirim, path, limit)
  }
}
