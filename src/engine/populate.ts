// Populates a world from a file: its history is played by the same rules that run it later.
import { issueKey } from '../domain/access/api-keys.ts'
import { JOBS } from '../domain/jobs.ts'
import { digitsOf, displayPhone } from '../domain/messaging/accounts.ts'
import { contactWithPhone, putContact } from '../domain/messaging/contacts.ts'
import { conversationWith } from '../domain/messaging/conversations.ts'
import { acceptMessage, receiveMessage } from '../domain/messaging/messages.ts'
import { roll, rollBetween } from '../domain/world/dice.ts'
import { newJournal } from '../domain/world/journal.ts'
import type { AccountRow } from '../domain/world/rows.ts'
import { nextJob } from '../domain/world/schedule.ts'
import { settingProblem } from '../domain/world/settings.ts'
import { first, put, remove } from '../domain/world/tables.ts'
import { DAY_MS, fromIso, HOUR_MS, type Instant, MINUTE_MS } from '../domain/world/time.ts'
import {
  newId,
  newWorld,
  nextSeq,
  setNow,
  transact,
  type World,
  type WorldStart,
} from '../domain/world/world.ts'
import { parseDuration } from './duration.ts'
import type { People } from './ports.ts'
import { SAMPLE_TALKS } from './sample-talks.ts'
import type { WorldFile, WorldFileContact } from './world-file.ts'

/** How long before the start the organisation was set up. */
const HISTORY_MS = 30 * DAY_MS

/** Something that happened before the start. */
type Past = { readonly at: Instant; readonly happen: () => void }

/**
 * A world as its file describes it, with the clock at `start.now`.
 *
 * @throws Error with a sentence when the file contradicts itself (an unknown team, a bad setting).
 */
export function populateWorld(
  start: Omit<WorldStart, 'organizationName'>,
  file: WorldFile,
  people: People | null,
): World {
  const setUpAt = start.now - HISTORY_MS
  const world = newWorld({ ...start, now: setUpAt, organizationName: file.organization.name })
  transact(world, () => setUp(world, file))
  const contacts = [...(file.contacts ?? []), ...generatedContacts(world, file, people)]
  const past = contacts.flatMap((contact) => historyOf(world, contact, start.now))
  past.sort((a, b) => a.at - b.at)
  for (const { at, happen } of past) {
    runJobsUntil(world, at)
    transact(world, happen)
  }
  runJobsUntil(world, start.now)
  world.createdAt = start.now
  // What happened before the start is history, not news.
  world.journal = newJournal()
  return world
}

function runJobsUntil(world: World, at: Instant): void {
  for (let job = nextJob(world); job !== undefined && job.dueAt <= at; job = nextJob(world)) {
    const { id, kind, subject } = job
    if (kind === 'attempt-delivery') throw new Error('A world file has no subscriptions.')
    setNow(world, job.dueAt)
    transact(world, () => {
      remove(world.jobs, id)
      JOBS[kind](world, subject)
    })
  }
  setNow(world, at)
}

function setUp(world: World, file: WorldFile): void {
  for (const [name, value] of Object.entries(file.settings ?? {})) {
    const problem = settingProblem(name, value)
    if (problem !== null) throw new Error(problem)
    Object.assign(world.settings, { [name]: value })
  }
  for (const key of file.api_keys) {
    const expiresAt = key.expires_at === undefined ? null : fromIso(key.expires_at)
    issueKey(world, { label: key.label, token: key.token, expiresAt })
  }
  const teams = new Map<string, string>()
  for (const { key, name } of file.teams) {
    const id = newId(world, 'team')
    put(world.teams, { id, seq: nextSeq(world), createdAt: world.now, name })
    teams.set(key, id)
  }
  const teamId = (key: string) => teams.get(key) ?? unknown('team', key, [...teams.keys()])
  for (const user of file.users ?? []) {
    put(world.users, {
      ...newRow(world, 'user'),
      name: user.name,
      email: user.email ?? null,
      teamId: teamId(user.team),
    })
  }
  for (const account of file.accounts) putAccount(world, account, teamId(account.team))
  for (const template of file.templates ?? []) putTemplate(world, template)
  for (const { phone_number: phone, behaviour } of file.recipients ?? []) {
    putRecipient(world, phone, behaviour)
  }
}

function newRow(world: World, kind: 'user' | 'account' | 'template') {
  return { id: newId(world, kind), seq: nextSeq(world), createdAt: world.now }
}

function putAccount(world: World, account: WorldFile['accounts'][number], teamId: string): void {
  const row = newRow(world, 'account')
  const phone = digitsOf(account.phone_number)
  put(world.accounts, {
    ...row,
    phone,
    displayPhone: displayPhone(phone),
    displayName: account.display_name,
    phoneNumberId: digits(15, world, 'phone-number-id', row.id),
    businessAccountId: digits(15, world, 'business-account-id'),
    teamId,
    connected: account.connected ?? true,
  })
}

