// An API as a value: all that the server, scenarios, coverage, docs and library know of a generation.
//
// Whoever serves, calls or describes the API is given one and asks it, so that a further generation
// of the provider's API would be a further value over the same worlds.
import type { RequestInput, Violation } from '../contract/checked.ts'
import type { OperationFacts, OperationKey } from '../contract/spec.ts'
import type { Failure, FailureCode } from '../domain/failures/failures.ts'
import type { FailureFacts } from './failure-facts.ts'
import type { OperationRow } from './operation.ts'

/** An operation of the contract: what the document says of it, its failures, and what it does. */
export type ApiOperation<Key extends OperationKey> = OperationFacts &
  OperationRow<Key> & { readonly key: Key }

export type Api = {
  /** Where it lives below the server's origin. */
  readonly prefix: string
  /** Which generation of the provider's API it is, in a sentence. */
  readonly about: string
  /** The provider's document, byte for byte. Read at each call; callers that serve it keep it. */
  readonly document: () => string
  /** In the document's order. */
  readonly operations: { readonly [Key in OperationKey]: ApiOperation<Key> }
  readonly operationKeys: readonly OperationKey[]
  readonly validators: {
    /** The members of a body that the contract does not know; undefined when there are none. */
    readonly checkMembers: (key: OperationKey, body: unknown) => Violation[] | undefined
    /** The first thing wrong with a request. */
    readonly checkRequest: (key: OperationKey, input: RequestInput) => Violation | null
    /** What is wrong with a reply; a status that the operation does not declare is wrong too. */
    readonly checkReply: (key: OperationKey, status: number, body: unknown) => Violation | null
  }
  readonly failures: Readonly<Record<FailureCode, FailureFacts>>
  /** By status: the code that a fault answers with when it names none. */
  readonly usualCodes: Readonly<Record<number, FailureCode>>
  /** What a failure is answered with. */
  readonly errorBody: (failure: Failure, requestId: string) => object
  /**
   * What somebody who asked for a path of another generation should know, given the path without
   * its superfluous slashes and as it came; null for any other path.
   */
  readonly otherGeneration: (
    tidy: string,
    path: string,
    isKnown: (path: string) => boolean,
  ) => string | null
}
