// Builds worlds from their files; people are invented only for those that ask for some.
import type { WorldFile } from '../contract/input-types.ts'
import { EVENT_TYPES } from '../contract/spec.ts'
import {
  DECLARED_SECRET,
  type DeclaredReceiver,
  declareReceiver,
} from '../domain/webhooks/declared-receivers.ts'
import { VIRTUAL_START_AT } from '../domain/world/time.ts'
import { transact, type World } from '../domain/world/world.ts'
import type { Beginning, Clock, Keys, Worlds } from '../engine/ports.ts'
import { populateWorld } from '../worlds/populate.ts'
import { readMediaFile, readWorldFile, type WorldPlaces } from './world-files.ts'

/** Who is subscribed from the start, beside those that a world file names. */
export type Declared = {
  /** Subscribed in the first organisation. */
  readonly receivers?: readonly DeclaredReceiver[] | undefined
  /** The signing secret of receivers in world files that name none. */
  readonly webhookSecret?: string | undefined
}

/** The worlds of this package and of the user's files, from where they may be read. */
export function fileWorlds(clock: Clock, places: WorldPlaces, declared: Declared = {}): Worlds {
  return {
    build: (beginning) => buildWorld(clock, beginning, places, declared),
    readFile: (path, maxBytes) => readMediaFile(path, maxBytes, places),
  }
}

/** Virtual worlds all begin at the same instant; the others begin now. */
async function buildWorld(
  clock: Clock,
  beginning: Beginning,
  places: WorldPlaces,
  declared: Declared,
): Promise<World> {
  const file = readWorldFile(beginning.world, places)
  const people = file.generate === undefined ? null : await loadPeople()
  const { seed, number, tier, name, rate, keys } = beginning
  const now = rate === 0 ? VIRTUAL_START_AT : clock.now()
  const named = name === undefined ? {} : { organizationName: name }
  const world = populateWorld({ seed, number, now, tier, ...named }, file, people, keys)
  Object.assign(world.settings, beginning.settings)
  transact(world, () => {
    for (const one of receiversOf(file, keys, declared)) declareReceiver(world, one)
  })
  return world
}

/** What is declared at the start is for the first organisation, which has the keys of the file. */
function receiversOf({ webhooks = [] }: WorldFile, keys: Keys, declared: Declared) {
  const { receivers = [], webhookSecret = DECLARED_SECRET } = declared
  const ofTheFile = webhooks.map(({ url, events = EVENT_TYPES, secret = webhookSecret }) => ({
    url,
    events,
    secret,
  }))
  return keys === 'of-the-file' ? [...ofTheFile, ...receivers] : ofTheFile
}

async function loadPeople() {
  const { fakerPeople } = await import('./people.ts')
  return fakerPeople()
}
