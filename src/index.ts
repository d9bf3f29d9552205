// The library: a sandbox inside of a test suite, and the tools that a receiver of signed webhooks needs.
export type { CoverageSummary } from './contract/coverage.ts'
export type {
  EventType,
  OperationKey,
  PathParams,
  Query,
  ReplyBody,
  RequestBody,
  Schemas,
  Status,
  WebhookBody,
} from './contract/operation-types.ts'
export type { FailureCode } from './domain/failures/failures.ts'
export type { Settings } from './domain/world/settings.ts'
export type { ActionInput, ActionName, ActionResult, Actions } from './library/actions.ts'
export type { Call, CallInput, CallReply, OkStatus } from './library/call.ts'
export type {
  DeliveryAttempt,
  DeliveryFilter,
  DeliveryGoal,
  SandboxDelivery,
} from './library/deliveries.ts'
export {
  KirimActionError,
  KirimCallError,
  KirimClosedError,
  KirimSandboxError,
  KirimStartError,
  KirimWaitError,
  type StartErrorCode,
  type WaitErrorCode,
} from './library/errors.ts'
export type { Inbox, NewSubscription, ReceivedWebhook, SubscribeOptions } from './library/inbox.ts'
export type { MessageFilter, MessageGoal, SandboxMessage } from './library/messages.ts'
export type {
  ClockMode,
  Duration,
  OrganizationOptions,
  SandboxOptions,
  WebhookReceiver,
} from './library/options.ts'
export type {
  EnvironmentVariable,
  FurtherOrganization,
  Journal,
  JournalEntry,
  KirimOrganization,
  WaitFor,
} from './library/organization.ts'
export type { RequestFilter, SandboxRequest } from './library/requests.ts'
export { type KirimSandbox, startSandbox } from './library/sandbox.ts'
export type { Advanced, AdvanceTarget } from './library/time-moves.ts'
export type { WaitOptions } from './library/waiting.ts'
export type { WebhookFilter } from './library/webhook-waits.ts'
export { type SignatureCheck, signPayload, verifySignature } from './wire/v1/signature.ts'
