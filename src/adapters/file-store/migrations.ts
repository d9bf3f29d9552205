// What older formats of kept data need to be read by this program: one row for each format but the last.
import type { Counters, OrganizationFacts } from '../../engine/ports.ts'
import type { Rows } from './change-lines.ts'

/** An organisation as it was read, before a world is made of it. */
export type ReadOrganization = {
  readonly facts: OrganizationFacts
  readonly counters: Counters
  readonly rows: Rows
}

/** Makes of an organisation in one format the same in the next. It may change what it is given. */
export type Migration = (organization: ReadOrganization) => ReadOrganization

/** The formats there are: how each becomes the next one, from format 1 on. */
export type Formats = readonly Migration[]

/** Format 2 says in its logs which changes were answered; rows and facts are those of format 1. */
export const FORMATS: Formats = [(organization) => organization]

/** The newest format, which is the one that is written. */
export function newestOf(formats: Formats): number {
  return formats.length + 1
}

/** The organisation in the newest format. */
export function migrate(
  organization: ReadOrganization,
  from: number,
  formats: Formats,
): ReadOrganization {
  return formats.slice(from - 1).reduce((older, migration) => migration(older), organization)
}
