// The one shape of every failure's answer: the error envelope, from a failure and the request's id.
import type { Schemas } from '../../contract/operation-types.ts'
import type { Failure } from '../../domain/failures/failures.ts'
import { V1_FAILURES } from './failures.ts'

export type ErrorBody = Schemas['ApiErrorEnvelope']

export function errorBody(failure: Failure, requestId: string): ErrorBody {
  return {
    error: {
      type: V1_FAILURES[failure.code].type,
      code: failure.code,
      message: failure.message,
      ...(failure.param !== undefined && { param: failure.param }),
      request_id: requestId,
    },
  }
}
