// JSON Schemas of what a snapshot holds, read from the TypeScript types of the rows themselves.
import ts from 'typescript'

/** The last instant that has a year of four digits. */
const INSTANT_MAX = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** Members that may be fractions; all other numbers count something. */
const FRACTIONS = new Set(['probability'])

/** By table the schema of its rows, and that of a snapshot's head. */
export function readRowSchemas(worldFile, headFile) {
  const program = ts.createProgram([worldFile, headFile], {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2023,
    // What a browser knows, and what Node knows, is in no row, and takes seconds to read.
    lib: ['lib.es2023.d.ts'],
    types: [],
  })
  const checker = program.getTypeChecker()
  const reader = { checker }
  const tables = propertyType(reader, namedType(reader, program, worldFile, 'World'), 'tables')
  const rows = {}
  for (const table of checker.getPropertiesOfType(tables)) {
    const [row] = checker.getTypeOfSymbol(table).aliasTypeArguments ?? []
    if (row === undefined) throw new Error(`${table.name} is no table.`)
    rows[table.name] = schemaOf(reader, row, table.name)
  }
  const head = schemaOf(reader, namedType(reader, program, headFile, 'SnapshotHead'), 'head')
  return { rows, head }
}

/**
 * In which order the members of a value are written: by member the order within it, or null for what
 * is written as it is. Lists and alternatives have the order of what they hold.
 */
export function shapeOf(schema) {
  const parts = [schema.items, ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]
  const shapes = parts.filter(Boolean).map(shapeOf)
  if (schema.properties) shapes.push(membersOf(schema))
  return shapes.reduce(joined, null)
}

function membersOf({ properties }) {
  return Object.fromEntries(Object.entries(properties).map(([name, at]) => [name, shapeOf(at)]))
}

function joined(one, other) {
  if (one === null || other === null) return one ?? other
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return Object.fromEntries(
    [...names].map((name) => [name, joined(one[name] ?? null, other[name] ?? null)]),
  )
}

function namedType({ checker }, program, file, name) {
  const module = checker.getSymbolAtLocation(program.getSourceFile(file))
  const symbol = checker.getExportsOfModule(module).find((one) => one.name === name)
  if (symbol === undefined) throw new Error(`${file} exports no type ${name}.`)
  return checker.getDeclaredTypeOfSymbol(symbol)
}

function propertyType({ checker }, type, name) {
  return checker.getTypeOfSymbol(checker.getPropertyOfType(type, name))
}

/** `at` names the place, for what cannot be said in a schema. */
function schemaOf(reader, type, at) {
  if (type.aliasSymbol?.name === 'Json') return {}
  if (type.aliasSymbol?.name === 'Secret') return { type: 'string', minLength: 1 }
  if (type.isUnion()) return unionSchema(reader, type, at)
  return literalSchema(reader, type) ?? plainSchema(type, at) ?? listOrObject(reader, type, at)
}

function literalSchema({ checker }, type) {
  if (type.isStringLiteral() || type.isNumberLiteral()) return { enum: [type.value] }
  if (type.flags & ts.TypeFlags.BooleanLiteral) {
    return { enum: [checker.typeToString(type) === 'true'] }
  }
  return null
}

function plainSchema({ flags }, at) {
  if (flags & ts.TypeFlags.String) return { type: 'string' }
  if (flags & ts.TypeFlags.Number) return numberSchema(at)
  if (flags & ts.TypeFlags.Boolean) return { type: 'boolean' }
  if (flags & ts.TypeFlags.Null) return { type: 'null' }
  return null
}

/** A number of JSON may be larger than any that counts: 1e999 is read as infinite. */
function numberSchema(at) {
  const name = at.split('.').at(-1)
  if (name.endsWith('[instant]')) return { type: 'integer', minimum: 0, maximum: INSTANT_MAX }
  const limits = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }
  if (FRACTIONS.has(name)) return { type: 'number', ...limits }
  const isFree = at.includes('.settings.')
  return { type: isFree ? 'number' : 'integer', ...limits, ...(!isFree && leastOf(name)) }
}

