// The table of reads. Printed from the files of this folder by `npm run generate`.
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
import { CHANGES_READ, CHECKPOINTS_READ, DIFF_READ } from './snapshots/changes.ts'
import { SNAPSHOT_READ, SNAPSHOTS_READ } from './snapshots/snapshots.ts'
import { STATUS_READ } from './status.ts'
import { STORY_READ } from './story/story.ts'
import { SUBSCRIPTIONS_READ } from './subscriptions.ts'
import { TEMPLATES_READ } from './templates.ts'

/** `GET /_sandbox` and the path; the answer is `{data}`. */
export const CONTROL_READS = [
  CONVERSATIONS_READ,
  CONVERSATION_READ,
  COVERAGE_READ,
  DELIVERIES_READ,
  DELIVERY_READ,
  FAULTS_READ,
  KNOWN_FAULTS_READ,
  INBOX_READ,
  INBOXES_READ,
  JOURNAL_ENTRY_READ,
  JOURNAL_READ,
  MESSAGES_READ,
  MESSAGE_READ,
  ORGANIZATIONS_READ,
  RECIPIENTS_READ,
  SETTINGS_READ,
  CHECKPOINTS_READ,
  CHANGES_READ,
  DIFF_READ,
  SNAPSHOTS_READ,
  SNAPSHOT_READ,
  STATUS_READ,
  STORY_READ,
  SUBSCRIPTIONS_READ,
  TEMPLATES_READ,
] as const satisfies readonly AnyReadRow[]
