// Control actions of organisations: beginning and removing them, their settings, and starting over.

import { EVENT_TYPES } from '../../contract/spec.ts'
import { fail } from '../../domain/failures/failures.ts'
import { DECLARED_SECRET, declareReceiver } from '../../domain/webhooks/declared-receivers.ts'
import { reveal } from '../../domain/world/secret.ts'
import {
  defaultSettings,
  SETTINGS,
  type SettingName,
  settingProblem,
} from '../../domain/world/settings.ts'
import { oldestFirst } from '../../domain/world/tables.ts'
import { toIso } from '../../domain/world/time.ts'
import type { Tier, World } from '../../domain/world/world.ts'
import { beginOrganization } from '../../engine/begin-organization.ts'
import { alter } from '../../engine/keeping.ts'
import { removeOrganization, resetOrganization } from '../../engine/organizations.ts'
import type { Organization } from '../../engine/sandbox.ts'
import { modeOf, rateOf } from '../../schema/clocks.ts'
import { type ActionTable, change } from './action.ts'

export const ORGANIZATION_ACTIONS = {
  'create-organization': {
    what: 'Begins an organisation beside the others, with a world, a clock and a key of its own.',
    failures: ['invalid_field_value', 'too_many_organizations'],
    run: async ({ sandbox }, { name, seed, world, clock, tier, webhooks = [] }) => {
      const rate = clock === undefined ? undefined : (rateOf(clock) ?? undefined)
      const wish = { name, seed, world, rate, tier: tier as Tier | undefined }
      const organization = await beginOrganization(sandbox, wish).catch(refuseWorld)
      change({ sandbox, organization }, (made) => {
        for (const one of webhooks) {
          const { url, events = EVENT_TYPES, secret = DECLARED_SECRET } = one
          declareReceiver(made, { url, events, secret })
        }
      })
      return describe(organization)
    },
  },
  'delete-organization': {
    what: 'Removes an organisation with all it remembers; the first one stays.',
    failures: ['resource_not_found', 'invalid_field_value'],
    run: ({ sandbox, organization }, { organization_id: id }) => {
      const doomed = id === undefined ? organization : sandbox.organizations.get(id)
      if (doomed === undefined) fail('resource_not_found', undefined, `No organization ${id}.`)
      if (doomed === sandbox.defaultOrganization) {
        fail(
          'invalid_field_value',
          'organization_id',
          'The first organization stays; reset it instead.',
        )
      }
      removeOrganization(sandbox, doomed)
      return { organization_id: doomed.world.id, deleted: true }
    },
  },
  'change-settings': {
    what: 'Changes settings and the tier of rate limits; the answer shows all of them.',
    failures: ['invalid_field_value'],
    run: ({ sandbox, organization }, { settings = {}, tier }) => {
      const { world } = organization
      const wish = Object.entries(settings)
      for (const [name, value] of wish) {
        const problem = value === null ? unknownSetting(name) : settingProblem(name, value)
        if (problem !== null) fail('invalid_field_value', `settings.${name}`, problem)
      }
      const defaults = defaultSettings()
      const changed = wish.map(([name, value]) => [name, value ?? defaults[name as SettingName]])
      alter(sandbox, organization, () => {
        world.settings = { ...world.settings, ...Object.fromEntries(changed) }
        if (tier !== undefined) world.tier = tier as Tier
      })
      if (tier !== undefined) world.buckets.clear()
      return { settings: world.settings, tier: world.tier }
    },
  },
  reset: {
    what: 'Puts the organisation back to how it was when it began: rows, clock, faults, settings.',
    failures: ['clock_already_advancing', 'invalid_field_value'],
    run: async ({ sandbox, organization }) => {
      await resetOrganization(sandbox, organization).catch(refuseWorld)
      return describe(organization)
    },
  },
} satisfies ActionTable<'create-organization' | 'delete-organization' | 'change-settings' | 'reset'>

/** A world that cannot be read is the refusal of whoever named it. */
function refuseWorld(error: Error): never {
  if (error.name !== 'WorldFileError') throw error
  fail('invalid_field_value', 'world', error.message)
}

function firstToken(world: World): string | null {
  const [key] = oldestFirst(world.apiKeys)
  return key === undefined ? null : reveal(key.token)
}

function unknownSetting(name: string): string | null {
  return Object.hasOwn(SETTINGS, name) ? null : settingProblem(name, null)
}

function describe({ world, pace }: Organization) {
  return {
    organization_id: world.id,
    name: world.name,
    api_key: firstToken(world),
    seed: world.seed,
    clock: modeOf(pace.rate),
    now: toIso(world.now),
    tier: world.tier,
  }
}
