// The flags of a control action, made from its schema, and the input that they add up to.
import { InvalidArgumentError } from 'commander'

import { type Fault, pathText, sentenceOf } from '../schema/check.ts'
import { formatOf } from '../schema/formats.ts'
import type { Schema } from '../schema/json-schema.ts'
import { valueOfText } from '../schema/texts.ts'
import { UsageError } from './options.ts'

/** How the text of a flag becomes a value. */
export type Shape =
  | { readonly kind: 'text' | 'integer' | 'number' | 'yes-or-no' | 'any' | 'object' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'list'; readonly items: Shape }
  /** An object of free names, written as `name=value`. */
  | { readonly kind: 'pairs'; readonly values: Shape }

export type Flag = {
  /** Where the value stands in the input: `['match', 'to']`. */
  readonly path: readonly [member: string, part?: string]
  /** Without the dashes: `match.to`. */
  readonly name: string
  readonly what: string
  /** What stands for the value in the help. */
  readonly placeholder: string
  readonly shape: Shape
}

export type Input = Record<string, unknown>

/** One flag for each member, and one for each part of a member that is an object. */
export function flagsOf(schema: Schema): Flag[] {
  const required = (schema.required ?? []) as readonly string[]
  return Object.entries(propertiesOf(schema)).flatMap(([member, memberSchema]) => {
    const whole = flagOf([member], memberSchema, required.includes(member) ? ' (required)' : '')
    const parts = Object.entries(partsOf(memberSchema))
    return [whole, ...parts.map(([part, partSchema]) => flagOf([member, part], partSchema, ''))]
  })
}

function flagOf(path: Flag['path'], schema: Schema, note: string): Flag {
  const shape = shapeOf(schema)
  return {
    path,
    name: nameOfFlag(path),
    what: `${schema.description ?? ''}${note}`,
    placeholder: placeholderOf(shape, schema),
    shape,
  }
}

/** A member gives way to the flag that says where the sandbox is. */
function nameOfFlag(path: readonly (string | undefined)[]): string {
  const name = path.join('.').replaceAll('_', '-')
  return name === 'url' ? 'receiver-url' : name
}

function propertiesOf(schema: Schema): Readonly<Record<string, Schema>> {
  return (schema.properties ?? {}) as Record<string, Schema>
}

function branchesOf(schema: Schema): readonly Schema[] {
  return (schema.anyOf ?? []) as readonly Schema[]
}

/** The parts that have flags of their own; an object of one part says the same as its plain text. */
function partsOf(schema: Schema): Readonly<Record<string, Schema>> {
  const branch = branchesOf(schema).find((each) => each.type === 'object')
  if (branch === undefined) return propertiesOf(schema)
  return Object.keys(propertiesOf(branch)).length > 1 ? propertiesOf(branch) : {}
}

function shapeOf(schema: Schema): Shape {
  if (Array.isArray(schema.enum)) return { kind: 'choice', choices: schema.enum.map(String) }
  const branches = branchesOf(schema)
  if (branches.length > 0) return shapeOfBranches(branches)
  if (Array.isArray(schema.type)) return { kind: 'any' }
  if (schema.type === 'integer' || schema.type === 'number') return { kind: schema.type }
  if (schema.type === 'boolean') return { kind: 'yes-or-no' }
  if (schema.type === 'array') return { kind: 'list', items: shapeOf(schema.items as Schema) }
  if (schema.type !== 'object') return { kind: 'text' }
  if (isFlat(schema)) return { kind: 'pairs', values: { kind: 'any' } }
  if (typeof schema.additionalProperties !== 'object') return { kind: 'object' }
  return { kind: 'pairs', values: shapeOf(schema.additionalProperties as Schema) }
}

/** An object of plain values, of which each may be left out. */
function isFlat(schema: Schema): boolean {
  const parts = Object.values(propertiesOf(schema))
  const isPlain = parts.every(({ type }) => type !== 'object' && type !== 'array')
  return parts.length > 0 && isPlain && schema.required === undefined
}

/** Where a text or an object may stand, it is the text that one would type. */
function shapeOfBranches(branches: readonly Schema[]): Shape {
  const isTextOrObject = branches.every(({ type }) => type === 'string' || type === 'object')
  return isTextOrObject ? { kind: 'text' } : { kind: 'any' }
}

