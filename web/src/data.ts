// The answers of the control API as the page reads them: the types that every face shares.
export type {
  Chat,
  ChatMessage,
  ClockData,
  Conversation,
  Coverage,
  Fault,
  KnownFault,
  Message,
  MessageDetail,
  Moment,
  OrganizationStatus,
  OrganizationsData,
  Setting,
  StatusData,
  Template,
} from '../../src/tui/screen/data.ts'
export type {
  Attempt,
  Delivery,
  DeliveryDetail,
  Subscription,
} from '../../src/tui/screen/webhook-data.ts'
