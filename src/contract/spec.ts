// The contract as facts: its operations, its events, and the vendor's file itself.
import { readFileSync } from 'node:fs'

import { packagePath } from '../package.ts'
import * as generated from './generated/operations.ts'

/** `POST /messages`: method and path as the document writes them. */
export type OperationKey = keyof typeof generated.OPERATIONS

/** The events that a subscription can ask for. */
export type EventType = (typeof generated.EVENT_TYPES)[number]

export type OperationFacts = {
  readonly key: OperationKey
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly tag: string
  readonly summary: string
  /** What may be answered: the vendor's statuses and the overlay's. */
  readonly statuses: readonly number[]
  /** What the vendor's file declares. */
  readonly vendorStatuses: readonly number[]
  /** Whether it asks for an API key. */
  readonly secured: boolean
  readonly hasBody: boolean
  readonly bodyRequired: boolean
}

/** Every operation, in the vendor's order. */
export const OPERATIONS: {
  readonly [Key in OperationKey]: OperationFacts & { readonly key: Key }
} = generated.OPERATIONS

export const OPERATION_KEYS = Object.keys(generated.OPERATIONS) as readonly OperationKey[]

/** The six events that a subscription may ask for. */
export const EVENT_TYPES: readonly EventType[] = generated.EVENT_TYPES

/** The types of message that may be sent. */
export const MESSAGE_TYPES: readonly string[] = generated.MESSAGE_TYPES

/** Operation × status pairs in the vendor's file: the whole of coverage. */
export const DECLARED_PAIRS = OPERATION_KEYS.reduce(
  (pairs, key) => pairs + OPERATIONS[key].vendorStatuses.length,
  0,
)

/** The vendor's document, byte for byte. Read at each call; callers that serve it keep it. */
export function readVendorDocument(): string {
  return readFileSync(packagePath('openapi.json'), 'utf8')
}
