// Values made from a JSON Schema: those that fit it, and those that miss it by one keyword.
import fc from 'fast-check'

import { strangeText, wild } from './texts.ts'

export type Schema = { readonly [keyword: string]: unknown }

type Any = fc.Arbitrary<unknown>

/** Made instead of what a pattern or format would give; undefined leaves it to them. */
export type Known = (schema: Schema, name: string) => Any | undefined

/** Values for one document: `$ref`s are looked up in `root`. */
export function newValues(root: object, known: Known = () => undefined) {
  const valid = (schema: Schema, name = ''): Any => {
    const { $ref, ...own } = schema
    if (typeof $ref === 'string') return valid({ ...resolve(root, $ref), ...own }, name)
    if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum)
    if (schema.const !== undefined) return fc.constant(schema.const)
    const branches = branchesOf(schema)
    if (branches.length > 0) {
      return fc.oneof(...branches.map((branch) => valid({ ...without(schema), ...branch }, name)))
    }
    const types = ([schema.type ?? []].flat() as string[]).filter((type) => type !== 'null')
    const made = types.map((type) => ofType(type, schema, name))
    if ([schema.type].flat().includes('null')) made.push(fc.constant(null))
    return made.length === 0 ? wild : fc.oneof(...made)
  }

  const ofType = (type: string, schema: Schema, name: string): Any => {
    switch (type) {
      case 'object':
        return objectOf(schema)
      case 'array':
        return fc.array(valid(itemsOf(schema), name), {
          minLength: Number(schema.minItems ?? 0),
          maxLength: Math.min(Number(schema.maxItems ?? 3), Number(schema.minItems ?? 0) + 3),
        })
      case 'string':
        return known(schema, name) ?? textOf(schema)
      case 'integer':
      case 'number':
        return numberOf(type, schema)
      default:
        return fc.boolean()
    }
  }

  const objectOf = (schema: Schema): Any => {
    const members = Object.entries(propertiesOf(schema))
    const required = requiredOf(schema)
    const model: Record<string, Any> = Object.fromEntries(
      members.map(([name, each]) => [name, valid(each, name)]),
    )
    const named: Any = fc.record(model, { requiredKeys: required.filter((name) => name in model) })
    const open = schema.additionalProperties
    if (typeof open !== 'object' || open === null || members.length > 0) return named
    return fc.dictionary(fc.string({ maxLength: 10 }), valid(open as Schema), { maxKeys: 4 })
  }

  /** One keyword is violated, here or further inside. */
  const broken = (schema: Schema, name = ''): Any => {
    const { $ref, ...own } = schema
    if (typeof $ref === 'string') return broken({ ...resolve(root, $ref), ...own }, name)
    const ways: Any[] = [wild]
    const branches = branchesOf(schema)
    const fits = valid(schema, name)
    if (branches.length > 0) {
      ways.push(...branches.map((branch) => broken({ ...without(schema), ...branch }, name)))
      ways.push(fc.tuple(fits, fits).map(([one, other]) => mixed(one, other)))
    }
    ways.push(...brokenText(schema, fits), ...brokenNumber(schema), ...brokenObject(schema, fits))
    if (schema.type === 'array') {
      const item = broken(itemsOf(schema), name)
      ways.push(fc.tuple(fits, item).map(([items, one]) => [...(items as unknown[]), one]))
      ways.push(fc.constant([]))
      ways.push(valid(itemsOf(schema), name).map((one) => Array(1_001).fill(one)))
    }
    return fc.oneof(...ways)
  }

  const brokenObject = (schema: Schema, fits: Any): Any[] => {
    if (schema.type !== 'object') return []
    const ways: Any[] = requiredOf(schema).map((gone) =>
      fits.map((value) => ({ ...(value as object), [gone]: undefined })),
    )
    const extra = fc.tuple(fits, strangeText, wild)
    ways.push(extra.map(([value, name, more]) => ({ ...(value as object), [name]: more })))
    for (const [name, each] of Object.entries(propertiesOf(schema))) {
      const spoiled = fc.tuple(fits, broken(each, name))
      ways.push(spoiled.map(([value, bad]) => ({ ...(value as object), [name]: bad })))
    }
    return ways
  }

  return { valid, broken }
}

/** Two values in one: the type of the first with members of the second. */
function mixed(one: unknown, other: unknown): unknown {
  if (typeof one !== 'object' || typeof other !== 'object') return [one, other]
  return { ...other, ...one, type: (other as { type?: unknown } | null)?.type }
}

