// The one shape of every no: the error envelope, from a failure and the id of the request.
import type { Schemas } from '../../contract/operation-types.ts'
import { FAILURES, type Failure } from '../../domain/failures/failures.ts'

export type ErrorBody = Schemas['ApiErrorEnvelope']

export function errorBody(failure: Failure, requestId: string): ErrorBody {
  return {
    error: {
      type: FAILURES[failure.code].type,
      code: failure.code,
      message: failure.message,
      ...(failure.param !== undefined && { param: failure.param }),
      request_id: requestId,
    },
  }
}
