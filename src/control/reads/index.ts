// What can be read of a sandbox, by path: the table, and the types that follow from it.
import type { ValueOf } from '../../schema/shapes.ts'
import type { CONTROL_READS } from './table.ts'

export { CONTROL_READS } from './table.ts'

/** By path what `data` of the reply is. */
export type ReadData = {
  readonly [Row in (typeof CONTROL_READS)[number] as Row['path']]: ValueOf<Row['reply']>
}

type PathOf<Place extends string> = `/${Place extends `/${infer Rest}` ? Rest : Place}`

/** The path in the table whose parameter is written out in this one. */
type Written<Path extends string, Known extends string> = Known extends `${infer Start}{${string}}`
  ? Path extends `${Start}${string}`
    ? Known
    : never
  : never

type RowOf<Path extends string> = Path extends keyof ReadData ? Path : Written<Path, keyof ReadData>

/** What is read at a place: `conversations`, `messages/msg_…`; unknown when no row is meant for sure. */
export type DataAt<Place extends string> = [RowOf<PathOf<Place>>] extends [never]
  ? unknown
  : ReadData[RowOf<PathOf<Place>>]
