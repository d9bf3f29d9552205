// Checks requests, replies, webhook bodies and inputs against the compiled contract.

import { describeValue, listWords } from '../schema/words.ts'
import type { Place, RequestInput, Violation } from './checked.ts'
import { BODY_MEMBERS } from './generated/operations.ts'
import {
  OPERATION_VALIDATORS,
  type OperationValidators,
  type Validator,
  WEBHOOK_VALIDATORS,
} from './generated/validators.js'
import { type MemberTree, unknownMembers } from './members.ts'
import type { EventType, OperationKey } from './spec.ts'
import { unknownField, violationOf } from './violations.ts'

export type { RequestInput, Violation, ViolationCode } from './checked.ts'

/** The first thing wrong with a request: path, then query, then headers, then body. */
export function checkRequest(key: OperationKey, input: RequestInput): Violation | null {
  const validators = validatorsOf(key)
  return (
    check('path', validators.path, input.params) ??
    check('query', validators.query, input.query) ??
    check('header', validators.header, input.headers) ??
    checkBody(validators, input.body)
  )
}

/** The members of a body that the contract does not know; undefined when there are none. */
export function checkMembers(key: OperationKey, body: unknown): Violation[] | undefined {
  const tree = (BODY_MEMBERS as { readonly [key: string]: MemberTree })[key] ?? null
  return unknownMembers(tree, body)?.map(({ path, name, known }) =>
    unknownField('body', path, name, known),
  )
}

/** What is wrong with a reply; a status that the operation does not declare is wrong too. */
export function checkReply(key: OperationKey, status: number, body: unknown): Violation | null {
  const { replies } = validatorsOf(key)
  const validator = replies[status]
  if (validator === undefined) return undeclaredStatus(status, Object.keys(replies))
  if (validator !== null) return check('body', validator, body)
  return body === undefined || body === null || body === '' ? null : unexpectedBody(body)
}

export function checkWebhookBody(event: EventType, body: unknown): Violation | null {
  return check('body', named(WEBHOOK_VALIDATORS, event), body)
}

function validatorsOf(key: OperationKey): OperationValidators {
  return OPERATION_VALIDATORS[key] as OperationValidators
}

function named(validators: { readonly [name: string]: Validator }, name: string): Validator {
  const validator = validators[name]
  if (validator === undefined) throw new Error(`There is no validator named ${name}.`)
  return validator
}

function check(where: Place, validator: Validator | null, data: unknown): Violation | null {
  if (validator === null || validator(data)) return null
  return violationOf(where, validator.errors ?? [])
}

/** No body is like an empty object: what is missing is its first required member. */
function checkBody(validators: OperationValidators, body: unknown): Violation | null {
  if (body !== undefined) return check('body', validators.body, body)
  return validators.bodyRequired ? check('body', validators.body, {}) : null
}

function undeclaredStatus(status: number, declared: readonly string[]): Violation {
  const expected = `one of the declared statuses ${listWords(declared)}`
  const got = `the status ${status}`
  const message = `The reply must have ${expected}; got ${got}.`
  return { where: 'body', expected, got, code: 'invalid_request', message }
}

function unexpectedBody(body: unknown): Violation {
  const got = describeValue(body)
  const message = `The reply must have no body; got ${got}.`
  return { where: 'body', expected: 'no body', got, code: 'invalid_request', message }
}
