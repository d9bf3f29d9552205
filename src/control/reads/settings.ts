// Reading the settings: what can be tuned, and how it is tuned now.
import { SETTINGS, type SettingFacts, type SettingName } from '../../domain/world/settings.ts'
import { read } from './read.ts'
import { list, orNull, shape, text } from './shapes.ts'

export const SETTINGS_READ = read({
  path: '/settings',
  what: 'Every setting with its value, its default and what it does; and the tier of rate limits.',
  params: {},
  query: {},
  reply: shape('The settings of the organisation.', {
    tier: text('The tier of its rate limits.', { enum: ['default', 'pro', 'unlimited'] }),
    settings: list(
      'In the order of the table.',
      shape('A setting.', {
        name: text('Its name, for `change-settings`.'),
        what: text('What it does.'),
        value: { description: 'Its value: a number, yes or no, or a word.' },
        default: { description: 'Its value when nobody changes it.' },
        from: orNull({ description: 'The least that a number may be.', type: 'number' }),
        to: orNull({ description: 'The most that a number may be.', type: 'number' }),
        one_of: {
          ...list('The words that it may be.', text('A word.')),
          type: ['array', 'null'],
        },
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
