// Writes src/contract/generated/ (types, the operation table, the compiled validators) the table of steps, and what pages carry inside them.
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { transform } from 'esbuild'
import openapiTypescript, { astToString } from 'openapi-typescript'

import { writeBrowserModules } from './browser-modules.mjs'
import {
  operationsModule,
  rowsModule,
  rowsTypes,
  typesModule,
  validatorsModule,
  validatorsTypes,
} from './generate-modules.mjs'
import { importTypeScript } from './import-typescript.mjs'
import { printReadTable } from './print-reads.mjs'
import { printStepTable } from './print-steps.mjs'
import { readRowSchemas, shapeOf } from './row-schemas.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const contract = join(root, 'src/contract')

await printStepTable()
await printReadTable()
await writeBrowserModules()

const vendor = await readJson(join(root, 'openapi.json'))
const overlay = await readJson(join(contract, 'overlay.json'))
const tools = await importTypeScript("export * from './src/contract/build.ts'")
const effective = tools.applyOverlay(vendor, overlay)

const operations = tools.readOperations(vendor, effective)
const schemas = {
  operations: tools.readSchemas(effective),
  webhooks: tools.readWebhookSchemas(effective),
}
const types = astToString(await openapiTypescript(structuredClone(effective), { silent: true }))

await writeGenerated('types.ts', typesModule(types))
await writeGenerated(
  'operations.ts',
  operationsModule(operations, {
    EVENT_TYPES: tools.readEventTypes(vendor),
    MESSAGE_TYPES: tools.readMessageTypes(vendor),
    BODY_MEMBERS: bodyMembers(schemas.operations),
  }),
)
await writeGenerated(
  'validators.js',
  await small(validatorsModule(schemas, tools.compileValidators)),
)
await writeGenerated('validators.d.ts', validatorsTypes())

const rowSchemas = readRowSchemas(
  join(root, 'src/domain/world/world.ts'),
  join(root, 'src/engine/snapshots/format.ts'),
)
await writeGenerated(
  'rows.js',
  await small(rowsModule(rowSchemas, shapeOf, tools.compileValidators)),
)
await writeGenerated('rows.d.ts', rowsTypes())

// The rooms above need what is written so far.
await writeGenerated('inputs.ts', typesModule(await inputTypes(await readInputs())))

/** What each operation's body may have, for those that take one. */
function bodyMembers(rows) {
  const bodies = Object.entries(rows).filter(([, { body }]) => body !== null)
  return Object.fromEntries(bodies.map(([key, { body }]) => [key, tools.memberTreeOf(body)]))
}

/** The shapes of what control actions take, and of the world file. */
async function readInputs() {
  const { ACTION_INPUTS, WORLD_FILE } = await importTypeScript(
    "export { ACTION_INPUTS } from './src/control/actions/index.ts'; export { WORLD_FILE } from './src/worlds/world-file.ts'",
  )
  const inputs = { 'world-file': WORLD_FILE }
  for (const [name, schema] of Object.entries(ACTION_INPUTS)) inputs[`action:${name}`] = schema
  return inputs
}

/** The inputs as types: as schemas of a document that has nothing else. */
async function inputTypes(schemas) {
  const document = {
    openapi: '3.1.0',
    info: { title: 'Inputs', version: '1' },
    paths: {},
    components: { schemas: JSON.parse(JSON.stringify(schemas)) },
  }
  return astToString(await openapiTypescript(document, { silent: true }))
}

async function readJson(file) {
  return JSON.parse(await readFile(file, 'utf8'))
}

/** Leaves a file alone that already says the same, so that watchers and caches stay quiet. */
/** A start reads all of the validators, and nobody does: they are written without what only people need. */
async function small(module) {
  const [about] = module.split('\n', 1)
  const { code } = await transform(module, { minify: true, format: 'esm', target: 'node20.19' })
  return `${about}\n${code}`
}

async function writeGenerated(name, text) {
  const file = join(contract, 'generated', name)
  const before = existsSync(file) ? await readFile(file, 'utf8') : undefined
  if (before === text) return
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}
