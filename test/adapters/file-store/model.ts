// A model of what a store must know: what it was told, kept in the plainest way, to compare with.
import type { Change } from '../../../src/domain/world/tables.ts'
import type { World } from '../../../src/domain/world/world.ts'
import { countersOf } from '../../../src/engine/keeping.ts'
import type {
  Counters,
  KeptOrganization,
  OrganizationFacts,
  Store,
} from '../../../src/engine/ports.ts'

type Known = {
  readonly facts: OrganizationFacts
  readonly counters: Counters
  /** By table and id; as text, so that later changes do not show in it. */
  readonly rows: ReadonlyMap<string, string>
}

/** By the id of the organisation, in order. */
export type Model = ReadonlyMap<string, Known>

/** A store, and what it must know: `states` has all that it was told led to. */
export type Watched = Store & {
  readonly states: Model[]
  /** The newest state that the store has promised to know. */
  promised: number
}

/** Watches what a store is told and what it promises. */
export function watch(store: Store, known: Model = new Map()): Watched {
  let model = known
  const watched: Watched = {
    ...store,
    states: [model],
    promised: 0,
    append: (world, changes, facts) => {
      const number = tell(appended(model, world, changes, facts))
      const kept = take(() => store.append(world, changes, facts))
      if (kept === undefined) promise(number)
      else kept.then(() => promise(number)).catch(() => undefined)
      return kept
    },
    prepare: async (facts, world, replaced) => {
      const enter = await store.prepare(facts, world, replaced)
      return () => {
        const number = tell(entered(model, facts, world, replaced))
        take(enter)
        promise(number)
      }
    },
    forget: (id) => {
      const number = tell(new Map([...model].filter(([one]) => one !== id)))
      take(() => store.forget(id))
      promise(number)
    },
  }
  let next = model
  /** The state is a possible one from here on: the process may end before it is promised. */
  function tell(told: Model): number {
    next = told
    return watched.states.push(told) - 1
  }
  function take<Result>(run: () => Result): Result {
    try {
      const result = run()
      model = next
      return result
    } catch (error) {
      // What was refused is no state, unless the process has ended meanwhile.
      if ((error as Error).name === 'NotKept' || (error instanceof Error && 'code' in error)) {
        watched.states.pop()
      }
      throw error
    }
  }
  function promise(number: number): void {
    watched.promised = Math.max(watched.promised, number)
  }
  return watched
}

function appended(
  model: Model,
  world: World,
  changes: readonly Change[],
  facts: OrganizationFacts | undefined,
): Model {
  const before = model.get(world.id)
  if (before === undefined) return model
  const rows = new Map(before.rows)
  for (const { table, id, after } of changes) {
    if (after === undefined) rows.delete(`${table.name} ${id}`)
    else rows.set(`${table.name} ${id}`, JSON.stringify(after))
  }
  const known = { facts: facts ?? before.facts, counters: countersOf(world), rows }
  return new Map([...model, [world.id, known]])
}

function entered(
  model: Model,
  facts: OrganizationFacts,
  world: World,
  replaced: string | undefined,
): Model {
  const entry = [facts.id, { facts, counters: countersOf(world), rows: rowsOf(world) }] as const
  if (replaced === undefined) return new Map([...model, entry])
  return new Map([...model].map((one) => (one[0] === replaced ? entry : one)))
}

function rowsOf(world: World): Map<string, string> {
  const rows = new Map<string, string>()
  for (const { name, slots } of Object.values(world.tables)) {
    for (const [id, { row }] of slots) rows.set(`${name} ${id}`, JSON.stringify(row))
  }
  return rows
}

/** What a store has given back. */
export function modelOf(kept: readonly KeptOrganization[]): Model {
  return new Map(
    kept.map(({ facts, counters, rows }) => {
      const texts = new Map<string, string>()
      for (const [name, some] of rows) {
        for (const row of some) texts.set(`${name} ${row.id}`, JSON.stringify(row))
      }
      return [facts.id, { facts, counters, rows: texts }]
    }),
  )
}

/** A model as a text that is the same for the same state, whatever order its rows came in. */
export function textOf(model: Model): string {
  const known = [...model].map(([id, { facts, counters, rows }]) => {
    const { now, idCount, seq } = counters
    const sorted = [...rows]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, row]) => [name, sortedRow(row)])
    return [id, sortedRow(JSON.stringify(facts)), { now, idCount, seq }, sorted]
  })
  return JSON.stringify(known)
}

/** Members of a row may come back in another order. */
function sortedRow(text: string): unknown {
  return Object.fromEntries(Object.entries(JSON.parse(text)).sort(([a], [b]) => (a < b ? -1 : 1)))
}
