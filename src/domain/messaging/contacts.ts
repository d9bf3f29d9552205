// Contacts: the customers of an account, each known by a phone number.

import { fail, failNotFound } from '../failures/failures.ts'
import { announce } from '../webhooks/events.ts'
import type { AccountRow, ContactRow, JsonObject } from '../world/rows.ts'
import { cancelJob } from '../world/schedule.ts'
import { find, first, newestFirst, put, remove } from '../world/tables.ts'
import { newId, nextSeq, type World } from '../world/world.ts'
import { accountOf, digitsOf, resolveAccount } from './accounts.ts'
import { detachAll } from './labels.ts'

export type ContactWish = {
  readonly from: string | undefined
  readonly phoneNumber: string
  readonly name: string | null
  readonly email: string | null
  readonly metadata: JsonObject | null
}

/**
 * Adds a contact on request of a client and announces it.
 *
 * @throws Failure those of `resolveAccount`; invalid_field_value when the account has the number.
 */
export function createContact(world: World, wish: ContactWish): ContactRow {
  const account = resolveAccount(world, wish.from)
  const phone = digitsOf(wish.phoneNumber)
  const existing = first(world.contacts, 'byAccountPhone', `${account.id}:${phone}`)
  if (existing !== undefined) {
    fail('invalid_field_value', 'phone_number', `A contact with +${phone} exists: ${existing.id}.`)
  }
  const { name, email, metadata } = wish
  const contact = putContact(world, account, { phone, name, email: email || null, metadata })
  announce(world, { type: 'contact.created', contact, account, source: 'api' })
  return contact
}

/** The contact behind a number of an account, or undefined. */
export function contactWithPhone(
  world: World,
  account: AccountRow,
  phone: string,
): ContactRow | undefined {
  return first(world.contacts, 'byAccountPhone', `${account.id}:${phone}`)
}

/** Adds a contact without announcing it: a send does, and the receiving of a message announces it. */
export function putContact(
  world: World,
  account: AccountRow,
  facts: Pick<ContactRow, 'phone' | 'name' | 'email' | 'metadata'>,
): ContactRow {
  return put(world.contacts, {
    id: newId(world, 'contact'),
    seq: nextSeq(world),
    createdAt: world.now,
    updatedAt: world.now,
    accountId: account.id,
    phone: facts.phone,
    name: facts.name,
    email: facts.email,
    metadata: facts.metadata,
  })
}

/** @throws Failure resource_not_found. */
export function findContact(world: World, id: string): ContactRow {
  return find(world.contacts, id) ?? failNotFound('contact', id)
}

export type ContactPatch = {
  readonly name?: string | null
  readonly email?: string | null
  readonly metadata?: JsonObject | null
}

/**
 * Changes what the patch names; metadata is replaced as a whole and an empty email clears it.
 *
 * @throws Failure resource_not_found.
 */
export function updateContact(world: World, id: string, patch: ContactPatch): ContactRow {
  const before = findContact(world, id)
  const changedFields = Object.keys(patch)
  if (changedFields.length === 0) return before
  const contact = put(world.contacts, {
    ...before,
    ...patch,
    ...(patch.email !== undefined && { email: patch.email || null }),
    updatedAt: world.now,
  })
  const account = accountOf(world, contact)
  announce(world, { type: 'contact.updated', contact, account, changedFields })
  return contact
}

/**
 * Deletes a contact with its conversations, their messages, and every label on them.
 *
 * @throws Failure resource_not_found.
 */
export function deleteContact(world: World, id: string): void {
  findContact(world, id)
  for (const conversation of [...newestFirst(world.conversations, 'byContact', id)]) {
    for (const message of [...newestFirst(world.messages, 'byConversation', conversation.id)]) {
      cancelJob(world, message.jobId)
      remove(world.messages, message.id)
    }
    detachAll(world.conversationLabels, 'byOwner', conversation.id)
    remove(world.conversations, conversation.id)
  }
  detachAll(world.contactLabels, 'byOwner', id)
  remove(world.contacts, id)
}
