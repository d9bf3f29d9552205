// What a scenario is once it has been read: plain data, with the place of every step in its file.
import type { Settings } from '../../domain/world/settings.ts'
import type { Tier } from '../../schema/tiers.ts'
import type { Receiver } from './receiver-schema.ts'

/** Where something stands in a file; both count from 1. */
export type Position = { readonly line: number; readonly column: number }

export type Scenario = {
  /** As the user named the file, for reports. */
  readonly file: string
  readonly name: string
  readonly description: string
  readonly world: string
  readonly seed: number
  readonly tier: Tier
  /** How fast its clock goes: 0 is virtual. */
  readonly rate: number
  readonly settings: Partial<Settings>
  readonly variables: Readonly<Record<string, unknown>>
  readonly receivers: Readonly<Record<string, Receiver>>
  readonly steps: readonly Step[]
}

/** What a step takes: as it is written, or with its references filled in. */
export type Input = Readonly<Record<string, unknown>>

export type Step = {
  /** What it does: the name of a row in the table of steps. */
  readonly verb: string
  readonly input: Input
  /** Under this name later steps find its reply. */
  readonly as?: string
  /** What it is there for, in words. */
  readonly say?: string
  /** The organisation it acts in; an expression. */
  readonly organization?: string
  /** Whether an expectation looks at its reply; without one, a refusal fails the scenario. */
  readonly isExamined: boolean
  readonly position: Position
  /** Of a step that holds others. */
  readonly steps?: readonly Step[]
}

/** Something wrong with a scenario file. */
export type Problem = {
  readonly file: string
  readonly position: Position
  readonly message: string
}

/** Something wrong at a path; `ofName` when the name of the member is to blame, not its value. */
export type Flaw = {
  readonly path: readonly string[]
  readonly message: string
  readonly ofName?: boolean
}
