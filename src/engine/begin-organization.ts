// Begins organisations beside the first one, each with a world, a clock and a key of its own.

import { fail } from '../domain/failures/failures.ts'
import { roll } from '../domain/world/dice.ts'
import { makeId } from '../domain/world/ids.ts'
import type { Settings } from '../domain/world/settings.ts'
import { SEED_MAX } from '../schema/choices.ts'
import type { Tier } from '../schema/tiers.ts'
import { keepOrganization } from './organizations.ts'
import type { Beginning } from './ports.ts'
import type { Organization, Sandbox } from './sandbox.ts'

/** What a new organisation should be like; the rest is as with the first one. */
export type OrganizationOptions = {
  readonly name?: string | undefined
  readonly seed?: number | undefined
  readonly world?: string | undefined
  readonly rate?: number | undefined
  readonly tier?: Tier | undefined
  readonly settings?: Partial<Settings> | undefined
}

/** Organisations in one process: far more than parallel tests need. */
const ORGANIZATIONS_MAX = 1_000

/**
 * Begins an organisation beside the others, with a key of its own.
 *
 * @throws Failure too_many_organizations; rejects when there is no such world.
 */
export async function beginOrganization(
  sandbox: Sandbox,
  options: OrganizationOptions,
): Promise<Organization> {
  if (sandbox.organizations.size >= ORGANIZATIONS_MAX) fail('too_many_organizations')
  const first = sandbox.defaultOrganization.beginning
  sandbox.begun++
  const seed =
    options.seed ?? Math.floor(roll(first.seed, 'organization', sandbox.begun) * (SEED_MAX + 1))
  const wanted: Beginning = {
    ...first,
    seed,
    world: options.world ?? first.world,
    tier: options.tier ?? first.tier,
    rate: options.rate ?? first.rate,
    name: options.name,
    keys: 'its-own',
    settings: { ...first.settings, ...options.settings },
  }
  const [number, id] = reserveNumber(sandbox, seed)
  try {
    const beginning = { ...wanted, number }
    const world = await sandbox.ports.worlds.build(beginning)
    return await keepOrganization(sandbox, world, beginning)
  } finally {
    sandbox.reserved.delete(id)
  }
}

/** Organisations of the same seed are told apart by a number, or they would have the same id. */
function reserveNumber(sandbox: Sandbox, seed: number): [number: number, id: string] {
  for (let number = 0; ; number++) {
    const id = makeId('organization', seed, number)
    if (sandbox.organizations.has(id) || sandbox.reserved.has(id)) continue
    sandbox.reserved.add(id)
    return [number, id]
  }
}
