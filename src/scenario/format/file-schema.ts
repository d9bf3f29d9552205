// The shape of a scenario file, without its steps, which are looked at one by one.
import { settingsShape } from '../../domain/world/settings-shape.ts'
import { named, seed, tier } from '../../schema/choices.ts'
import { CLOCK } from '../../schema/formats.ts'
import { byName, object, optional, text, typed, words } from '../../schema/shapes.ts'
import { RECEIVER } from './receiver-schema.ts'
import { stepList } from './shapes.ts'

const PATH_MAX = 1_024
const DESCRIPTION_MAX = 10_000

export const FILE_SCHEMA = object('A scenario: a story that is played against the sandbox.', {
  $schema: optional(text('Where editors find this schema.')),
  name: named('What it tells, in one line.'),
  description: optional(
    text('What it is good for: the bug that it finds.', { maxLength: DESCRIPTION_MAX }),
  ),
  world: optional(
    words(
      'A ready-made world (default, empty) or the path of a world file. Default: empty.',
      PATH_MAX,
    ),
  ),
  seed: optional(seed('The seed of every id and chance. Default: 1.')),
  tier: optional(tier('Rate limits of this tier. Default: unlimited.')),
  clock: optional(
    CLOCK.shape('How its time passes; only advance-clock moves virtual time. Default: virtual.'),
  ),
  settings: optional(settingsShape('Settings that differ from the defaults.')),
  variables: optional(
    byName(`Names for values that steps use: \${customer}.`, typed<unknown>({}), {
      'x-names': true,
    }),
  ),
  receivers: optional(
    byName('The programs that webhooks are sent to, by name.', RECEIVER, { 'x-names': true }),
  ),
  steps: stepList('What happens, in order.'),
})
