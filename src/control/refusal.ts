// The failure of an input that does not fit its shape: it names everything that is wrong.
import { Failure, type FailureCode } from '../domain/failures/failures.ts'
import { type Fault, pathText, sentenceOf } from '../schema/check.ts'
import { PHONE } from '../schema/formats.ts'

/** So many faults are told in one message. */
const TOLD_MAX = 10

/** @throws Failure of the first fault, whose message tells all of them. */
export function refuseFaults(faults: readonly Fault[]): void {
  const [first] = faults
  if (first === undefined) return
  const param = first.path.length === 0 ? undefined : pathText(first.path)
  throw new Failure(codeOf(first), param, messageOf(faults))
}

/** Each fault in a sentence. */
function messageOf(faults: readonly Fault[]): string {
  const told = faults.slice(0, TOLD_MAX).map((fault) => {
    return sentenceOf(fault, pathText(fault.path, 'The body'))
  })
  const left = faults.length - told.length
  return [...told, ...(left > 0 ? [`And ${left} more.`] : [])].join(' ')
}

function codeOf({ problem, path, schema }: Fault): FailureCode {
  if (problem === 'missing') return 'missing_required_field'
  if (path.length === 0) return 'invalid_request'
  if (path.length === 1 && path[0] === 'limit') return 'invalid_limit'
  return schema.pattern === PHONE.rules.pattern ? 'invalid_phone_number' : 'invalid_field_value'
}
