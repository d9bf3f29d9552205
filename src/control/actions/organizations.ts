// Control actions of organisations: beginning and removing them, their settings, and starting over.

import { EVENT_TYPES } from '../../contract/spec.ts'
import { fail } from '../../domain/failures/failures.ts'
import { DECLARED_SECRET, declareReceiver } from '../../domain/webhooks/declared-receivers.ts'
import { RECEIVERS_MAX, receiverShape } from '../../domain/webhooks/receiver-shape.ts'
import { reveal } from '../../domain/world/secret.ts'
import { defaultSettings, type SettingName } from '../../domain/world/settings.ts'
import { changedSettingsShape, settingsShape } from '../../domain/world/settings-shape.ts'
import { oldestFirst } from '../../domain/world/tables.ts'
import { toIso } from '../../domain/world/time.ts'
import type { World } from '../../domain/world/world.ts'
import { beginOrganization } from '../../engine/begin-organization.ts'
import { alter } from '../../engine/keeping.ts'
import { removeOrganization, resetOrganization } from '../../engine/organizations.ts'
import type { Organization } from '../../engine/sandbox.ts'
import { named, seed, tier } from '../../schema/choices.ts'
import { modeOf, rateOf } from '../../schema/clocks.ts'
import { CLOCK, idOf } from '../../schema/formats.ts'
import { list, optional, words } from '../../schema/shapes.ts'
import { type ActionTable, change } from './action.ts'
import { takes } from './input.ts'

const CHANGED_SETTINGS = changedSettingsShape(
  'By name (see `list settings`): the new value; null goes back to the default.',
)

export const ORGANIZATION_ACTIONS = {
  'create-organization': {
    what: 'Begins an organisation beside the others, with a world, a clock and a key of its own.',
    input: takes({
      name: optional(named('Its name.')),
      seed: optional(
        seed('The seed of every id and chance; made from the sandbox seed when left out.'),
      ),
      world: optional(
        words(
          'A ready-made world or the path of a world file. Default: that of the sandbox.',
          1024,
        ),
      ),
      clock: optional(CLOCK.shape('How its time passes. Default: as in the sandbox.')),
      tier: optional(tier('Rate limits of this tier.')),
      settings: optional(
        settingsShape('Settings that differ from those of the first organisation.'),
      ),
      webhooks: optional(
        list('Receivers that are subscribed from the start.', receiverShape(EVENT_TYPES), {
          maxItems: RECEIVERS_MAX,
        }),
      ),
    }),
    example: { name: 'Second shop', seed: 7, clock: 'virtual' },
    failures: ['invalid_field_value', 'too_many_organizations'],
    run: async ({ api, sandbox }, { name, seed, world, clock, tier, settings, webhooks = [] }) => {
      const rate = clock === undefined ? undefined : (rateOf(clock) ?? undefined)
      const wish = { name, seed, world, rate, tier, settings }
      const organization = await beginOrganization(sandbox, wish).catch(refuseWorld)
      change({ api, sandbox, organization }, (made) => {
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
    input: takes({
      organization_id: optional(idOf('org').shape('Which one; that of the key when left out.')),
    }),
    example: { organization_id: 'org_01J9Z3K4M5N6P7Q8R9S0T1V2W3' },
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
    input: takes({
      settings: optional(CHANGED_SETTINGS),
      tier: optional(tier('Rate limits of this tier.')),
    }),
    example: { settings: { readProbability: 1, statusStyle: 'v24' } },
    failures: ['invalid_field_value'],
    run: ({ sandbox, organization }, { settings = {}, tier }) => {
      const { world } = organization
      const wish = Object.entries(settings)
      const defaults = defaultSettings()
      const changed = wish.map(([name, value]) => [name, value ?? defaults[name as SettingName]])
      alter(sandbox, organization, () => {
        world.settings = { ...world.settings, ...Object.fromEntries(changed) }
        if (tier !== undefined) world.tier = tier
      })
      if (tier !== undefined) world.buckets.clear()
      return { settings: world.settings, tier: world.tier }
    },
  },
  reset: {
    what: 'Puts the organisation back to how it was when it began: rows, clock, faults, settings.',
    input: takes({}),
    example: {},
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
