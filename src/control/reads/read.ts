// What a row of the table of reads is.
import type { Instant } from '../../domain/world/time.ts'
import type { Members, Shape, ValueOf, ValuesOf } from '../../schema/shapes.ts'
import type { Stage } from '../actions/action.ts'

/** Where a read looks: the organisation it is asked for, and the server that is asked. */
export type ReadStage = Stage & {
  /** `http://127.0.0.1:3000`: where the caller found the server. */
  readonly origin: string
  /** When the server began, by the machine's clock. */
  readonly startedAt: Instant
  readonly served: Served
}

/** What serves the sandbox: a process, and where it keeps. */
export type Served = {
  readonly pid: number
  /** The data folder as a whole path; null when nothing is kept. */
  readonly keptIn: string | null
}

type Facts<Path extends string, Params extends Members, Query extends Members, Reply> = {
  /** Below `/_sandbox`; only the last segment can be a parameter. */
  readonly path: Path
  readonly what: string
  readonly params: Params
  /** One that has a default is not `optional`: its value is always there. */
  readonly query: Query
  /** The shape of the reply's `data`. */
  readonly reply: Reply
}

type Run<Params extends Members, Query extends Members, Result> = (
  stage: ReadStage,
  asked: { readonly params: ValuesOf<Params>; readonly query: ValuesOf<Query> },
) => Result | Promise<Result>

export type ReadRow<
  Path extends string,
  Params extends Members,
  Query extends Members,
  Reply extends Shape,
> = Facts<Path, Params, Query, Reply> & {
  /** Runs with checked parameters; what it returns is the reply's `data`. */
  readonly run: Run<Params, Query, ValueOf<Reply>>
}

export type TextRow<
  Path extends string,
  Params extends Members,
  Query extends Members,
  Reply extends Shape,
> = Facts<Path, Params, Query, Reply> & {
  /** The reply is a text of the shape, without `data` around it. */
  readonly isWholeText: true
  readonly run: Run<Params, Query, WholeText>
}

export type PageRow<
  Path extends string,
  Params extends Members,
  Query extends Members & { readonly format: Shape },
  Reply extends Shape,
> = ReadRow<Path, Params, Query, Reply> & {
  /** The reply as Markdown, for who asks for that. */
  readonly page: (data: ValueOf<Reply>) => string
}

/** A row of the table, whatever its parameters are: they are checked by their shapes before it runs. */
export type AnyReadRow = Facts<string, Members, Members, Shape> & {
  readonly isWholeText?: true
  readonly page?: (data: never) => string
  readonly run: (
    stage: ReadStage,
    asked: { readonly params: never; readonly query: never },
  ) => unknown
}

/** A row whose `run` knows its parameters by their shapes, and must give what its reply says. */
export function read<
  const Path extends string,
  const Params extends Members,
  const Query extends Members,
  Reply extends Shape,
>(row: ReadRow<Path, Params, Query, Reply>): ReadRow<Path, Params, Query, Reply> {
  return row
}

/** A row whose reply comes as a text, piece by piece. */
export function readText<
  const Path extends string,
  const Params extends Members,
  const Query extends Members,
  Reply extends Shape,
>(row: TextRow<Path, Params, Query, Reply>): TextRow<Path, Params, Query, Reply> {
  return row
}

/** A row whose reply is a page to read, too: as Markdown, when `format` or the Accept header says so. */
export function readPage<
  const Path extends string,
  const Params extends Members,
  const Query extends Members & { readonly format: Shape },
  Reply extends Shape,
>(row: PageRow<Path, Params, Query, Reply>): PageRow<Path, Params, Query, Reply> {
  return row
}

/** A reply that is a JSON text by itself, and comes piece by piece. */
export class WholeText {
  readonly texts: AsyncIterable<string>

  constructor(texts: AsyncIterable<string>) {
    this.texts = texts
  }
}
