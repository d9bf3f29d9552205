// The JSON Schema of the config file, made from the rows of the options.
import { CONFIG_FILE, CONFIG_SHAPE, type OptionRow, START_OPTIONS } from './options.ts'

/** Draft-07, which every editor knows. */
export function configSchema(): Readonly<Record<string, unknown>> {
  const members = Object.entries<OptionRow>(START_OPTIONS).map(([name, { flag, shape }]) => {
    // The member is what the flag takes away.
    const description = flag.startsWith('--no-') ? `false: ${shape.description}` : shape.description
    return [name, { ...shape, description }]
  })
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: CONFIG_FILE,
    ...CONFIG_SHAPE,
    properties: { ...CONFIG_SHAPE.properties, ...Object.fromEntries(members) },
  }
}
