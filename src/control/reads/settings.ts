// Reading the settings: what can be tuned, and how it is tuned now.
import { SETTINGS, type SettingFacts, type SettingName } from '../../domain/world/settings.ts'
import { tier } from '../../schema/choices.ts'
import { number, object, orNull, rows, said, typed } from '../../schema/shapes.ts'
import { read } from './read.ts'

export const SETTINGS_READ = read({
  path: '/settings',
  what: 'Every setting with its value, its default and what it does; and the tier of rate limits.',
  params: {},
  query: {},
  reply: object('The settings of the organisation.', {
    tier: tier('The tier of its rate limits.'),
    settings: rows(
      'In the order of the table.',
      object('A setting.', {
        name: said('Its name, for `change-settings`.'),
        what: said('What it does.'),
        value: typed<SettingFacts['default']>({
          description: 'Its value: a number, yes or no, or a word.',
        }),
        default: typed<SettingFacts['default']>({
          description: 'Its value when nobody changes it.',
        }),
        from: orNull(number('The least that a number may be.')),
        to: orNull(number('The most that a number may be.')),
        one_of: orNull(rows('The words that it may be.', said('A word.'))),
      }),
    ),
  }),
  run: ({ organization: { world } }) => ({
    tier: world.tier,
    settings: Object.entries<SettingFacts>(SETTINGS).map(([name, facts]) => ({
      name,
      what: facts.what,
      value: world.settings[name as SettingName],
      default: facts.default,
      from: facts.from ?? null,
      to: facts.to ?? null,
      one_of: facts.oneOf ?? null,
    })),
  }),
})
