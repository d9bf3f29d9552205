// The table of reads: what the stage crew can see of a sandbox, one row each.
import { CONVERSATION_READ, CONVERSATIONS_READ } from './reads/conversations.ts'
import { COVERAGE_READ } from './reads/coverage.ts'
import { DELIVERIES_READ, DELIVERY_READ } from './reads/deliveries.ts'
import { FAULTS_READ, KNOWN_FAULTS_READ } from './reads/faults.ts'
import { INBOX_READ, INBOXES_READ } from './reads/inboxes.ts'
import { JOURNAL_READ } from './reads/journal.ts'
import { MESSAGE_READ, MESSAGES_READ } from './reads/messages.ts'
import { ORGANIZATIONS_READ } from './reads/organizations.ts'
import type { AnyReadRow } from './reads/read.ts'
import { RECIPIENTS_READ } from './reads/recipients.ts'
import { SETTINGS_READ } from './reads/settings.ts'
import { SNAPSHOT_READ, SNAPSHOTS_READ } from './reads/snapshots.ts'
import { STATUS_READ } from './reads/status.ts'
import { SUBSCRIPTIONS_READ } from './reads/subscriptions.ts'
import { TEMPLATES_READ } from './reads/templates.ts'

/** `GET /_sandbox` and the path; the answer is `{data}`. */
export const CONTROL_READS: readonly AnyReadRow[] = [
  STATUS_READ,
  ORGANIZATIONS_READ,
  JOURNAL_READ,
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
]
