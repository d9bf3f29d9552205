// Goes on with the files of an organisation where an earlier sandbox left them.
import type { KeptOrganization, OrganizationFacts } from '../../engine/ports.ts'
import { type AppendingFile, openAppending } from './appending.ts'
import { beginGeneration, type Keeping, removeGenerations, type Standing } from './keeper.ts'
import { type Formats, migrate } from './migrations.ts'
import { changesPath, type FolderContent } from './reading.ts'

/** Where the files of an organisation are gone on with; those of an older format are written anew. */
export async function goOn(
  keeping: Keeping,
  folder: string,
  content: FolderContent,
  formats: Formats,
): Promise<{ organization: KeptOrganization; standing: Standing }> {
  const { earliest, base, last, number, dropped } = content
  const { facts, counters, rows } = migrate(content.organization, content.format, formats)
  const path = changesPath(folder, last.generation)
  if (dropped > 0) {
    const what = `the last change, ${dropped} bytes in ${path}, was not written to its end and was dropped.`
    keeping.tell(`${facts.name}: ${what} Nobody had been told that it was made.`)
  }
  const tables = [...rows].map(([name, table]) => [name, [...table.values()]] as const)
  const organization = { facts, counters, rows: new Map(tables) }
  if (content.format === keeping.format) {
    removeGenerations(keeping.files, folder, earliest, base)
    const log = openAppending(keeping.files, path, 'write', last.size, keeping.durability)
    return { organization, standing: standingOf(folder, facts, content, log) }
  }
  const next = last.generation + 1
  const basis = { facts, counters, tables }
  const standing = await beginGeneration(keeping, folder, next, number, basis)
  removeGenerations(keeping.files, folder, earliest, next)
  return { organization, standing }
}

function standingOf(
  folder: string,
  facts: OrganizationFacts,
  { base, last, snapshotSize, changesSize, number }: FolderContent,
  log: AppendingFile,
): Standing {
  const { generation, size } = last
  return {
    folder,
    facts,
    log,
    base,
    generation,
    snapshotSize,
    olderSize: changesSize - size,
    number,
  }
}
