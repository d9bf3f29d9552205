// The text of config.schema.json: the options of the code as a schema, so that it cannot drift.
import { importTypeScript } from './import-typescript.mjs'

/** The text of the file. */
export async function printConfigSchema() {
  const { configSchema } = await importTypeScript("export * from './src/cli/config-schema.ts'")
  return `${JSON.stringify(configSchema(), null, 2)}\n`
}
