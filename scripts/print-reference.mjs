// Writes docs/reference/: the tables of the code as pages, so that they cannot drift.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { importTypeScript } from './import-typescript.mjs'
import { controlCodes } from './reference-operations.mjs'
import { PAGES } from './reference-pages.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = join(root, 'docs', 'reference')

/** Where each table is. */
const TABLES = {
  ACTIONS: 'src/control/actions/index.ts',
  ACTION_INPUTS: 'src/control/actions/index.ts',
  CHECKS: 'src/judge/checks/index.ts',
  GROUPS: 'src/judge/checks/index.ts',
  NEEDS: 'src/judge/checks/index.ts',
  everyMove: 'src/judge/exploring/moves.ts',
  INVARIANTS: 'src/judge/exploring/names.ts',
  CONFIG_FILE: 'src/cli/options.ts',
  BESIDE: 'src/scenario/format/shapes.ts',
  CONTROL_READS: 'src/control/reads/index.ts',
  EVENT_STREAM: 'src/control/reads/events.ts',
  commandHelps: 'src/cli/program.ts',
  EXIT: 'src/cli/terminal.ts',
  EXIT_MEANINGS: 'src/cli/terminal.ts',
  exampleOf: 'src/cli/do.ts',
  V1_FAILURES: 'src/api/v1/failures.ts',
  FAILURES: 'src/domain/failures/failures.ts',
  FAULT_NAMES: 'src/domain/faults/table.ts',
  FILE_SCHEMA: 'src/scenario/format/file-schema.ts',
  INBOX_DOOR: 'src/control/reads/inbox-script.ts',
  JOB_KINDS: 'src/domain/world/job-kinds.ts',
  MAGIC_PREFIX: 'src/domain/messaging/recipients.ts',
  MATCHERS: 'src/scenario/format/matchers.ts',
  META_ERRORS: 'src/domain/failures/send-failures.ts',
  OPERATIONS: 'src/contract/spec.ts',
  OPERATION_KEYS: 'src/contract/spec.ts',
  OPERATION_TABLE: 'src/api/v1/operations/index.ts',
  OWN_STEPS: 'src/scenario/steps/index.ts',
  RESOURCES: 'src/cli/agents/resources.ts',
  RESOURCE_TEMPLATES: 'src/cli/agents/resources.ts',
  TOOLS: 'src/cli/agents/tools.ts',
  RECIPIENTS: 'src/domain/messaging/recipients.ts',
  SEND_FAILURES: 'src/domain/failures/send-failures.ts',
  SETTINGS: 'src/domain/world/settings.ts',
  SITES: 'src/domain/faults/table.ts',
  allOptions: 'src/domain/faults/table.ts',
  faultFacts: 'src/domain/faults/table.ts',
  matchNames: 'src/domain/faults/table.ts',
  optionNames: 'src/domain/faults/table.ts',
  START_OPTIONS: 'src/cli/options.ts',
  RECEIVER: 'src/scenario/format/receiver-schema.ts',
  applyOverlay: 'src/contract/build.ts',
  publishedSchema: 'src/scenario/published-schema.ts',
  readSchemas: 'src/contract/build.ts',
  variableOf: 'src/cli/options.ts',
}

/** The JSON Schema of scenario files, as editors find it. */
export async function printSchema() {
  const { publishedSchema } = await readTables()
  return `${JSON.stringify(publishedSchema(), null, 2)}\n`
}

/** The text of every page, by its file's name. */
export async function printReference() {
  const tables = await readTables()
  const pages = Object.entries(PAGES).map(([file, { print }]) => [file, print(tables)])
  return Object.fromEntries(pages)
}

async function readTables() {
  const lines = Object.entries(TABLES).map(([name, file]) => `export { ${name} } from './${file}'`)
  lines.push("export { default as overlay } from './src/contract/overlay.json'")
  lines.push("export { default as vendor } from './openapi.json'")
  const { vendor, overlay, ...read } = await importTypeScript(lines.join('\n'))
  const failures = Object.entries(read.FAILURES).map(([name, message]) => {
    return [name, { message, ...read.V1_FAILURES[name] }]
  })
  const tables = { ...read, FAILURES: Object.fromEntries(failures) }
  const SCHEMAS = tables.readSchemas(tables.applyOverlay(vendor, overlay))
  const COMMAND_HELPS = await read.commandHelps()
  return {
    ...tables,
    overlay,
    SCHEMAS,
    COMMAND_HELPS,
    CONTROL_CODES: controlCodes({ ...tables, SCHEMAS }),
  }
}

async function writeReference() {
  const pages = await printReference()
  await mkdir(folder, { recursive: true })
  for (const file of await readdir(folder)) {
    if (!Object.hasOwn(pages, file)) await rm(join(folder, file))
  }
  for (const [file, text] of Object.entries(pages)) await writeFile(join(folder, file), text)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await writeReference()
