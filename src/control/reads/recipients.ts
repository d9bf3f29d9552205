// Reading the phones that behave on purpose: the table, and those that were told.
import { MAGIC_PREFIX, RECIPIENTS } from '../../domain/messaging/recipients.ts'
import { oldestFirst } from '../../domain/world/tables.ts'
import { object, orNull, rows, said } from '../../schema/shapes.ts'
import { read } from './read.ts'

export const RECIPIENTS_READ = read({
  path: '/recipients',
  what: 'How phones can behave, the numbers that always do, and the phones that were told to.',
  params: {},
  query: {},
  reply: object('Recipients.', {
    behaviours: rows(
      'What `set-recipient` takes.',
      object('A behaviour.', {
        name: said('Its name.'),
        what: said('What such a phone does.'),
        phone_number: orNull(said('The number that always behaves so.')),
      }),
    ),
    told: rows(
      'Phones that were told how to behave.',
      object('A phone.', {
        phone_number: said('Its number.'),
        behaviour: said('A name of the table, or `fails:<Meta code>`.'),
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
