// Writes src/scenario/steps/index.ts: the table of the steps, from the files beside it.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'src', 'scenario', 'steps')

/** The text of the table: each file holds the step of its name. */
export async function stepTable() {
  const names = (await readdir(folder))
    .filter((file) => file !== 'index.ts' && file.endsWith('.ts'))
    .map((file) => file.replace('.ts', ''))
    .sort()
  return [
    '// The table of steps beside the control actions. Printed from the files of this folder by `npm run generate`.',
    "import type { OwnStep } from '../play/step.ts'",
    ...names.map((name) => `import { ${camelCase(name)} } from './${name}.ts'`),
    '',
    '/** By the name that each has in a file. */',
    'export const OWN_STEPS = {',
    ...names.map((name) => {
      const key = /^\w+$/.test(name) ? name : `'${name}'`
      return key === camelCase(name) ? `  ${key},` : `  ${key}: ${camelCase(name)},`
    }),
    '} as const satisfies Readonly<Record<string, OwnStep>>',
    '',
  ].join('\n')
}

function camelCase(name) {
  const written = name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase())
  return RESERVED.has(written) ? `${written}Step` : written
}

/** Words that no variable of a module can have. */
const RESERVED = new Set([
  'await',
  'delete',
  'do',
  'for',
  'if',
  'in',
  'new',
  'return',
  'try',
  'while',
])

/** Writes it, unless it stands there already. */
export async function printStepTable() {
  const file = join(folder, 'index.ts')
  const text = await stepTable()
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) await writeFile(file, text)
}
