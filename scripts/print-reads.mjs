// Writes src/control/reads/table.ts: the table of the reads, from the files beside it.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'src', 'control', 'reads')

/** The text of the table: every read that a file of the folder, or of one below, exports. */
export async function readTable() {
  const paths = await readdir(folder, { recursive: true })
  const files = paths.map((path) => path.replaceAll('\\', '/')).filter((path) => isRoom(path))
  const found = await Promise.all(
    files.sort().map(async (path) => ({ path, names: await readsIn(path) })),
  )
  const rooms = found.filter(({ names }) => names.length > 0)
  return [
    '// The table of reads. Printed from the files of this folder by `npm run generate`.',
    ...importLines(rooms),
    '',
    '/** `GET /_sandbox` and the path; the answer is `{data}`. */',
    'export const CONTROL_READS = [',
    ...rooms.flatMap(({ names }) => names.map((name) => `  ${name},`)),
    '] as const satisfies readonly AnyReadRow[]',
    '',
  ].join('\n')
}

function isRoom(path) {
  return path.endsWith('.ts') && path !== 'table.ts' && path !== 'index.ts'
}

async function readsIn(path) {
  const text = await readFile(join(folder, path), 'utf8')
  return [...text.matchAll(/^export const (\w+_READ) =/gm)].map(([, name]) => name)
}

/** In the order of their paths, as the formatter has them. */
function importLines(rooms) {
  const lines = rooms.map(({ path, names }) => [
    path,
    `import { ${[...names].sort(byName).join(', ')} } from './${path}'`,
  ])
  return [...lines, ['read.ts', "import type { AnyReadRow } from './read.ts'"]]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, line]) => line)
}

const byName = (one, other) => one.localeCompare(other, 'en')

/** Writes it, unless it stands there already. */
export async function printReadTable() {
  const file = join(folder, 'table.ts')
  const text = await readTable()
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) await writeFile(file, text)
}