function brokenText(schema: Schema, fits: Any): Any[] {
  if (schema.type !== 'string' && schema.enum === undefined) return []
  const ways: Any[] = [
    strangeText,
    fits.map((value) => ` ${value}`),
    fits.map((value) => `${value}\n`),
    fits.map((value) => String(value).toUpperCase()),
    fits.map((value) => [value]),
    fits.map((value) => ({ toString: value })),
  ]
  const { maxLength } = schema
  if (typeof maxLength === 'number' && maxLength < 10_000) {
    ways.push(fc.constantFrom('a', '👍', '\ud800').map((unit) => unit.repeat(maxLength + 1)))
    ways.push(fc.constantFrom('a', '👍').map((unit) => unit.repeat(maxLength)))
  }
  return ways
}

function brokenNumber({ type, minimum, maximum }: Schema): Any[] {
  if (type !== 'integer' && type !== 'number') return []
  const ways: Any[] = [fc.constantFrom(1.5, -1, 1e300, '1', true, Number.MAX_SAFE_INTEGER)]
  if (typeof minimum === 'number') ways.push(fc.constant(minimum - 1))
  if (typeof maximum === 'number') ways.push(fc.constantFrom(maximum + 1, maximum + 0.5))
  return ways
}

function numberOf(type: string, { minimum = -1_000, maximum = 1_000_000 }: Schema): Any {
  const [min, max] = [Number(minimum), Number(maximum)]
  const edges = fc.constantFrom(min, max)
  if (type === 'integer') return fc.oneof(fc.integer({ min, max }), edges)
  return fc.oneof(fc.double({ min, max, noNaN: true }), edges)
}

const ADDRESSES = [
  'http://127.0.0.1:9/hook',
  'http://localhost:9/',
  'http://[::1]:9/a?b=c#d',
  'http://[::ffff:127.0.0.1]:9/',
  'http://2130706433:9/',
  'http://0x7f.1:9/',
  'https://8.8.8.8/',
  'http://user:secret@127.0.0.1:9/%00',
  `http://127.0.0.1:9/${'a'.repeat(2_000)}`,
  'ftp://127.0.0.1/a',
  'javascript:alert(1)',
  'mailto:a@b.example',
  'urn:a:b',
  'http://127.0.0.1:99999/',
  'file:///etc/passwd',
]

const INSTANTS = [
  '2026-01-01T00:00:00Z',
  '2026-01-01T00:00:00.000Z',
  '2026-02-28T23:59:59.999999999+14:00',
  '2024-02-29T00:00:00-00:00',
  '2016-12-31T23:59:60Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '1969-12-31T23:59:59z',
]

const FORMATS: Readonly<Record<string, Any>> = {
  uri: fc.constantFrom(...ADDRESSES),
  'date-time': fc.oneof(
    fc.constantFrom(...INSTANTS),
    fc
      .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
      .map((at) => at.toISOString()),
  ),
  email: fc.oneof(fc.emailAddress(), fc.constantFrom('a@b.example', "o'neill+x@kirim.example")),
  uuid: fc.uuid(),
}

function textOf({ pattern, format, minLength = 0, maxLength = 60 }: Schema): Any {
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern))
  if (typeof format === 'string' && FORMATS[format] !== undefined) return FORMATS[format]
  const min = Number(minLength)
  const max = Math.min(Number(maxLength), Math.max(min, 60))
  const within = (text: string) => text.slice(0, max).padEnd(min, 'a')
  return fc.oneof(fc.string({ minLength: min, maxLength: max }), strangeText.map(within))
}

function branchesOf(schema: Schema): Schema[] {
  return [schema.oneOf, schema.anyOf, schema.allOf].flatMap((all) => (all as Schema[]) ?? [])
}

function without({ oneOf, anyOf, allOf, discriminator, ...rest }: Schema): Schema {
  return rest
}

function itemsOf({ items }: Schema): Schema {
  return (items ?? {}) as Schema
}

function propertiesOf({ properties }: Schema): Readonly<Record<string, Schema>> {
  return (properties ?? {}) as Record<string, Schema>
}

function requiredOf({ required }: Schema): readonly string[] {
  return (required ?? []) as string[]
}

/** What a local reference names. */
export function resolve(root: object, ref: string): Schema {
  let value: unknown = root
  for (const segment of ref.replace(/^#\/?/, '').split('/')) {
    if (segment === '') continue
    const name = decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~')
    value = (value as Record<string, unknown>)[name]
  }
  if (typeof value !== 'object' || value === null) throw new Error(`${ref} leads nowhere.`)
  return value as Schema
}
