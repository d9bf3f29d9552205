// What a validator found wrong, in words for people and a code for programs.

import { nearest } from '../schema/nearest.ts'
import {
  describeLength,
  describeShape,
  describeValue,
  listWords,
  printableName,
} from '../schema/words.ts'
import type { Place, Violation, ViolationCode } from './checked.ts'
import type { ValidatorError } from './generated/validators.js'

export type { Place, Violation, ViolationCode } from './checked.ts'

const PHONE_FIELDS = new Set(['to', 'from', 'phone', 'phone_number'])
const PHONE_SENTENCE = 'Phone number must be in E.164 format (e.g. +628123456789).'

/**
 * The violation behind a failed validator. AJV stops at the first error, except that the errors of
 * an `anyOf`'s branches come before the one of the `anyOf`, so the last error is the whole story.
 */
export function violationOf(where: Place, errors: readonly ValidatorError[]): Violation {
  const error = errors.at(-1)
  if (error === undefined) throw new Error('A validator refused the data without saying why.')
  const path = pathOf(where, error.instancePath)
  switch (error.keyword) {
    case 'required':
    case 'dependentRequired':
      return missingMember(where, path, error)
    case 'discriminator':
      return unknownBranch(where, path, error)
    case 'anyOf':
    case 'oneOf':
      return noAlternative(where, path, errors, error)
    case 'additionalProperties':
      return unknownMember(where, path, error)
    default:
      return wrongValue(where, path, error)
  }
}

function missingMember(where: Place, path: readonly string[], error: ValidatorError): Violation {
  const name = String(error.params.missingProperty)
  const properties = error.parentSchema.properties as Record<string, Schema> | undefined
  const member = paramOf([...path, ...pathOf(where, `/${name}`)])
  return missing(where, member, describeShape(properties?.[name] ?? {}))
}

function missing(where: Place, param: string, expected: string): Violation {
  return {
    where,
    param,
    expected,
    got: 'nothing',
    code: 'missing_required_field',
    message: `${param} is required: ${expected}.`,
  }
}

/** `type` chooses the branch; without it, or with an unknown one, nothing else can be said. */
function unknownBranch(where: Place, path: readonly string[], error: ValidatorError): Violation {
  const tag = String(error.params.tag)
  const param = paramOf([...path, tag])
  const branches = (error.parentSchema.oneOf ?? []) as { properties?: Record<string, Schema> }[]
  const allowed = branches.flatMap((branch) => allowedValues(branch.properties?.[tag] ?? {}))
  const expected = `one of ${listWords(allowed)}`
  const value = error.params.tagValue
  if (value === undefined) return missing(where, param, expected)
  const got = describeValue(value)
  return refused(where, param, 'invalid_field_value', expected, got, nearest(value, allowed))
}

/**
 * None of an `anyOf` fits, or none or several of a `oneOf`. Branches that only name required
 * members mean "at least (or exactly) one of these"; otherwise the branch that got furthest speaks.
 */
function noAlternative(
  where: Place,
  path: readonly string[],
  errors: readonly ValidatorError[],
  error: ValidatorError,
): Violation {
  const branches = (error.parentSchema[error.keyword] ?? []) as Schema[]
  const names = branches
    .map((branch) => branch.required)
    .filter(Array.isArray)
    .flat()
    .map(String)
  const inner = errors.slice(0, -1)
  const deepest = inner.reduce((best, each) => (depthOf(each) > depthOf(best) ? each : best), error)
  if (deepest !== error) return violationOf(where, [deepest])
  if (names.length < branches.length) return wrongValue(where, path, error)
  const expected = `${error.keyword === 'anyOf' ? 'at least' : 'exactly'} one of ${listWords(names)}`
  const message = `${paramOf(path) || `The ${where}`} needs ${expected}.`
  const param = paramOf([...path, names[0] as string])
  const code = inner.length > 0 ? 'missing_required_field' : 'invalid_field_value'
  const got = inner.length > 0 ? 'none of them' : 'several of them'
  return { where, param, expected, got, code, message }
}

function depthOf(error: ValidatorError): number {
  return error.instancePath.split('/').length
}

function unknownMember(where: Place, path: readonly string[], error: ValidatorError): Violation {
  const name = String(error.params.additionalProperty)
  const known = Object.keys((error.parentSchema.properties ?? {}) as object)
  return unknownField(where, path, name, known)
}

/** A field that its object does not know. */
export function unknownField(
  where: Place,
  path: readonly string[],
  name: string,
  known: readonly string[],
): Violation {
  const expected = known.length > 0 ? `one of the fields ${listWords(known)}` : 'no fields'
  const param = paramOf([...path, printableName(name)])
  const message = sentence(
    `${param} is not a known field; expected ${expected}`,
    nearest(name, known),
  )
  const got = `the field ${printableName(name)}`
  return { where, param, expected, got, code: 'invalid_field_value', message }
}

function wrongValue(where: Place, path: readonly string[], error: ValidatorError): Violation {
  const expected = describeShape(error.parentSchema)
  if (path.length === 0) {
    const got = describeValue(error.data)
    return refused(where, undefined, 'invalid_request', expected, got, undefined)
  }
  const param = paramOf(path)
  const code = codeOf(where, path, error)
  if (code === 'invalid_phone_number') return wrongPhone(where, param, expected, error.data)
  const hint = nearest(error.data, allowedValues(error.parentSchema))
  const isLength = error.keyword === 'maxLength' || error.keyword === 'minLength'
  const got = isLength ? describeLength(String(error.data)) : describeValue(error.data)
  return refused(where, param, code, expected, got, hint)
}

function codeOf(where: Place, path: readonly string[], error: ValidatorError): ViolationCode {
  const name = path.at(-1) ?? ''
  const byShape = error.keyword === 'pattern' || error.keyword === 'type'
  if (where === 'query' && name === 'limit') return 'invalid_limit'
  if (byShape && PHONE_FIELDS.has(name) && error.parentSchema.pattern !== undefined) {
    return 'invalid_phone_number'
  }
  return 'invalid_field_value'
}

function wrongPhone(where: Place, param: string, expected: string, value: unknown): Violation {
  const got = describeValue(value)
  const message = `${PHONE_SENTENCE} ${param} was ${got}.`
  return { where, param, expected, got, code: 'invalid_phone_number', message }
}

function refused(
  where: Place,
  param: string | undefined,
  code: ViolationCode,
  expected: string,
  got: string,
  hint: string | undefined,
): Violation {
  const subject = param ?? `The ${where}`
  const message = sentence(`${subject} must be ${expected}; got ${got}`, hint)
  return { where, ...(param !== undefined && { param }), expected, got, code, message }
}

function sentence(text: string, hint: string | undefined): string {
  return hint === undefined ? `${text}.` : `${text}. Did you mean ${hint}?`
}

type Schema = { readonly [keyword: string]: unknown }

function allowedValues(schema: Schema): string[] {
  if (Array.isArray(schema.enum)) return schema.enum.map(String)
  return schema.const === undefined ? [] : [String(schema.const)]
}

/** The segments of a JSON pointer, with headers spelled as the prose spells them. */
function pathOf(where: Place, pointer: string): string[] {
  if (pointer === '') return []
  const segments = pointer.slice(1).split('/')
  const names = segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
  return names.map(where === 'header' ? headerName : printableName)
}

function headerName(name: string): string {
  return name.replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase())
}

function paramOf(path: readonly string[]): string {
  return path.join('.')
}
