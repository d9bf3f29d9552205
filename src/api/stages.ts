// How far a request has come: what each stage of its journey has found out, on top of the one before.
import type { OperationKey } from '../contract/operation-types.ts'
import type { Violation } from '../contract/validators.ts'
import type { RateVerdict } from '../domain/access/rate-limit.ts'
import type { ApiKeyRow } from '../domain/world/rows.ts'
import type { Organization, Sandbox } from '../engine/sandbox.ts'
import type { Api } from './api.ts'
import type { ApiRequest } from './exchange.ts'
import type { OperationInput } from './operation.ts'
import type { Strike } from './struck.ts'

/** A request as it came in. Until a key says who is meant, the first organisation answers. */
export type Arrived = {
  readonly api: Api
  readonly sandbox: Sandbox
  readonly request: ApiRequest
  readonly startedAt: number
  readonly organization: Organization
}

/** The key opens the organisation; undefined where no key is asked for. */
export type Identified = Arrived & { readonly apiKey: ApiKeyRow | undefined }

/** There was a token in the bucket; undefined where none is needed. */
export type Admitted = Identified & { readonly rate: RateVerdict | undefined }

/** A fault strikes it; undefined nearly always. */
export type Struck = Admitted & { readonly strike: Strike | undefined }

/** Its body is JSON; which of its members the contract does not know, undefined when it knows all. */
export type Read = Struck & {
  readonly body: unknown
  readonly ignored: readonly Violation[] | undefined
}

/** It keeps the contract. */
export type Checked = Read & { readonly input: OperationInput<OperationKey> }

/** It is the first under its Idempotency-Key; undefined without a key. */
export type Once = Checked & { readonly once: First | undefined }

export type First = {
  readonly key: string
  readonly fingerprint: string
  /** From now on the answer is there, or there will be none. */
  readonly release: () => void
}

/** However far a request came. */
export type Reached = Arrived & Partial<Pick<Once, 'rate' | 'strike' | 'ignored' | 'once'>>
