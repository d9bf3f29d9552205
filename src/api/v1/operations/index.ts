// The table of operations: one row for each operation of the contract, no more and no less.
import type { OperationKey } from '../../../contract/operation-types.ts'
import type { OperationTable } from '../../operation.ts'
import { CONTACT_OPERATIONS } from './contacts.ts'
import { CONVERSATION_OPERATIONS } from './conversations.ts'
import { LABEL_OPERATIONS } from './labels.ts'
import { MESSAGE_OPERATIONS } from './messages.ts'
import { META_OPERATIONS } from './meta.ts'
import { TEMPLATE_OPERATIONS } from './templates.ts'
import { DELIVERY_OPERATIONS } from './webhook-deliveries.ts'
import { SUBSCRIPTION_OPERATIONS } from './webhook-subscriptions.ts'

export const OPERATION_TABLE: OperationTable<OperationKey> = {
  ...META_OPERATIONS,
  ...MESSAGE_OPERATIONS,
  ...TEMPLATE_OPERATIONS,
  ...SUBSCRIPTION_OPERATIONS,
  ...DELIVERY_OPERATIONS,
  ...CONVERSATION_OPERATIONS,
  ...CONTACT_OPERATIONS,
  ...LABEL_OPERATIONS,
}
