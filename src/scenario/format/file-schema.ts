// The shape of a scenario file, without its steps, which are looked at one by one.
import { flag, type Schema, strict, words } from '../../control/schema.ts'
import { SETTINGS } from '../../domain/world/settings.ts'
import { SEED_MAX, TIER_NAMES } from '../../schema/choices.ts'
import { CLOCK_PATTERN } from '../../schema/clocks.ts'
import { RECEIVER } from './receiver-schema.ts'
import { stepList } from './shapes.ts'

export const FILE_SCHEMA = strict('A scenario: a story that is played against the sandbox.', {
  $schema: words('Where editors find this schema.'),
  'name!': words('What it tells, in one line.', { minLength: 1, maxLength: 200 }),
  description: words('What it is good for: the bug that it finds.', { maxLength: 10_000 }),
  world: words('A ready-made world (default, empty) or the path of a world file. Default: empty.', {
    minLength: 1,
    maxLength: 1_024,
  }),
  seed: {
    description: 'The seed of every id and chance. Default: 1.',
    type: 'integer',
    minimum: 0,
    maximum: SEED_MAX,
  },
  tier: words('Rate limits of this tier. Default: unlimited.', {
    enum: TIER_NAMES,
  }),
  clock: words('How its time passes; only advance-clock moves virtual time. Default: virtual.', {
    pattern: CLOCK_PATTERN,
    maxLength: 10,
  }),
  settings: strict('Settings that differ from the defaults.', settingMembers()),
  variables: {
    description: `Names for values that steps use: \${customer}.`,
    type: 'object',
    'x-names': true,
    additionalProperties: {},
  },
  receivers: {
    description: 'The programs that webhooks are sent to, by name.',
    type: 'object',
    'x-names': true,
    additionalProperties: RECEIVER,
  },
  'steps!': stepList('What happens, in order.'),
})

function settingMembers(): Record<string, Schema> {
  const rows = Object.entries(SETTINGS).map(([name, setting]) => {
    const { what, default: usual } = setting
    if (typeof usual === 'boolean') return [name, flag(what)]
    if (typeof usual === 'string') {
      return [name, words(what, { enum: (setting as { oneOf?: readonly string[] }).oneOf })]
    }
    const { from, to } = setting as { from?: number; to?: number }
    const type = name.endsWith('Ms') ? 'integer' : 'number'
    return [name, { description: what, type, minimum: from, maximum: to }]
  })
  return Object.fromEntries(rows)
}
