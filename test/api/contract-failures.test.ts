// Every failure that the table of operations promises, brought about by a real request.
import { describe, expect, it } from 'vitest'

import { OPERATION_TABLE } from '../../src/api/v1/operations/index.ts'
import { OPERATION_KEYS, OPERATIONS, type OperationKey } from '../../src/contract/spec.ts'
import { newProxy } from './proxy.ts'
import { addAccount, addTeam, disconnect } from './rows.ts'
import { CUSTOMER, createContact, expectRefusal, unknownId } from './stories.ts'
import { furnishTown, type Recipe, request, SUCCESSES, type Town } from './town.ts'

type Refused = Recipe & {
  /** The field that the failure must name, if it names one. */
  readonly param?: string
}

/** Makes the town such that the request is refused, and gives the request. */
type Story = (town: Town) => Refused | Promise<Refused>

/** The successful request of an operation with an id that nobody has. */
function lost(key: OperationKey, name: string, prefix: string): Story {
  return (town) => {
    const recipe = SUCCESSES[key](town)
    return { ...recipe, params: { ...recipe.params, [name]: unknownId(prefix) } }
  }
}

/** The successful request of an operation with another body. */
function withBody(key: OperationKey, change: object, param?: string): Story {
  return (town) => {
    const recipe = SUCCESSES[key](town)
    const body = { ...(recipe.body as object), ...change }
    return { ...recipe, body, ...(param !== undefined && { param }) }
  }
}

/** A second number or team: what was the only one must now be named. */
function withSecond(key: OperationKey, what: 'account' | 'team', param: string): Story {
  return (town) => {
    if (what === 'account') addAccount(town.kirim, '+6281100000002')
    else addTeam(town.kirim, 'Sales')
    return { ...SUCCESSES[key](town), param }
  }
}

/** A label of another team than that of contact and conversation. */
function withForeignLabel(key: OperationKey): Story {
  return async (town) => {
    const wish = { name: 'Lead', team_id: addTeam(town.kirim, 'Sales').id }
    const { body } = await town.kirim.call('POST', '/labels', wish)
    return { ...SUCCESSES[key](town), body: { label_id: body.data.id }, param: 'label_id' }
  }
}

function withoutNumber(key: OperationKey): Story {
  return (town) => {
    disconnect(town.kirim)
    return SUCCESSES[key](town)
  }
}

/** One delivery too many dies, and the town's subscription is disabled. */
function whileDisabled(key: OperationKey): Story {
  return async (town) => {
    const { kirim, subscription } = town
    kirim.world.settings.disableAfterFailures = 1
    await kirim.call('PATCH', `/webhook_subscriptions/${subscription}`, {
      url: 'http://127.0.0.1:9/closed',
    })
    await createContact(kirim, '+6281200000008')
    await kirim.settle()
    return SUCCESSES[key](town)
  }
}

/** Where production's rule for webhook addresses holds. */
function withHttpUrl(key: OperationKey): Story {
  return (town) => {
    town.kirim.world.settings.strictUrls = true
    return withBody(key, { url: 'http://receiver.example/hook' }, 'url')(town)
  }
}

const PREFIXES: Readonly<Record<string, string>> = {
  '/webhook_subscriptions/{id}': 'wbs',
  '/webhook_deliveries/{id}': 'wbd',
  '/conversations/{id}': 'cnv',
  '/contacts/{id}': 'ctc',
  '/labels/{id}': 'lbl',
}

const SENDS = 'POST /messages'
const LATE = { to: CUSTOMER, type: 'text', text: { body: 'Halo' } }

