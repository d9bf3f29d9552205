// The contract as types: what each operation takes and what it may answer, derived from the document.
import type { components, paths, webhooks } from './generated/types.ts'
import type { EventType, OperationKey } from './spec.ts'

export type { EventType, OperationKey } from './spec.ts'

/** The resources and bodies that the document names. */
export type Schemas = components['schemas']

export type Method = OperationKey extends `${infer M} ${string}` ? M : never

/** The document's own description of one operation. */
type Operation<K extends OperationKey> = K extends `${infer M} ${infer Path}`
  ? Path extends keyof paths
    ? Lowercase<M> extends keyof paths[Path]
      ? paths[Path][Lowercase<M>]
      : never
    : never
  : never

type Responses<K extends OperationKey> = Operation<K> extends { responses: infer R } ? R : never

/** The statuses that an operation may answer with: the vendor's and the overlay's. */
export type Status<K extends OperationKey> = K extends OperationKey
  ? keyof Responses<K> & number
  : never

export type ErrorStatus<K extends OperationKey> = Exclude<Status<K>, 200 | 302>

type JsonContent<T> = T extends { content: { 'application/json': infer Body } } ? Body : never

/** The body of an answer with this status; `never` where it has none. */
export type ReplyBody<K extends OperationKey, S extends Status<K>> = S extends keyof Responses<K>
  ? JsonContent<Responses<K>[S]>
  : never

/** The JSON body of the 200; `never` for the redirect. */
export type SuccessBody<K extends OperationKey> = K extends OperationKey
  ? 200 extends keyof Responses<K>
    ? JsonContent<Responses<K>[200]>
    : never
  : never

type DistributiveOmit<T, Name extends PropertyKey> = T extends unknown ? Omit<T, Name> : never

/** What an operation hands back: the body of its 200 before the request id is added. */
export type ReplyData<K extends OperationKey> = DistributiveOmit<SuccessBody<K>, 'request_id'>

/** The body of a request; `undefined` is part of it where the body may be left out. */
export type RequestBody<K extends OperationKey> = K extends OperationKey
  ? Operation<K> extends { requestBody: infer Body }
    ? JsonContent<Body>
    : Operation<K> extends { requestBody?: infer Body }
      ? [Exclude<Body, undefined>] extends [never]
        ? undefined
        : JsonContent<Exclude<Body, undefined>> | undefined
      : never
  : never

type Parameters<K extends OperationKey> = Operation<K> extends { parameters: infer P } ? P : never

type None = Record<never, never>

/** The query parameters of an operation, all of them optional strings. */
export type Query<K extends OperationKey> = K extends OperationKey
  ? Parameters<K> extends { query?: infer Q }
    ? [Exclude<Q, undefined>] extends [never]
      ? None
      : Exclude<Q, undefined>
    : None
  : never

/** The parameters in the path of an operation. */
export type PathParams<K extends OperationKey> = K extends OperationKey
  ? Parameters<K> extends { path: infer P }
    ? P
    : None
  : never

/** The body of one webhook event. */
export type WebhookBody<E extends EventType> = E extends keyof webhooks
  ? webhooks[E] extends { post: { requestBody: infer Body } }
    ? JsonContent<Body>
    : never
  : never
