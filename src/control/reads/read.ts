// What a row of the table of reads is.
import type { Instant } from '../../domain/world/time.ts'
import type { Stage } from '../actions/action.ts'
import type { Schema } from '../schema.ts'
import type { Parameters, PathValuesOf, ValuesOf } from './parameters.ts'

/** Where a read looks: the organisation it is asked for, and the server that is asked. */
export type ReadStage = Stage & {
  /** `http://127.0.0.1:3000`: where the caller found the server. */
  readonly origin: string
  /** When the server began, by the machine's clock. */
  readonly startedAt: Instant
}

export type ReadRow<
  Params extends Parameters = Parameters,
  Query extends Parameters = Parameters,
> = {
  /** Below `/_sandbox`; only the last segment can be a parameter. */
  readonly path: string
  readonly what: string
  readonly params: Params
  readonly query: Query
  /** The shape of the reply's `data`. */
  readonly reply: Schema
  /** Whether the reply is a text of that shape, without `data` around it. */
  readonly isWholeText?: true
  /** Runs with checked parameters; what it returns is the reply's `data`, or a WholeText. */
  readonly run: (
    stage: ReadStage,
    asked: { readonly params: PathValuesOf<Params>; readonly query: ValuesOf<Query> },
  ) => unknown
}

/** A row of the table, whatever its parameters are: they are checked by their schemas before it runs. */
export type AnyReadRow = Omit<ReadRow, 'run'> & {
  readonly run: (
    stage: ReadStage,
    asked: { readonly params: never; readonly query: never },
  ) => unknown
}

/** A row whose `run` knows its parameters by their schemas. */
export function read<const Params extends Parameters, const Query extends Parameters>(
  row: ReadRow<Params, Query>,
): ReadRow<Params, Query> {
  return row
}

/** A reply that is a JSON text by itself, and comes piece by piece. */
export class WholeText {
  readonly texts: AsyncIterable<string>

  constructor(texts: AsyncIterable<string>) {
    this.texts = texts
  }
}
