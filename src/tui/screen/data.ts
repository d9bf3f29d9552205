// What the screen knows of a sandbox: the answers of the control API, by the types of its reads.
import type { ReadData } from '../../client/control-client.ts'
import type { Question } from '../../face/known.ts'

export type StatusData = ReadData['/status']
export type OrganizationStatus = StatusData['organizations'][number]
export type ClockData = OrganizationStatus['clock']
export type OrganizationsData = ReadData['/organizations']
export type Conversation = ReadData['/conversations']['conversations'][number]
export type Chat = ReadData['/conversations/{id}']
export type ChatMessage = Chat['messages'][number]
export type Message = ReadData['/messages']['messages'][number]
export type MessageDetail = ReadData['/messages/{id}']
export type Moment = MessageDetail['time_line'][number]
/** With the options that it was armed with. */
export type Fault = ReadData['/faults']['faults'][number] & { readonly [option: string]: unknown }
export type KnownFault = ReadData['/faults/known']['faults'][number]
export type Coverage = ReadData['/coverage']
export type Setting = ReadData['/settings']['settings'][number]
export type SettingValue = Setting['value']
export type Template = ReadData['/templates']['templates'][number]
export type Delivery = ReadData['/deliveries']['deliveries'][number]
export type DeliveryDetail = ReadData['/deliveries/{id}']
export type Attempt = DeliveryDetail['attempts'][number]
/** An entry of the journal, with what was sent and answered. */
export type Call = ReadData['/journal/{number}']
export type Subscription = ReadData['/subscriptions']['subscriptions'][number]

/** By the name of the question. What is not there has not been answered yet. */
export type Data = {
  readonly status?: StatusData
  readonly organizations?: OrganizationsData
  readonly conversations?: ReadData['/conversations']
  readonly conversation?: Chat
  readonly deliveries?: ReadData['/deliveries']
  readonly delivery?: DeliveryDetail
  readonly subscriptions?: ReadData['/subscriptions']
  readonly messages?: ReadData['/messages']
  readonly message?: MessageDetail
  readonly faults?: ReadData['/faults']
  readonly known?: ReadData['/faults/known']
  readonly coverage?: Coverage
  readonly settings?: ReadData['/settings']
  readonly templates?: ReadData['/templates']
  readonly call?: Call
  readonly recipients?: ReadData['/recipients']
}

export type ReadName = keyof Data

/** One question to the control API, and which member of the data its answer becomes. */
export type ReadWish = Question & { readonly name: ReadName }

/** With the secrets that sign, to be copied. */
export const SUBSCRIPTIONS_WISH: ReadWish = {
  name: 'subscriptions',
  path: '/subscriptions',
  query: { limit: 100, secrets: 'reveal' },
}

export type { FeedEntry } from '../../face/known.ts'
