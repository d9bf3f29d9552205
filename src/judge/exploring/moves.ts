// The table of moves: what may happen in a play, made from the tables of actions and of faults.
import { ACTIONS } from '../../control/actions/index.ts'
import { FAULT_NAMES, type FaultName, faultFacts } from '../../domain/faults/table.ts'
import type { StoryStep } from '../finding.ts'
import type { ExploreFile } from './plan.ts'

/** One thing that happens in a play. What it is about is told by small numbers, which shrink. */
export type Move = {
  /** `customer-writes`, `fault delivery.duplicate`, `crash`: what findings are told apart by. */
  readonly kind: string
  readonly customer: number
  /** Which earlier delivery, which duration: taken modulo how many there are. */
  readonly pick: number
}

/** What a move does: control actions and calls of the API, which a scenario can repeat. */
export type MoveRow = {
  readonly what: string
  readonly weight: number
  /** What shrinks towards others stands behind them. */
  readonly group: 'traffic' | 'trouble'
  readonly steps: (move: Move, turn: number, customers: Customers) => readonly StoryStep[]
  /** What is done to the program itself, which no step can do. */
  readonly program?: 'restart' | 'crash' | 'drive' | 'replay' | 'rotation'
}

export type MoveTable = Readonly<Record<string, MoveRow>>

/** Few customers, so that moves meet. */
export const CUSTOMERS_MAX = 2

/** The numbers of the customers of one play. */
export type Customers = readonly [string, ...string[]]

/** How far the clock jumps: within a ladder of statuses, past a retry, past a window, past a day's memory. */
const JUMPS = ['1s', '10s', '5m', '2h', '25h'] as const

export function customerOf({ customer }: Move, customers: Customers): string {
  return customers[customer % customers.length] ?? customers[0]
}

/** How a play is set up by what was learned from a calm one. */
export type Learned = {
  /** Messages that the program sends to a customer who has written once. */
  readonly replies: number
}

/** Every move that there is, whatever the program can do. */
export function everyMove(): MoveTable {
  return {
    ...customerMoves(),
    send: SEND,
    drive: driveMove(DRIVE_WEIGHT),
    ...OWN,
    ...faultMoves(true),
  }
}

/** The moves of a file, by name. */
export function movesOf(plan: ExploreFile, { replies }: Learned): MoveTable {
  const canSend = replies > 0 || plan.traffic?.drive !== undefined
  const rows: MoveTable = {
    ...customerMoves(),
    ...(canSend ? {} : { send: SEND }),
    ...driveMoves(plan),
    ...OWN,
    ...faultMoves(canSend),
  }
  const { moves: weights = {} } = plan.traffic ?? {}
  const wanted = Object.entries(rows)
    .filter(([name, row]) => row.group === 'traffic' || isWanted(plan, name))
    .map(([name, row]) => [name, { ...row, weight: weights[name] ?? row.weight }] as const)
  return Object.fromEntries(wanted.filter(([, { weight }]) => weight > 0))
}

function isWanted({ trouble = 'all', receivers }: ExploreFile, name: string): boolean {
  const isOurs = Object.values(receivers).some(({ start }) => start !== undefined)
  if ((name === 'restart' || name === 'crash') && !isOurs) return false
  if (trouble === 'all') return true
  return (trouble as readonly string[]).includes(name.replace(/^fault /, ''))
}

/** Every action that asks for nothing but a customer is something that customers do. */
function customerMoves(): MoveTable {
  const names = Object.entries(ACTIONS).filter(([, { input }]) => {
    const { required = [] } = input as { readonly required?: readonly string[] }
    return required.length === 1 && required[0] === 'from'
  })
  return Object.fromEntries(names.map(([name]) => [name, customerMove(name)]))
}

