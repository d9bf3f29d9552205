// Compiles JSON schemas into standalone validator code with AJV; used at build, never at start.
import { _, Ajv2020 } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'

import { NUMBER_FORMATS, replyFormats, requestFormats } from '../schema/json-formats.ts'

/** `request` checks what clients send; `reply` what the sandbox says, with cheaper formats. */
export type Flavour = 'request' | 'reply'

const FORMATS = { request: requestFormats, reply: replyFormats }
const FORMATS_IDENTIFIER = { request: _`requestFormats`, reply: _`replyFormats` }

/** Words of OpenAPI and of the vendor that only describe; strict mode must know them. */
const ANNOTATIONS = ['example', 'xml', 'externalDocs']

/**
 * The source of a function that returns a validator per name. Free names in it: `requestFormats`
 * or `replyFormats`, `codePointLength` and `sameJson`, all from formats.ts.
 *
 * Strict, without coercion and without defaults: a validator says yes or no and changes nothing.
 * Throws when a schema cannot be compiled strictly, naming it.
 */
export function compileValidators(
  flavour: Flavour,
  schemas: ReadonlyMap<string, object>,
  components: Readonly<Record<string, object>> = {},
): string {
  const ajv = newAjv(flavour)
  for (const [name, schema] of Object.entries(components)) ajv.addSchema(schema, name)
  for (const [name, schema] of schemas) {
    refuseUnevaluated(name, schema)
    try {
      ajv.addSchema(schema, name)
      ajv.getSchema(name)
    } catch (error) {
      throw new Error(`The schema of ${name} does not compile: ${(error as Error).message}`)
    }
  }
  const names = Object.fromEntries([...schemas.keys()].map((name) => [name, name]))
  const generate = standalone.default as unknown as (instance: Ajv2020, names: object) => string
  const body = withoutUnread(bindHelpers(generate(ajv, names)))
  return `(function () {\nconst exports = {};\n${body}\nreturn exports;\n})()`
}

function newAjv(flavour: Flavour): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    // `anyOf: [{ required: [...] }]` beside `properties` is how "at least one of" is said.
    strictRequired: false,
    allowUnionTypes: true,
    discriminator: true,
    coerceTypes: false,
    useDefaults: false,
    allErrors: false,
    // What should be flat has been made flat; a `$ref` that is left is meant as a call.
    inlineRefs: false,
    // A violation is worded from the schema and the data at hand, not from AJV's sentences.
    verbose: true,
    messages: false,
    // Each schema is compiled on its own and not looked at again.
    validateSchema: true,
    code: {
      source: true,
      esm: false,
      lines: false,
      formats: FORMATS_IDENTIFIER[flavour],
      optimize: 2,
    },
  })
  // Costs an allocation per object for keywords that nobody here uses; see refuseUnevaluated.
  ajv.opts.unevaluated = false
  ajv.addVocabulary(ANNOTATIONS)
  for (const [name, check] of Object.entries(FORMATS[flavour])) ajv.addFormat(name, check)
  for (const name of NUMBER_FORMATS) ajv.addFormat(name, true)
  return ajv
}

function refuseUnevaluated(name: string, schema: object): void {
  const keyword = /"(unevaluated(?:Properties|Items))":/.exec(JSON.stringify(schema))?.[1]
  if (keyword) throw new Error(`The schema of ${name} uses ${keyword}, which is not supported.`)
}

/** AJV's code requires two small helpers from its own package; ours take their place. */
function bindHelpers(code: string): string {
  const bound = code
    .replaceAll('require("ajv/dist/runtime/ucs2length").default', 'codePointLength')
    .replaceAll('require("ajv/dist/runtime/equal").default', 'sameJson')
  const left = /require\([^)]*\)/.exec(bound)
  if (left) throw new Error(`The compiled validators still need ${left[0]}.`)
  return bound
}

/** Each error carries two members that no violation is made from; they are a third of the code. */
function withoutUnread(code: string): string {
  return code
    .replaceAll(/schemaPath:"[^"]*",/g, '')
    .replaceAll(/,schema:[^{}]*?(?=,parentSchema:)/g, '')
}
