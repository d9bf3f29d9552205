// The table of reads: what the stage crew can see of a sandbox, one row each.

import type { ValueOf } from '../../schema/shapes.ts'
import { CONVERSATION_READ, CONVERSATIONS_READ } from './conversations.ts'
import { COVERAGE_READ } from './coverage.ts'
import { DELIVERIES_READ, DELIVERY_READ } from './deliveries.ts'
import { FAULTS_READ, KNOWN_FAULTS_READ } from './faults.ts'
import { INBOX_READ, INBOXES_READ } from './inboxes.ts'
import { JOURNAL_ENTRY_READ } from './journal/calls.ts'
import { JOURNAL_READ } from './journal/journal.ts'
import { MESSAGE_READ, MESSAGES_READ } from './messages.ts'
import { ORGANIZATIONS_READ } from './organizations.ts'
import type { AnyReadRow } from './read.ts'
import { RECIPIENTS_READ } from './recipients.ts'
import { SETTINGS_READ } from './settings.ts'
import { SNAPSHOT_READ, SNAPSHOTS_READ } from './snapshots.ts'
import { STATUS_READ } from './status.ts'
import { STORY_READ } from './story/story.ts'
import { SUBSCRIPTIONS_READ } from './subscriptions.ts'
import { TEMPLATES_READ } from './templates.ts'

/** `GET /_sandbox` and the path; the answer is `{data}`. */
export const CONTROL_READS = [
  STATUS_READ,
  STORY_READ,
  ORGANIZATIONS_READ,
  JOURNAL_READ,
  JOURNAL_ENTRY_READ,
  CONVERSATIONS_READ,
  CONVERSATION_READ,
  MESSAGES_READ,
  MESSAGE_READ,
  TEMPLATES_READ,
  SUBSCRIPTIONS_READ,
  DELIVERIES_READ,
  DELIVERY_READ,
  INBOXES_READ,
  INBOX_READ,
  COVERAGE_READ,
  RECIPIENTS_READ,
  FAULTS_READ,
  KNOWN_FAULTS_READ,
  SETTINGS_READ,
  SNAPSHOTS_READ,
  SNAPSHOT_READ,
] as const satisfies readonly AnyReadRow[]

/** By path what `data` of the reply is. */
export type ReadData = {
  readonly [Row in (typeof CONTROL_READS)[number] as Row['path']]: ValueOf<Row['reply']>
}

type PathOf<Place extends string> = `/${Place extends `/${infer Rest}` ? Rest : Place}`

/** The path in the table whose parameter is written out in this one. */
type Written<Path extends string, Known extends string> = Known extends `${infer Start}{${string}}`
  ? Path extends `${Start}${string}`
    ? Known
    : never
  : never

type RowOf<Path extends string> = Path extends keyof ReadData ? Path : Written<Path, keyof ReadData>

/** What is read at a place: `conversations`, `messages/msg_…`; unknown when no row is meant for sure. */
export type DataAt<Place extends string> = [RowOf<PathOf<Place>>] extends [never]
  ? unknown
  : ReadData[RowOf<PathOf<Place>>]
