// One organisation as a test holds it: its own key, clock, rows and receivers, and all that can be done with it.
/// <reference lib="esnext.disposable" preserve="true" />
import { type CoverageSummary, coverageSummary } from '../contract/coverage.ts'
import type { EventType } from '../contract/operation-types.ts'
import { neverStruck, whyNeverStruck } from '../domain/faults/striking.ts'
import { subscribedReceivers } from '../domain/webhooks/declared-receivers.ts'
import { type Entry, entriesAfter } from '../domain/world/journal.ts'
import { toIso } from '../domain/world/time.ts'
import { removeOrganization } from '../engine/organizations.ts'
import { timeOf } from '../engine/sandbox.ts'
import { type Actions, act, newActions } from './actions.ts'
import { type Call, newCall } from './call.ts'
import {
  type DeliveryFilter,
  type DeliveryGoal,
  deliveriesLike,
  type SandboxDelivery,
  showDelivery,
  waitForDelivery,
} from './deliveries.ts'
import { type Inbox, newInbox, type ReceivedWebhook } from './inbox.ts'
import {
  type MessageFilter,
  type MessageGoal,
  messagesLike,
  type SandboxMessage,
  showMessage,
  waitForMessage,
} from './messages.ts'
import { closePlace, markHandle, type Place } from './place.ts'
import { type RequestFilter, requestsLike, type SandboxRequest } from './requests.ts'
import { entryLines } from './story.ts'
import { type Advanced, type AdvanceTarget, advance, settle } from './time-moves.ts'
import type { WaitOptions } from './waiting.ts'
import { type WebhookFilter, waitForWebhook } from './webhook-waits.ts'

/** An entry of the journal. Instants are milliseconds since 1970, in world time. */
export type JournalEntry = Entry

/** What happened in an organisation; the newest 5,000 entries. */
export type Journal = {
  /** Oldest first. */
  entries(): readonly JournalEntry[]
  /** As the command line prints it, a line or two for each entry. */
  text(): string
}

/**
 * Waits until something has happened. Without a `timeout` they last as long as the sandbox was told
 * (2 s), in real time. A virtual clock is moved on meanwhile to what is scheduled, step by step and
 * no further than is needed. What can never happen is told at once; in any case the KirimWaitError
 * tells what did happen.
 */
export type WaitFor = {
  /**
   * Until a message has got so far: `waitFor.message(id, 'read')`, or
   * `waitFor.message({ to: '+62…' })` for one that the program under test has sent. Without a goal:
   * delivered. Further statuses count as well, so `sent` is reached by a message that is read.
   */
  message(
    meant: string | MessageFilter,
    goal?: MessageGoal,
    options?: WaitOptions,
  ): Promise<SandboxMessage>
  /** Until a webhook has arrived at an inbox. What arrived before the wait counts. */
  webhook<E extends EventType = EventType>(
    filter: WebhookFilter<E>,
    options?: WaitOptions,
  ): Promise<ReceivedWebhook<E>>
  /** Until a delivery, to whatever receiver, has got so far. Without a goal: succeeded. */
  delivery(
    meant: string | DeliveryFilter,
    goal?: DeliveryGoal,
    options?: WaitOptions,
  ): Promise<SandboxDelivery>
}

/** An organisation as a test holds it: where it is, and all that can be done with it. */
export type KirimOrganization = {
  readonly id: string
  readonly name: string
  readonly seed: number
  /** Base URL of the API: `http://127.0.0.1:41234/v1`. */
  readonly url: string
  /** Base URL of the control API: `http://127.0.0.1:41234/_sandbox`. */
  readonly controlUrl: string
  /** The organisation's first key. */
  readonly apiKey: string
  /** What a program under test finds the sandbox by: `KIRIM_BASE_URL`, `KIRIM_API_KEY`, … */
  readonly env: Readonly<Record<EnvironmentVariable, string>> & {
    /** What webhooks are signed with, where receivers were subscribed from the start. */
    readonly KIRIM_WEBHOOK_SECRET?: string
  }
  /** World time, ISO 8601. */
  readonly now: string
  /** The control actions: `do.customerWrites({ from: '+62…', text: 'Halo' })`. */
  readonly do: Actions
  readonly call: Call
  readonly waitFor: WaitFor
  /** The built-in receiver. */
  readonly inbox: Inbox
  readonly journal: Journal
  /** Moves virtual time: `advance('25h')`, `advance({ until: 'next-job' })`. */
  advance(target: AdvanceTarget, options?: Pick<WaitOptions, 'timeout'>): Promise<Advanced>
  /** Until nothing is scheduled any more; moves a virtual clock as far as that takes. */
  settle(options?: Pick<WaitOptions, 'timeout'>): Promise<void>
  /** The messages that your program sent, or others by the filter or the id; oldest first. */
  messages(meant?: string | MessageFilter): SandboxMessage[]
  /**
   * What your program called, oldest first, with what it sent and got: the newest 1,000 calls. Those
   * of `call` are not among them.
   */
  requests(filter?: RequestFilter): SandboxRequest[]
  /** The webhook deliveries, by the filter or the id; oldest first. */
  deliveries(meant?: string | DeliveryFilter): SandboxDelivery[]
  /**
   * Marks how the organisation is now; gives back the mark. Up to 20 are held; the oldest goes first.
   */
  checkpoint(mark?: string): Promise<string>
  /**
   * Puts the organisation back to a mark, or to the newest one: rows, schedule, faults, ids, time and
   * inboxes. The same calls then give the same bytes again; the journal goes on.
   */
  rewind(mark?: string): Promise<void>
  /** Which operations have answered with which statuses. */
  coverage(): CoverageSummary
  /** The faults that were armed, are not optional, and have not struck: a sentence each. */
  idleFaults(): string[]
}