const STORIES: Readonly<Record<string, Story>> = {
  'POST /messages invalid_template_name': withBody(
    SENDS,
    { type: 'template', template: { name: 'nobody_knows', language: 'id' } },
    'template.name',
  ),
  'POST /messages missing_required_field': withSecond(SENDS, 'account', 'from'),
  'POST /messages whatsapp_number_not_verified': withoutNumber(SENDS),
  'POST /messages outside_24h_window': async (town) => {
    town.kirim.world.settings.windowCheck = 'sync'
    await town.kirim.advance(25 * 3_600_000)
    return { body: LATE, param: 'to' }
  },
  'GET /messages/{id} resource_not_found': lost('GET /messages/{id}', 'id', 'msg'),
  'GET /messages/{id}/media resource_not_found': ({ inbound }) => ({ params: { id: inbound } }),
  'GET /templates/{name} resource_not_found': () => ({ params: { name: 'nobody_knows' } }),
  'POST /webhook_subscriptions invalid_webhook_url': withHttpUrl('POST /webhook_subscriptions'),
  'PATCH /webhook_subscriptions/{id} invalid_webhook_url': withHttpUrl(
    'PATCH /webhook_subscriptions/{id}',
  ),
  'POST /webhook_subscriptions/{id}/secrets webhook_subscription_disabled': whileDisabled(
    'POST /webhook_subscriptions/{id}/secrets',
  ),
  'DELETE /webhook_subscriptions/{id}/secrets/{secret_id} last_active_secret': async (town) => {
    const recipe = SUCCESSES['DELETE /webhook_subscriptions/{id}/secrets/{secret_id}'](town)
    const path = `/webhook_subscriptions/${town.subscription}`
    const { secrets } = (await town.kirim.call('GET', path)).body.data
    for (const { id } of secrets) {
      if (id !== town.secret) await town.kirim.call('DELETE', `${path}/secrets/${id}`)
    }
    return recipe
  },
  'POST /webhook_deliveries/{id}/replay webhook_subscription_disabled': whileDisabled(
    'POST /webhook_deliveries/{id}/replay',
  ),
  'POST /webhook_deliveries/bulk_replay webhook_subscription_disabled': whileDisabled(
    'POST /webhook_deliveries/bulk_replay',
  ),
  'POST /webhook_deliveries/bulk_replay resource_not_found': withBody(
    'POST /webhook_deliveries/bulk_replay',
    { subscription_id: unknownId('wbs') },
  ),
  'PATCH /conversations/{id} missing_required_field': ({ conversation }) => ({
    params: { id: conversation },
    body: {},
    param: 'status',
  }),
  'PATCH /conversations/{id} invalid_field_value': withBody(
    'PATCH /conversations/{id}',
    { assigned_to: 'nobody' },
    'assigned_to',
  ),
  'POST /conversations/{id}/labels invalid_field_value': withForeignLabel(
    'POST /conversations/{id}/labels',
  ),
  'POST /contacts missing_required_field': withSecond('POST /contacts', 'account', 'from'),
  'POST /contacts invalid_field_value': withBody(
    'POST /contacts',
    { phone_number: CUSTOMER },
    'phone_number',
  ),
  'POST /contacts whatsapp_number_not_verified': withoutNumber('POST /contacts'),
  'POST /contacts/{id}/labels invalid_field_value': withForeignLabel('POST /contacts/{id}/labels'),
  'POST /contacts/bulk_label resource_not_found': withBody('POST /contacts/bulk_label', {
    label_id: unknownId('lbl'),
  }),
  'POST /labels missing_required_field': withSecond('POST /labels', 'team', 'team_id'),
  'POST /labels invalid_field_value': withBody('POST /labels', { name: 'vip' }, 'name'),
  'PATCH /labels/{id} invalid_field_value': async (town) => {
    await town.kirim.call('POST', '/labels', { name: 'Emas' })
    return withBody('PATCH /labels/{id}', { name: 'EMAS' }, 'name')(town)
  },
  ...Object.fromEntries(OPERATION_KEYS.flatMap(commonStories)),
}

/** Every list refuses limits and cursors; every path with an id refuses one that nobody has. */
function commonStories(key: OperationKey): [name: string, story: Story][] {
  const { path } = OPERATIONS[key]
  if (/^GET \/[a-z_]+$/.test(key) && key !== 'GET /health' && key !== 'GET /me') {
    return [
      [`${key} invalid_limit`, () => ({ query: 'limit=101', param: 'limit' })],
      [`${key} invalid_cursor`, () => ({ query: 'cursor=none', param: 'cursor' })],
    ]
  }
  const prefix = PREFIXES[/^\/\w+\/\{id\}/.exec(path)?.[0] ?? '']
  return prefix === undefined ? [] : [[`${key} resource_not_found`, lost(key, 'id', prefix)]]
}

const STATUSES: Readonly<Record<string, number>> = {
  resource_not_found: 404,
  webhook_subscription_disabled: 409,
  whatsapp_number_not_verified: 422,
  outside_24h_window: 422,
  last_active_secret: 422,
}

const PROMISED = OPERATION_KEYS.flatMap((key) =>
  OPERATION_TABLE[key].failures.map((code) => [key, code] as const),
)

describe('the failures of the table', () => {
  const proxy = newProxy({ closed: true })

  it('are all told as stories, and there is no story without its failure', () => {
    const promised = PROMISED.map(([key, code]) => `${key} ${code}`)
    expect(Object.keys(STORIES).toSorted()).toStrictEqual(promised.toSorted())
  })

  it.each(PROMISED)('%s says %s', async (key, code) => {
    const town = await furnishTown()
    const story = STORIES[`${key} ${code}`]
    if (story === undefined) throw new Error(`There is no story for ${key} ${code}.`)
    const { param, ...recipe } = await story(town)
    const reply = await request(town.kirim, key, recipe)
    expectRefusal(reply, STATUSES[code] ?? 400, code, param)
    expect(proxy.replyProblems(key, reply)).toStrictEqual([])
    expect(reply.headers.get('x-ratelimit-limit')).toBe('1000000')
  })
})