/** How far a clock is ahead may be negative, everything else counts from nothing. */
function leastOf(name) {
  return name === 'aheadMs' ? {} : { minimum: 0 }
}

function listOrObject(reader, type, at) {
  const { checker } = reader
  if (checker.isTupleType(type)) {
    const prefixItems = checker.getTypeArguments(type).map((item) => schemaOf(reader, item, at))
    const size = prefixItems.length
    return { type: 'array', prefixItems, items: false, minItems: size, maxItems: size }
  }
  if (checker.isArrayType(type)) {
    return { type: 'array', items: schemaOf(reader, checker.getTypeArguments(type)[0], at) }
  }
  if (checker.getIndexInfosOfType(type).length > 0) return { type: 'object' }
  if (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) {
    return objectSchema(reader, type, at)
  }
  throw new Error(`${at} has the type ${checker.typeToString(type)}, which no schema can say.`)
}

function objectSchema(reader, type, at) {
  const { checker } = reader
  const properties = {}
  const required = []
  for (const member of checker.getPropertiesOfType(type)) {
    const { name } = member
    const isInstant = /^(readonly )?\w+\??: (Instant\b|.*\bInstant \| null|.*Instant\])/.test(
      member.declarations?.[0]?.getText() ?? '',
    )
    const place = `${at}.${name}${isInstant ? '[instant]' : ''}`
    properties[name] = schemaOf(reader, checker.getTypeOfSymbol(member), place)
    if (!mayBeMissing(checker, member, at)) required.push(name)
  }
  const first = ['id', 'seq', 'createdAt', 'updatedAt'].filter((name) => name in properties)
  const ordered = Object.fromEntries([
    ...first.map((name) => [name, properties[name]]),
    ...Object.entries(properties).filter(([name]) => !first.includes(name)),
  ])
  return { type: 'object', properties: ordered, required, additionalProperties: false }
}

/** JSON has no undefined: such a member is left out. A setting that is younger has its default. */
function mayBeMissing(checker, member, at) {
  if (member.flags & ts.SymbolFlags.Optional || at.endsWith('.settings')) return true
  const type = checker.getTypeOfSymbol(member)
  return type.isUnion() && type.types.some(({ flags }) => flags & ts.TypeFlags.Undefined)
}

function unionSchema(reader, type, at) {
  const parts = type.types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined))
  const schemas = parts.map((part) => schemaOf(reader, part, at))
  const objects = schemas.filter((schema) => schema.properties !== undefined)
  if (objects.length > 1) return alternatives(objects, schemas.length, at)
  const values = schemas.flatMap((schema) => schema.enum ?? [])
  const others = schemas.filter((schema) => schema.enum === undefined)
  if (others.length === 0) return choice(values)
  if (values.length > 0 && others.every((schema) => schema.type === 'null')) {
    return { enum: [...values, null] }
  }
  const isBoolean = values.includes(true) && values.includes(false)
  // People read "a string or null".
  others.sort((one, other) => Number(one.type === 'null') - Number(other.type === 'null'))
  const types = [...(isBoolean ? ['boolean'] : []), ...others.map((schema) => schema.type)]
  if (!isBoolean && values.length > 0) throw new Error(`${at} mixes values and types.`)
  return { ...Object.assign({}, ...others), type: types.length === 1 ? types[0] : types }
}

function choice(values) {
  const isBoolean = values.length === 2 && values.includes(true) && values.includes(false)
  return isBoolean ? { type: 'boolean' } : { enum: values }
}

/** Kinds of objects are told apart by their `type`. */
function alternatives(objects, count, at) {
  const isTold = objects.every(({ properties }) => properties.type?.enum !== undefined)
  if (count !== objects.length || !isTold)
    throw new Error(`${at} has kinds that no type tells apart.`)
  return {
    type: 'object',
    required: ['type'],
    discriminator: { propertyName: 'type' },
    oneOf: objects,
  }
}