function placeholderOf(shape: Shape, schema: Schema): string {
  switch (shape.kind) {
    case 'text':
      return formatOf(schema)?.placeholder ?? 'text'
    case 'list':
      return placeholderOf(shape.items, schema.items as Schema)
    case 'object':
      return 'json'
    case 'pairs':
      return 'name=value'
    default:
      return shape.kind
  }
}

/**
 * The value of a flag; `before` is what earlier occurrences of the same flag gave. What is no number
 * where one is asked for stays a text, for the check of the whole to refuse.
 *
 * @throws InvalidArgumentError that says what was expected; commander names the flag.
 */
export function readValue(shape: Shape, text: string, before?: unknown): unknown {
  switch (shape.kind) {
    case 'integer':
    case 'number':
      return valueOfText({ type: shape.kind }, text)
    case 'any':
      return readJson(text) ?? text
    case 'object':
      return readObject(text)
    case 'list':
      return [...((before ?? []) as unknown[]), ...readItems(shape.items, text)]
    case 'pairs':
      return { ...(before as Input | undefined), ...readPairs(shape.values, text) }
    default:
      return text
  }
}

function refuse(expected: string): never {
  throw new InvalidArgumentError(`Expected ${expected}.`)
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readObject(text: string): Input {
  const value = readJson(text)
  return isObject(value) ? value : refuse(`a JSON object such as '{"name":"value"}'`)
}

/** One item, or a JSON array of them. */
function readItems(items: Shape, text: string): unknown[] {
  const value = text.trimStart().startsWith('[') ? readJson(text) : undefined
  return Array.isArray(value) ? value : [readValue(items, text)]
}

function readPairs(values: Shape, text: string): Input {
  if (text.trimStart().startsWith('{')) return readObject(text)
  const equals = text.indexOf('=')
  if (equals < 1) return refuse('name=value or a JSON object')
  return { [text.slice(0, equals)]: readValue(values, text.slice(equals + 1)) }
}

export function isObject(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * The input that flags add up to: over `base`, the members first, then their parts. A flag that was
 * not given has the value undefined.
 *
 * @throws UsageError when a member is given both as a text and by its parts.
 */
export function inputOf(
  flags: readonly Flag[],
  valueFor: (flag: Flag) => unknown,
  base: Readonly<Input> = {},
): Input {
  const input: Input = { ...base }
  for (const flag of flags) {
    const value = valueFor(flag)
    if (value === undefined) continue
    const [member, part] = flag.path
    const whole = input[member]
    if (part === undefined) {
      input[member] = isObject(whole) && isObject(value) ? { ...whole, ...value } : value
    } else if (whole === undefined || isObject(whole)) {
      input[member] = { ...whole, [part]: value }
    } else {
      throw new UsageError(`--${flag.name} is part of ${member}, which is given as a text already.`)
    }
  }
  return input
}

/** What is wrong with an input, each fault with the flag in the place of the member's name. */
export function faultsText(flags: readonly Flag[], faults: readonly Fault[]): string {
  const told = faults.map((fault) => {
    const param = fault.path.length === 0 ? 'The input' : nameOf(flags, pathText(fault.path))
    return sentenceOf(fault, param)
  })
  return told.join('\n')
}

function nameOf(flags: readonly Flag[], param: string): string {
  const exact = flags.find(({ path }) => path.join('.') === param)
  if (exact !== undefined) return `--${exact.name}`
  const around = flags.findLast(({ path }) => param.startsWith(`${path.join('.')}.`))
  return around === undefined ? `"${param}"` : `--${around.name}: ${param}`
}

/** An input as flags, as one would type it in a shell. */
export function flagsText(input: object): string {
  return Object.entries(input)
    .flatMap(([name, value]) => flagText(name, value))
    .join(' ')
}

function flagText(name: string, value: unknown): string[] {
  const flag = `--${nameOfFlag([name])}`
  if (typeof value === 'boolean') return [value ? flag : flag.replace('--', '--no-')]
  if (!isObject(value)) return [`${flag} ${shellWord(String(value))}`]
  const isFlat = Object.values(value).every((one) => !isObject(one))
  if (!isFlat) return [`${flag} ${shellWord(JSON.stringify(value))}`]
  return Object.entries(value).map(
    ([part, one]) => `--${nameOfFlag([name, part])} ${shellWord(String(one))}`,
  )
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
