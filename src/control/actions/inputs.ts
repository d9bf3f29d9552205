// What a control action takes: a JSON Schema (draft 2020-12) for the body of each.
import worldFile from '../../contract/world-file.schema.json' with { type: 'json' }
import { E164, either, flag, listOf, MESSAGE_ID, type Schema, strict, words } from '../schema.ts'
import { faultOptionInputs, matchInput } from './fault-inputs.ts'
import { CUSTOMER_WRITES_MEMBERS } from './message-inputs.ts'
import { POST_WEBHOOK_MEMBERS } from './webhook-inputs.ts'

const PHONE = (description: string) => words(description, { pattern: E164 })
const NAME = (description: string) => words(description, { minLength: 1, maxLength: 200 })
const DURATION = (description: string) =>
  words(`${description} As text with units, e.g. 90s, 2h30m, 3d; or milliseconds with ms.`, {
    pattern: '^(\\d+(\\.\\d+)?(ms|s|m|h|d))+$',
    maxLength: 100,
  })
const INSTANT = (description: string) => words(description, { format: 'date-time', maxLength: 40 })
const SEED: Schema = {
  description: 'The seed of every id and chance; made from the sandbox seed when left out.',
  type: 'integer',
  minimum: 0,
  maximum: 2 ** 32 - 1,
}
const CLOCK = (description: string) =>
  words(description, { pattern: '^(real|virtual|x[1-9]\\d{0,5})$', maxLength: 10 })
