// What a world file may hold: an organisation to start a sandbox with.
import { EVENT_TYPES } from '../contract/spec.ts'
import { TEMPLATE } from '../domain/messaging/templates/template-shapes.ts'
import { RECEIVERS_MAX, receiverShape } from '../domain/webhooks/receiver-shape.ts'
import { settingsShape } from '../domain/world/settings-shape.ts'
import {
  API_KEY,
  BEHAVIOUR,
  DURATION,
  EMAIL,
  FILE_NAME,
  INSTANT,
  KEY,
  PHONE,
} from '../schema/formats.ts'
import {
  anyObject,
  choice,
  flag,
  integer,
  list,
  object,
  optional,
  rows,
  words,
} from '../schema/shapes.ts'

const CONTACT = object('A customer.', {
  phone_number: PHONE.shape('The number, E.164.'),
  name: optional(words('The name.')),
  email: optional(EMAIL.shape('The address.')),
  metadata: optional(anyObject('What the API shows as metadata.')),
  account: optional(
    PHONE.shape('The business number the customer writes to; the first one when it is left out.'),
  ),
  recipient: optional(BEHAVIOUR.shape('How the phone behaves; ordinarily when it is left out.')),
  conversation: optional(
    object('The conversation so far; there is none when it is left out.', {
      status: optional(choice('open when it is left out.', ['open', 'resolved', 'pending'])),
      last_inbound: optional(
        DURATION.shape(
          'How long ago the customer last wrote; the messages tell when it is left out.',
        ),
      ),
      messages: optional(
        rows(
          'What was written, oldest first.',
          object('A message.', {
            from: choice('Who wrote it.', ['customer', 'business']),
            text: words('What was written.', 4096),
            ago: DURATION.shape('How long before the start.'),
          }),
        ),
      ),
    }),
  ),
})

export const WORLD_FILE = object(
  'An organisation to start a sandbox with: its keys, people, numbers, templates and customers.',
  {
    $schema: optional(words('Where this schema is, for editors.')),
    name: FILE_NAME.shape('What the file is called by --world.'),
    description: optional(words('What the world is for.')),
    organization: object('Whose sandbox it is.', {
      name: words('The name that GET /me shows.'),
    }),
    api_keys: list(
      'The keys that requests may carry.',
      object('A key.', {
        token: API_KEY.shape('The whole key.'),
        label: words('What it is called.'),
        expires_at: optional(
          INSTANT.shape('When it stops working, ISO 8601 in UTC; never when it is left out.'),
        ),
      }),
      { minItems: 1 },
    ),
    teams: list(
      'The teams that users and numbers belong to.',
      object('A team.', {
        key: KEY.shape('What this file calls it.'),
        name: words('What people call it.'),
      }),
      { minItems: 1 },
    ),
    users: optional(
      rows(
        'The agents that conversations are assigned to.',
        object('An agent.', {
          name: words('The whole name.'),
          email: optional(EMAIL.shape('The address.')),
          team: words('The key of the team.'),
        }),
      ),
    ),
    accounts: rows(
      'The WhatsApp numbers of the business.',
      object('A number.', {
        phone_number: PHONE.shape('The number, E.164.'),
        display_name: words('The name that customers see.'),
        team: words('The key of the team.'),
        connected: optional(flag('Whether it can send now; it can when this is left out.')),
      }),
    ),
    templates: optional(rows('The message templates.', TEMPLATE)),
    contacts: optional(rows('The customers that are known from the start.', CONTACT)),
    generate: optional(
      object('Customers that are made up from the seed, beside those above.', {
        contacts: integer('How many, each with a conversation and a few messages.', {
          minimum: 0,
          maximum: 100000,
        }),
        locale: choice('Where their names come from.', ['id_ID']),
      }),
    ),
    settings: optional(settingsShape('Settings that differ from their defaults.')),
    webhooks: optional(
      list('Receivers that are subscribed from the start.', receiverShape(EVENT_TYPES), {
        minItems: 0,
        maxItems: RECEIVERS_MAX,
      }),
    ),
    recipients: optional(
      rows(
        'Numbers that behave on purpose.',
        object('A number and what it does.', {
          phone_number: PHONE.shape('The number, E.164.'),
          behaviour: BEHAVIOUR.shape(
            'A behaviour that `list recipients` prints, or fails: and a Meta code.',
          ),
        }),
      ),
    ),
  },
)
