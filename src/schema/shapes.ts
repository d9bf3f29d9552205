// The language of shapes: what a value may be, written once, for type, schema, check and words.
//
//   const INPUT = object('Moves virtual time forward.', {
//     by: optional(DURATION.shape('How far.')),        // a named format, see formats.ts
//     until: optional(choice('How long.', ['idle', 'next-job'])),
//   })
//   type Input = Static<typeof INPUT>                  // { by?: string; until?: 'idle' | 'next-job' }
//   faultsOf(INPUT, value)                             // everything that is wrong, see check.ts
//   describeShape(INPUT.properties.by)                 // what is expected, in words, see words.ts
//
// Each shape is a plain JSON Schema (draft 2020-12) and a type of TypeBox, which knows what
// TypeScript makes of it. What the schema language cannot say is added as a member with `x-`.
import * as Type from 'typebox'

import type { Schema } from './json-schema.ts'

export type { Static } from 'typebox'

/** A value of a shape, as one who reads it has it: nobody changes it. */
export type ValueOf<Some extends Shape> = Kept<Type.Static<Some>>

type Kept<Value> = Value extends readonly (infer Item)[]
  ? readonly Kept<Item>[]
  : Value extends object
    ? { readonly [Name in keyof Value]: Kept<Value[Name]> }
    : Value

/** The values of members: those that are not `optional` are there. */
export type ValuesOf<Some extends Members> = ValueOf<Object<Some>>

/** A JSON Schema whose values have a type that TypeScript knows. */
export type Shape<Kind extends Type.TSchema = Type.TSchema> = Kind & Schema

/** A shape whose values have this type. */
export type ShapeOf<Value> = Shape<Type.TUnsafe<Value>>

/** The members of an object by name. One that may be left out is `optional`. */
export type Members = { readonly [name: string]: Shape }

type Writable<Some> = { -readonly [Name in keyof Some]: Some[Name] }

type Object<Some extends Members> = Shape<Type.TObject<Writable<Some>>>

/** Characters beyond which nobody types or sends a text in one piece. */
export const TEXT_MAX = 65_536
const ITEMS_MAX = 100

/** A shape that TypeScript knows by the type alone. */
export function typed<Value>(schema: Schema): ShapeOf<Value> {
  return Type.Unsafe<Value>(schema) as ShapeOf<Value>
}

/** A text; more than nobody would send is refused. */
export function text(description: string, rules: Schema = {}): Shape<Type.TString> {
  return Type.String({ description, maxLength: TEXT_MAX, ...rules }) as Shape<Type.TString>
}

/** A text that the sandbox says itself, however long it is. */
export function said(description: string): Shape<Type.TString> {
  return Type.String({ description }) as Shape<Type.TString>
}

/** A text that is not empty. */
export function words(description: string, maxLength = TEXT_MAX): Shape<Type.TString> {
  return text(description, { minLength: 1, maxLength })
}

/** One of these words. */
export function choice<const Word extends string>(
  description: string,
  allowed: readonly Word[],
  rules: Schema = {},
): ShapeOf<Word> {
  return typed<Word>({ description, type: 'string', enum: allowed, ...rules })
}

/** This word and no other. */
export function literal<const Word extends string>(description: string, word: Word): ShapeOf<Word> {
  return typed<Word>({ description, type: 'string', const: word })
}

/** true or false. */
export function flag(description: string, rules: Schema = {}): Shape<Type.TBoolean> {
  return Type.Boolean({ description, ...rules }) as Shape<Type.TBoolean>
}

type Range = { readonly minimum?: number; readonly maximum?: number; readonly default?: number }

export function integer(description: string, range: Range = {}): Shape<Type.TInteger> {
  return Type.Integer({ description, ...range }) as Shape<Type.TInteger>
}

export function number(description: string, range: Range = {}): Shape<Type.TNumber> {
  return Type.Number({ description, ...range }) as Shape<Type.TNumber>
}

/** An object with these members and no others; those that are not `optional` must be there. */
export function object<const Some extends Members>(
  description: string,
  members: Some,
  rules: Schema = {},
): Object<Some> {
  const options = { description, additionalProperties: false, ...rules }
  return Type.Object(members as Type.TProperties, options) as unknown as Object<Some>
}

/** A member that may be left out. */
export function optional<Some extends Shape>(shape: Some): Some & { readonly '~optional': true } {
  return Type.Optional(shape) as unknown as Some & { readonly '~optional': true }
}

type AllOptional<Some extends Members> = {
  readonly [Name in keyof Some]: Some[Name] & { readonly '~optional': true }
}

/** Members that may all be left out. */
export function allOptional<const Some extends Members>(members: Some): AllOptional<Some> {
  const entries = Object.entries(members).map(([name, shape]) => [name, optional(shape)])
  return Object.fromEntries(entries) as AllOptional<Some>
}

/** An object with any names, each with a value of this shape. */
export function byName<Some extends Shape>(
  description: string,
  values: Some,
  rules: Schema = {},
): ShapeOf<{ [name: string]: Type.Static<Some> }> {
  return typed({ description, type: 'object', additionalProperties: values, ...rules })
}

/** An object that something else describes; TypeScript may know it by its type. */
export function anyObject<Value extends object = { [name: string]: unknown }>(
  description: string,
): ShapeOf<Value> {
  return typed({ description, type: 'object', additionalProperties: true })
}

/** Any value of JSON. */
export function anything(description: string): ShapeOf<unknown> {
  return typed({ description })
}

/** At least one item of this shape, and no more than anybody would send. */
export function list<Some extends Shape>(
  description: string,
  items: Some,
  rules: Schema = {},
): Shape<Type.TArray<Some>> {
  const options = { description, minItems: 1, maxItems: ITEMS_MAX, ...rules }
  return Type.Array(items, options) as unknown as Shape<Type.TArray<Some>>
}

/** Items of this shape, none or as many as there are: for what the sandbox says itself. */
export function rows<Some extends Shape>(
  description: string,
  items: Some,
): Shape<Type.TArray<Some>> {
  return Type.Array(items, { description }) as unknown as Shape<Type.TArray<Some>>
}

/** A value of one of these shapes. */
export function either<const Some extends readonly Shape[]>(
  description: string,
  ...shapes: Some
): Shape<Type.TUnion<[...Some]>> {
  const union = Type.Union(shapes as unknown as Type.TSchema[], { description })
  return union as unknown as Shape<Type.TUnion<[...Some]>>
}

/** One of these objects, which are told apart by this member. */
export function kinds<const Some extends readonly Shape[]>(
  description: string,
  member: string,
  ...oneOf: Some
): Shape<Type.TUnion<[...Some]>> {
  const told = { type: 'object', discriminator: { propertyName: member } }
  const { anyOf, ...union } = Type.Union(oneOf as unknown as Type.TSchema[], { description })
  return { ...union, ...told, oneOf: anyOf } as unknown as Shape<Type.TUnion<[...Some]>>
}

/** The same, or null. */
export function orNull<Some extends Shape>(shape: Some): ShapeOf<Type.Static<Some> | null> {
  const allowed = Array.isArray(shape.enum) ? { enum: [...shape.enum, null] } : {}
  return typed({ ...shape, ...allowed, type: [shape.type, 'null'] })
}
