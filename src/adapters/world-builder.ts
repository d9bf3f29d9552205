// Builds worlds from their files; people are invented only for those that ask for some.
import { VIRTUAL_START_AT } from '../domain/world/time.ts'
import type { World } from '../domain/world/world.ts'
import type { Beginning, Clock, Worlds } from '../engine/ports.ts'
import { populateWorld } from '../worlds/populate.ts'
import { readWorldFile, type WorldPlaces } from './world-files.ts'

/** The worlds of this package and of the user's files, from where they may be read. */
export function fileWorlds(clock: Clock, places: WorldPlaces): Worlds {
  return { build: (beginning) => buildWorld(clock, beginning, places) }
}

/** Virtual worlds all begin at the same instant; the others begin now. */
async function buildWorld(clock: Clock, beginning: Beginning, places: WorldPlaces): Promise<World> {
  const file = readWorldFile(beginning.world, places)
  const people = file.generate === undefined ? null : await loadPeople()
  const { seed, number, tier, name, rate, keys } = beginning
  const now = rate === 0 ? VIRTUAL_START_AT : clock.now()
  const named = name === undefined ? {} : { organizationName: name }
  const world = populateWorld({ seed, number, now, tier, ...named }, file, people, keys)
  Object.assign(world.settings, beginning.settings)
  return world
}

async function loadPeople() {
  const { fakerPeople } = await import('./people.ts')
  return fakerPeople()
}
