// The table of reads: what the stage crew can see of a sandbox, one row each.
import { COVERAGE_READ } from './reads/coverage.ts'
import { DELIVERIES_READ, DELIVERY_READ } from './reads/deliveries.ts'
import { FAULTS_READ } from './reads/faults.ts'
import { INBOX_READ, INBOXES_READ } from './reads/inboxes.ts'
import { JOURNAL_READ } from './reads/journal.ts'
import { MESSAGE_READ, MESSAGES_READ } from './reads/messages.ts'
import { ORGANIZATIONS_READ } from './reads/organizations.ts'
import type { AnyReadRow } from './reads/read.ts'
import { RECIPIENTS_READ } from './reads/recipients.ts'
import { STATUS_READ } from './reads/status.ts'

/** `GET /_sandbox` and the path; the answer is `{data}`. */
export const CONTROL_READS: readonly AnyReadRow[] = [
  STATUS_READ,
  ORGANIZATIONS_READ,
  JOURNAL_READ,
  MESSAGES_READ,
  MESSAGE_READ,
  DELIVERIES_READ,
  DELIVERY_READ,
  INBOXES_READ,
  INBOX_READ,
  COVERAGE_READ,
  RECIPIENTS_READ,
  FAULTS_READ,
]
