// What a store says when it cannot keep a change: to clients a failure, to the timeline a pause.
import { Failure } from '../domain/failures/failures.ts'

/** A change that could not be kept, and was therefore not made. */
export class NotKept extends Failure {
  constructor(reason: string) {
    super('service_unavailable', undefined, `The change could not be kept: ${reason}`)
  }
}
