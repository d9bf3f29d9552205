// Reading the phones that behave on purpose: the table, and those that were told.
import { MAGIC_PREFIX, RECIPIENTS } from '../../domain/messaging/recipients.ts'
import { oldestFirst } from '../../domain/world/tables.ts'
import { read } from './read.ts'
import { list, orNull, shape, text } from './shapes.ts'

export const RECIPIENTS_READ = read({
  path: '/recipients',
  what: 'How phones can behave, the numbers that always do, and the phones that were told to.',
  params: {},
  query: {},
  reply: shape('Recipients.', {
    behaviours: list(
      'What `set-recipient` takes.',
      shape('A behaviour.', {
        name: text('Its name.'),
        what: text('What such a phone does.'),
        phone_number: orNull(text('The number that always behaves so.')),
      }),
    ),
    told: list(
      'Phones that were told how to behave.',
      shape('A phone.', {
        phone_number: text('Its number.'),
        behaviour: text('A name of the table, or `fails:<Meta code>`.'),
      }),
    ),
  }),
  run: ({ organization: { world } }) => ({
    behaviours: Object.entries<{ readonly what: string; readonly suffix?: string }>(RECIPIENTS).map(
      ([name, { what, suffix }]) => ({
        name,
        what,
        phone_number: suffix === undefined ? null : `+${MAGIC_PREFIX}${suffix}`,
      }),
    ),
    told: [...oldestFirst(world.recipients)].map(({ id, behaviour }) => ({
      phone_number: `+${id}`,
      behaviour,
    })),
  }),
})