function customerMove(name: string): MoveRow {
  const isWriting = name === 'customer-writes'
  return {
    what: isWriting ? 'A customer writes.' : `The control action ${name}, as a customer.`,
    weight: isWriting ? 30 : name === 'customer-blocks' ? 0 : 3,
    group: 'traffic',
    steps: (move, turn, customers) => {
      const from = customerOf(move, customers)
      const input = isWriting ? { from, text: `Halo ${turn}` } : { from }
      return [{ verb: name, input, as: `turn_${turn}` }]
    },
  }
}

const SEND: MoveRow = {
  what: 'The business sends a message, as another of its programs would.',
  weight: 15,
  group: 'traffic',
  steps: (move, turn, customers) => {
    const body = { to: customerOf(move, customers), type: 'text', text: { body: `Kabar ${turn}` } }
    return [{ verb: 'call', input: { operation: 'POST /messages', body }, as: `turn_${turn}` }]
  },
}

/** How often a driver is used, where its file does not say. */
const DRIVE_WEIGHT = 20

function driveMoves({ traffic: { drive } = {} }: ExploreFile): MoveTable {
  return drive === undefined ? {} : { drive: driveMove(drive.weight ?? DRIVE_WEIGHT) }
}

function driveMove(weight: number): MoveRow {
  const what = "The program's own driver makes it send."
  return { what, weight, group: 'traffic', steps: () => [], program: 'drive' }
}

const OWN: MoveTable = {
  clock: {
    what: 'The clock jumps ahead.',
    weight: 8,
    group: 'trouble',
    steps: ({ pick }) => [
      { verb: 'advance-clock', input: { by: JUMPS[pick % JUMPS.length] ?? JUMPS[0] } },
    ],
  },
  replay: {
    what: 'An earlier webhook is sent again, as a new delivery.',
    weight: 6,
    group: 'trouble',
    steps: () => [],
    program: 'replay',
  },
  rotation: {
    what: 'The secret is rotated: both sign for two weeks.',
    weight: 2,
    group: 'trouble',
    steps: () => [],
    program: 'rotation',
  },
  restart: {
    what: 'The program is asked to end, and started again.',
    weight: 3,
    group: 'trouble',
    steps: () => [],
    program: 'restart',
  },
  crash: {
    what: 'The program is killed, and started again.',
    weight: 4,
    group: 'trouble',
    steps: () => [],
    program: 'crash',
  },
}

/** Statuses of replies that a program is expected to live through, by what the contract declares. */
const PASSING_STATUSES = [503, 429] as const

/**
 * Every fault of the tables, once, with the options of its example. Replies go wrong only where the
 * program calls the API, and only those to what it sends: the explorer's own calls must arrive.
 */
function faultMoves(canSend: boolean): MoveTable {
  const names = FAULT_NAMES.filter((name) => canSend || faultFacts(name).site !== 'reply')
  return Object.fromEntries(
    names.filter((name) => !UNFAIR.has(name)).map((name) => [`fault ${name}`, faultMove(name)]),
  )
}

/** Long enough for others to overtake; everything real costs a play its time. */
const SLOW_MS = 600

function slowness(example: Readonly<Record<string, unknown>>) {
  return 'ms' in example ? { ms: SLOW_MS } : {}
}

/** What no program can live through, so that nothing could be blamed on it. */
const UNFAIR: ReadonlySet<FaultName> = new Set<FaultName>(['reply.breach', 'delivery.drop'])

function faultMove(name: FaultName): MoveRow {
  const { what, site, example } = faultFacts(name)
  return {
    what,
    weight: 3,
    group: 'trouble',
    steps: ({ pick }) => {
      const match = site === 'reply' ? { match: { operation: 'POST /messages' } } : {}
      const status = PASSING_STATUSES[pick % PASSING_STATUSES.length]
      const options = {
        ...example,
        ...(name === 'reply.status' && { status }),
        ...slowness(example),
      }
      const input = { fault: name, ...options, ...match, times: 1, optional: true }
      return [{ verb: 'arm-fault', input }]
    },
  }
}