function putTemplate(world: World, template: NonNullable<WorldFile['templates']>[number]): void {
  const row = newRow(world, 'template')
  put(world.templates, {
    ...row,
    updatedAt: world.now,
    accountId: accountNamed(world, template.account).id,
    name: template.name,
    language: template.language,
    category: template.category,
    metaStatus: template.status,
    components: template.components,
    providerTemplateId: digits(16, world, 'provider-template-id', row.id),
  })
}

function putRecipient(world: World, phoneNumber: string, behaviour: string): void {
  const id = digitsOf(phoneNumber)
  put(world.recipients, { id, seq: nextSeq(world), createdAt: world.now, behaviour })
}

function accountNamed(world: World, phoneNumber: string | undefined): AccountRow {
  if (phoneNumber === undefined) {
    return first(world.accounts, 'all') ?? unknown('account', 'any', [])
  }
  const account = first(world.accounts, 'byPhone', digitsOf(phoneNumber))
  return account ?? unknown('account', phoneNumber, [...world.accounts.slots.keys()])
}

function unknown(kind: string, name: string, known: readonly string[]): never {
  throw new Error(`The world file names the ${kind} ${name}; it has ${known.join(', ') || 'none'}.`)
}

/** Meta's numbers: they never begin with a zero. */
function digits(length: number, world: World, ...label: string[]): string {
  let text = String(rollBetween(1, 9, world.seed, ...label, 0))
  while (text.length < length) text += rollBetween(0, 9, world.seed, ...label, text.length)
  return text
}

/** What a contact's part of the file says happened before the start. */
function historyOf(world: World, contact: WorldFileContact, now: Instant): Past[] {
  const account = accountNamed(world, contact.account)
  const phone = digitsOf(contact.phone_number)
  const talk = (contact.conversation?.messages ?? []).map((message) => ({
    ...message,
    at: now - before(message.ago),
  }))
  if (contact.recipient !== undefined) {
    const behaviour = contact.recipient
    transact(world, () => putRecipient(world, phone, behaviour))
  }
  const bornAt = Math.min(now - DAY_MS, ...talk.map(({ at }) => at - MINUTE_MS))
  const birth: Past = {
    at: Math.max(bornAt, world.now),
    happen: () => {
      const { name = null, email = null, metadata = null } = contact
      const row = putContact(world, account, { phone, name, email, metadata })
      if (contact.conversation !== undefined) conversationWith(world, row)
    },
  }
  const said = talk.map(({ at, from, text }) => ({
    at: Math.max(at, world.now),
    happen: () => say(world, account, phone, from, text),
  }))
  return [birth, ...said, ...settled(world, account, phone, contact, now)]
}

function say(
  world: World,
  account: AccountRow,
  phone: string,
  from: 'customer' | 'business',
  text: string,
): void {
  if (from === 'customer') {
    receiveMessage(world, { from: phone, to: account.phone, input: { type: 'text', text } })
    return
  }
  acceptMessage(world, {
    from: account.phone,
    to: phone,
    type: 'text',
    content: { body: text },
    summary: text,
    mediaUrl: null,
  })
}

/** The state that the file asks for, beyond what its messages led to. */
function settled(
  world: World,
  account: AccountRow,
  phone: string,
  contact: WorldFileContact,
  now: Instant,
): Past[] {
  const { status, last_inbound: lastInbound } = contact.conversation ?? {}
  if (status === undefined && lastInbound === undefined) return []
  const happen = () => {
    const row = contactWithPhone(world, account, phone)
    if (row === undefined) throw new Error(`The contact ${phone} of the world file was not made.`)
    const conversation = conversationWith(world, row)
    put(world.conversations, {
      ...conversation,
      ...(status !== undefined && { status }),
      ...(lastInbound !== undefined && { lastInboundAt: now - before(lastInbound) }),
    })
  }
  return [{ at: now, happen }]
}

function before(text: string): number {
  const duration = parseDuration(text)
  if (duration === null)
    throw new Error(`The world file has the duration "${text}"; write e.g. 2h.`)
  return duration
}

/** Contacts of invented people who wrote: most of them so lately that they may be answered freely. */
function generatedContacts(
  world: World,
  file: WorldFile,
  people: People | null,
): WorldFileContact[] {
  if (file.generate === undefined || people === null) return []
  return Array.from({ length: file.generate.contacts }, (_, n) => {
    const seed = Math.floor(roll(world.seed, 'person', n) * 2 ** 31)
    const { name, email } = people.person(seed)
    const talk = SAMPLE_TALKS[n % SAMPLE_TALKS.length] ?? []
    const isRecent = n % 4 !== 3
    const endedMs = isRecent
      ? rollBetween(10 * MINUTE_MS, 8 * HOUR_MS, world.seed, 'talk-ended', n)
      : rollBetween(30 * HOUR_MS, 6 * DAY_MS, world.seed, 'talk-ended', n)
    const messages = talk.map(([from, text], line) => ({
      from,
      text,
      ago: `${endedMs + (talk.length - line) * 4 * MINUTE_MS}ms`,
    }))
    return {
      phone_number: `+62812${digits(8, world, 'customer-phone', String(n))}`,
      name,
      email,
      recipient: 'reads',
      conversation: { messages },
    }
  })
}