const TIER = words('Rate limits of this tier.', { enum: ['default', 'pro', 'unlimited'] })
const META_CODE = (description: string): Schema => ({
  description,
  type: 'integer',
  minimum: 0,
  maximum: 999_999,
})
const SNAPSHOT_NAME = (description: string) =>
  words(description, { pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$', maxLength: 64 })
const COUNT = (description: string): Schema => ({ description, type: 'integer', minimum: 1 })

/** A schema that may refer to the parts of world files. */
function withDefinitions(schema: Schema): Schema {
  const { component, button, named_example } = worldFile.$defs
  return { ...schema, $defs: { component, button, named_example } }
}

/** By action: the body of `POST /_sandbox/actions/{name}`. */
export const ACTION_INPUTS = {
  'customer-writes': strict('A customer writes to a business number.', {
    'from!': PHONE("The customer's number, E.164."),
    to: PHONE('The business number; may be left out when there is only one.'),
    name: words("The name in the customer's WhatsApp profile.", { minLength: 1 }),
    ...CUSTOMER_WRITES_MEMBERS,
  }),
  'customer-reads': strict('A customer reads what was sent to them.', {
    from: PHONE("The customer's number: reads every message that has arrived."),
    message_id: words('Only this message.', { pattern: MESSAGE_ID }),
  }),
  'customer-blocks': strict('A customer blocks the business, or no longer does.', {
    'from!': PHONE("The customer's number."),
    blocked: flag('false takes the block back. Default true.'),
  }),
  'set-recipient': strict('Tells how a phone behaves from now on.', {
    'phone_number!': PHONE('The number of the phone.'),
    'behaviour!': words(
      'A behaviour of the table of recipients (see `list recipients`), or `fails:<Meta code>`; `ordinary` forgets it.',
      { minLength: 1, maxLength: 60 },
    ),
  }),
  'set-message-status': strict('Moves the status of a message at once, ahead of its plan.', {
    'message_id!': words('The message.', { pattern: MESSAGE_ID }),
    'status!': words('The status that arrives.', { enum: ['sent', 'delivered', 'read', 'failed'] }),
    meta_code: META_CODE('With failed: the Meta code; 131000 when left out.'),
  }),
  'advance-clock': strict(
    'Moves virtual time forward and runs what becomes due. Give one of the three.',
    {
      by: DURATION('How far.'),
      to: INSTANT('Up to this instant.'),
      until: words('idle: until nothing is scheduled. next-job: to the next thing that happens.', {
        enum: ['idle', 'next-job'],
      }),
    },
  ),
  'set-clock': strict('Changes how time passes; what is scheduled stays scheduled.', {
    'mode!': CLOCK('real, virtual, or x60: sixty times as fast as the machine.'),
  }),
  'arm-fault': strict('Arms a fault: the first armed one that strikes wins.', {
    'fault!': words('Which one: see `list faults`.', { minLength: 1, maxLength: 60 }),
    match: matchInput(),
    times: COUNT('Strike so many times, then disarm.'),
    every: COUNT('Strike only every so many matches.'),
    after: { description: 'Let so many matches pass first.', type: 'integer', minimum: 0 },
    probability: {
      description: 'Strike with this chance, by the seed.',
      type: 'number',
      minimum: 0,
      maximum: 1,
    },
    optional: flag('It need not strike. Otherwise `run` fails when it never does. Default false.'),
    ...faultOptionInputs(),
  }),
  'disarm-faults': strict('Disarms one fault or all, and lets go of what they held.', {
    fault_id: words('Only this one.', { maxLength: 60 }),
  }),
  'set-template': withDefinitions(
    strict('Changes a template, or adds one.', {
      'name!': words('Its name.', { pattern: '^[a-z0-9_]{1,512}$', maxLength: 512 }),
      'language!': words('Its language, e.g. id or en_US.', { minLength: 2, maxLength: 15 }),
      account: PHONE('The number it belongs to; the first one when left out.'),
      status: words("Meta's status.", {
        enum: [
          'APPROVED',
          'PENDING',
          'REJECTED',
          'PAUSED',
          'DISABLED',
          'IN_APPEAL',
          'PENDING_DELETION',
          'DELETED',
          'REINSTATED',
          'FLAGGED',
          'LIMIT_EXCEEDED',
          'ARCHIVED',
          'UNARCHIVED',
          'LOCKED',
        ],
      }),
      category: words("Meta's category.", { enum: ['MARKETING', 'UTILITY', 'AUTHENTICATION'] }),
      components: listOf("Meta's components, as in a world file.", { $ref: '#/$defs/component' }),
      body: words('Short for components with only a BODY of this text.', {
        minLength: 1,
        maxLength: 1024,
      }),
    }),
  ),
  'set-account': strict('Connects or disconnects a WhatsApp number, or adds one.', {
    'phone_number!': PHONE('The business number.'),
    display_name: NAME('What customers see.'),
    team_id: NAME('The team it belongs to; the first one when left out.'),
    connected: flag('Whether it can send and receive. Default true.'),
  }),
  'add-user': strict('Adds an agent that conversations can be assigned to.', {
    'name!': NAME('The whole name.'),
    email: words('The address.', { format: 'email', maxLength: 255 }),
    team_id: NAME('The team; the first one when left out.'),
  }),
  'add-team': strict('Adds a team. With two, labels must name theirs.', {
    'name!': NAME('What it is called.'),
  }),
  'issue-key': strict('Issues an API key; the reply shows it.', {
    label: NAME('What it is for.'),
    token: words('The whole key; made up when left out.', {
      pattern: '^kdv_(live|test)_[A-Za-z0-9_-]{24}$',
      maxLength: 33,
    }),
    expires_in: DURATION('How long it works.'),
    expires_at: INSTANT('Until when it works.'),
  }),
  'revoke-key': strict('Revokes an API key at once. Give one of the two.', {
    key_id: words('The id of the key.', { pattern: '^key_[0-9A-HJKMNP-TV-Z]{26}$', maxLength: 40 }),
    token: words('The key itself.', { maxLength: 100 }),
  }),
  'create-organization': strict('Adds an organisation with a world, a clock and keys of its own.', {
    name: NAME('Its name.'),
    seed: SEED,
    world: words('A ready-made world or the path of a world file. Default: that of the sandbox.', {
      minLength: 1,
      maxLength: 1024,
    }),
    clock: CLOCK('How its time passes. Default: as in the sandbox.'),
    tier: TIER,
    webhooks: worldFile.properties.webhooks,
  }),
  'delete-organization': strict('Removes an organisation with all it remembers.', {
    organization_id: words('Which one; that of the key when left out.', {
      pattern: '^org_[0-9A-HJKMNP-TV-Z]{26}$',
      maxLength: 40,
    }),
  }),
  'change-settings': strict('Changes settings of the organisation (see `list settings`).', {
    settings: {
      description: 'By name: the new value; null goes back to the default.',
      type: 'object',
      additionalProperties: either(
        'A value.',
        { type: 'number' },
        { type: 'string' },
        { type: 'boolean' },
        { type: 'null' },
      ),
    },
    tier: TIER,
  }),
  'post-webhook': strict('Posts any bytes to a receiver, signed as you say.', POST_WEBHOOK_MEMBERS),
  'save-snapshot': strict('Saves the organisation as it is now: a file that can be loaded again.', {
    name: SNAPSHOT_NAME('Its name; snapshot-1, snapshot-2, … when left out.'),
    redact: flag('Puts stand-ins in the place of keys, secrets and passwords. Default false.'),
    replace: flag('Whether it takes the place of one that has the name already. Default false.'),
  }),
  'load-snapshot': strict(
    'Puts the organisation back to a snapshot: rows, clock, keys, settings. Give one of the two.',
    {
      name: SNAPSHOT_NAME('The name of one that was saved.'),
      snapshot: {
        description: 'The snapshot itself, as it stands in its file.',
        type: 'object',
        additionalProperties: true,
      },
    },
  ),
  reset: strict('Puts the organisation back to how it was when it began.', {}),
} as const