/** The variables that the command `env` prints as well. */
export type EnvironmentVariable =
  | 'KIRIM_BASE_URL'
  | 'KIRIM_API_KEY'
  | 'KIRIM_CONTROL_URL'
  | 'KIRIM_WEBHOOK_INBOX'

/** An organisation beside the first. */
export type FurtherOrganization = KirimOrganization & {
  /** Removes it with all it remembers; doing so again does nothing. */
  delete(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** The handle of the organisation at a place. */
export function newHandle(place: Place): KirimOrganization {
  const { app, organization, apiKey } = place
  const call = newCall(place)
  const inbox = newInbox(place, call)
  const [receiver] = subscribedReceivers(organization.world)
  const env = {
    KIRIM_BASE_URL: app.url,
    KIRIM_API_KEY: apiKey,
    KIRIM_CONTROL_URL: app.controlUrl,
    KIRIM_WEBHOOK_INBOX: inbox.url,
    ...(receiver !== undefined && { KIRIM_WEBHOOK_SECRET: receiver.secret }),
  }
  return markHandle(place, {
    id: organization.world.id,
    name: organization.world.name,
    seed: organization.world.seed,
    url: app.url,
    controlUrl: app.controlUrl,
    apiKey,
    env,
    get now() {
      return toIso(timeOf(app.sandbox, organization))
    },
    do: newActions(place),
    call,
    waitFor: newWaits(place),
    inbox,
    journal: newJournalView(place),
    advance: (target, options) => advance(place, target, options),
    settle: (options) => settle(place, options),
    messages: (meant = {}) => {
      const { world } = organization
      return [...messagesLike(world, meant)].reverse().map((row) => showMessage(world, row))
    },
    requests: (filter = {}) => requestsLike(place, filter),
    deliveries: (meant = {}) => {
      const { world } = organization
      return [...deliveriesLike(world, meant)].reverse().map((row) => showDelivery(world, row))
    },
    checkpoint: async (mark) => {
      const taken = await act(place, 'checkpoint', { ...(mark !== undefined && { mark }) })
      return taken.mark
    },
    rewind: async (mark) => {
      await act(place, 'rewind', { ...(mark !== undefined && { mark }) })
    },
    coverage: () => coverageSummary(organization.coverage),
    idleFaults: () => neverStruck(organization.world).map(whyNeverStruck),
  })
}

function newWaits(place: Place): WaitFor {
  return {
    message: (meant, goal = 'delivered', options = {}) =>
      waitForMessage(place, meant, goal, options),
    webhook: (filter, options = {}) => waitForWebhook(place, filter, options),
    delivery: (meant, goal = 'succeeded', options = {}) =>
      waitForDelivery(place, meant, goal, options),
  }
}

function newJournalView({ organization }: Place): Journal {
  const entries = () => entriesAfter(organization.world.journal, 0)
  return { entries, text: () => entries().flatMap(entryLines).join('\n') }
}

/** The handle of an organisation that may be deleted. */
export function newFurtherHandle(place: Place, onDelete: () => void): FurtherOrganization {
  const remove = async () => {
    if (place.isClosed) return
    onDelete()
    removeOrganization(place.app.sandbox, place.organization)
    closePlace(place)
  }
  return withMembers(newHandle(place), { delete: remove, [Symbol.asyncDispose]: remove })
}

/** Adds members to a handle, whose getters stay getters. */
export function withMembers<Handle extends object, Members extends object>(
  handle: Handle,
  members: Members,
): Handle & Members {
  return Object.assign(handle, members)
}
