// The rooms of the house as a table: the floor of each, and who may come in beside those above.
import { isGenerated, type Source } from './sources.ts'

type Room = {
  readonly floor: number
  /** Rooms of the same floor that it may import. */
  readonly alsoFrom?: readonly string[]
  /** When set, nothing but these rooms and its own may be imported. */
  readonly onlyFrom?: readonly string[]
}

/** A folder or a file below src. */
export const ROOMS: Readonly<Record<string, Room>> = {
  'terminal-text.ts': { floor: 0 },
  'package.ts': { floor: 0 },
  'domain/failures': { floor: 0 },
  'domain/world': { floor: 0, alsoFrom: ['domain/failures', 'schema'] },
  schema: { floor: 0 },
  contract: { floor: 0, alsoFrom: ['package.ts', 'schema'] },
  'domain/faults': { floor: 1 },
  'domain/access': { floor: 1 },
  'domain/messaging': { floor: 2, alsoFrom: ['domain/webhooks'] },
  'domain/webhooks': { floor: 2 },
  'domain/jobs.ts': { floor: 3 },
  wire: { floor: 4 },
  engine: { floor: 5 },
  api: { floor: 6 },
  control: { floor: 6, alsoFrom: ['api'] },
  worlds: { floor: 6 },
  adapters: { floor: 6, alsoFrom: ['worlds'] },
  http: { floor: 7 },
  scenario: { floor: 7, alsoFrom: ['client'] },
  client: { floor: 7 },
  judge: { floor: 8 },
  face: { floor: 7, onlyFrom: ['client', 'terminal-text.ts'] },
  tui: { floor: 7, onlyFrom: ['client', 'face', 'terminal-text.ts'] },
  'app.ts': { floor: 8 },
  library: { floor: 8, alsoFrom: ['app.ts', 'judge'] },
  'index.ts': { floor: 8, alsoFrom: ['library'] },
  'vitest.ts': { floor: 8, alsoFrom: ['library', 'index.ts'] },
  'jest.ts': { floor: 8, alsoFrom: ['library', 'index.ts'] },
  'playwright.ts': { floor: 8, alsoFrom: ['library', 'index.ts'] },
  cli: { floor: 9 },
}

/** The room of a file; undefined when it stands in none. */
export function roomOf(path: string): string | undefined {
  return Object.keys(ROOMS).find((room) => path === room || path.startsWith(`${room}/`))
}

/** What is wrong with a file's imports of other rooms, one sentence each. */
export function floorProblems({ path, imports }: Source): string[] {
  const room = roomOf(path)
  if (room === undefined) return [`${path} stands in no room.`]
  return imports.filter(({ isOurs }) => isOurs).flatMap(({ target }) => doorProblem(path, target))
}

function doorProblem(path: string, target: string): string[] {
  const [room = '', other] = [roomOf(path), roomOf(target)]
  if (other === undefined) return [`${path} imports ${target}, which stands in no room.`]
  if (isGenerated(target) && room !== other) return [`${path} imports the generated ${target}.`]
  if (room === other || mayEnter(room, other)) return []
  return [`${path} (${room}) may not import ${target} (${other}).`]
}

function mayEnter(room: string, other: string): boolean {
  const { floor, alsoFrom = [], onlyFrom } = ROOMS[room] as Room
  if (onlyFrom !== undefined) return onlyFrom.includes(other)
  return (ROOMS[other] as Room).floor < floor || alsoFrom.includes(other)
}
