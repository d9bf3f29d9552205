// The sheet of rooms in docs/architecture.md: printed from the sources by `npm run docs`, and compared here.
import { expect, it } from 'vitest'

import { ROOMS, roomOf } from './rooms.ts'
import { readSources, type Source } from './sources.ts'

const HEAD = `# The rooms

<!-- Printed by \`npm run docs\` from the imports of the sources. Do not edit. -->

A room is a folder or a file of \`src/\`. It imports only from lower floors, and from the few rooms of its
own floor that \`test/house/rooms.ts\` allows. The page at \`/\` is in \`web/\`; it reaches the sandbox
through \`src/client\` and \`src/face\` only.

| floor | room | imports |
| --- | --- | --- |
`

it('is as the sources are', async () => {
  await expect(sheet(readSources())).toMatchFileSnapshot('../../docs/architecture.md')
})

/** A row for each room, from the top floor down. */
function sheet(sources: readonly Source[]): string {
  const rows = Object.entries(ROOMS)
    .sort(([one, a], [other, b]) => b.floor - a.floor || (one < other ? -1 : 1))
    .map(([room, { floor }]) => {
      const files = sources.filter(({ path }) => roomOf(path) === room)
      const others = importedRooms(room, files).map((other) => `\`${other}\``)
      return `| ${floor} | \`${room}\` | ${others.join(', ')} |\n`
    })
  return HEAD + rows.join('')
}

function importedRooms(room: string, files: readonly Source[]): string[] {
  const targets = files.flatMap(({ imports }) => imports.filter(({ isOurs }) => isOurs))
  const rooms = new Set(targets.map(({ target }) => roomOf(target)))
  return Object.keys(ROOMS).filter((other) => other !== room && rooms.has(other))
}
