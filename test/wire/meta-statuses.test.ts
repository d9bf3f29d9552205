// Meta's webhook for statuses: who tells the price, and how a failure is worded.
import { describe, expect, it } from 'vitest'

import { checkWebhookBody } from '../../src/contract/validators.ts'
import { SEND_FAILURES } from '../../src/domain/failures/send-failures.ts'
import { outboundWamid } from '../../src/domain/messaging/wamid.ts'
import type { MessageRow, MessageStatus } from '../../src/domain/world/message-rows.ts'
import type { JsonObject } from '../../src/domain/world/rows.ts'
import { VIRTUAL_START_AT } from '../../src/domain/world/time.ts'
import { metaStatusBody, type StatusFacts } from '../../src/wire/v1/meta-statuses.ts'
import { ACCOUNT, CUSTOMER, messageRow } from '../domain/messaging/samples.ts'

const WAMID = outboundWamid(7, CUSTOMER, 'msg_00000000000000000000000001')
const AT = VIRTUAL_START_AT + 2_500

function facts(
  status: StatusFacts['status'],
  message: Partial<MessageRow> = {},
  style = 'v23',
): StatusFacts {
  return {
    type: 'message.status',
    message: messageRow({ wamid: WAMID, ...message }),
    account: ACCOUNT,
    status,
    style,
  }
}

function told(given: StatusFacts, at = AT): JsonObject {
  const body = metaStatusBody(given, at)
  expect(checkWebhookBody('message.status', body)).toBeNull()
  const { entry } = body as unknown as {
    entry: { changes: { value: { statuses: JsonObject[] } }[] }[]
  }
  return entry[0]?.changes[0]?.value.statuses[0] ?? {}
}

function having(...statuses: readonly MessageStatus[]): Partial<MessageRow> {
  return { statusTimes: statuses.map((status) => [status, AT] as const) }
}

it('is one status in one change of one entry, without contacts', () => {
  expect(metaStatusBody(facts('delivered', having('sent', 'delivered')), AT)).toEqual({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '102290129340398',
        changes: [
          {
            value: {
              messaging_product: 'whatsapp',
              metadata: {
                display_phone_number: '6281100000001',
                phone_number_id: '106540352242922',
              },
              statuses: [
                {
                  id: WAMID,
                  status: 'delivered',
                  timestamp: '1767225602',
                  recipient_id: CUSTOMER,
                  conversation: {
                    id: expect.stringMatching(/^[0-9a-f]{32}$/),
                    origin: { type: 'service' },
                  },
                  pricing: {
                    billable: false,
                    pricing_model: 'PMP',
                    type: 'free_customer_service',
                    category: 'service',
                  },
                },
              ],
            },
            field: 'messages',
          },
        ],
      },
    ],
  })
})

describe('in the style of version 23', () => {
  it('sent tells when the conversation ends: a day later, at a full minute', () => {
    expect(told(facts('sent')).conversation).toMatchObject({ expiration_timestamp: '1767312060' })
    expect(told(facts('sent'), VIRTUAL_START_AT).conversation).toMatchObject({
      expiration_timestamp: '1767312000',
    })
    const { conversation } = told(facts('delivered', having('sent', 'delivered')))
    expect(conversation).not.toHaveProperty('expiration_timestamp')
  })

  it('all statuses of a message share a conversation, and no two messages do', () => {
    const idOf = (given: StatusFacts) => (told(given).conversation as JsonObject).id
    const id = idOf(facts('sent'))
    expect(idOf(facts('delivered', having('sent', 'delivered')))).toBe(id)
    expect(idOf(facts('sent', { id: 'msg_00000000000000000000000002' }))).not.toBe(id)
  })
})

it('in the style of version 24 there is no conversation, and the price has a type', () => {
  expect(told(facts('sent', {}, 'v24'))).toEqual({
    id: WAMID,
    status: 'sent',
    timestamp: '1767225602',
    recipient_id: CUSTOMER,
    pricing: {
      billable: false,
      pricing_model: 'PMP',
      type: 'free_customer_service',
      category: 'service',
    },
  })
})

describe.each(['v23', 'v24'])('the price in %s is told', (style) => {
  it.each<[string, readonly [StatusFacts['status'], readonly MessageStatus[]][], string[]]>([
    [
      'with sent and delivered, and read is bare',
      [
        ['sent', ['sent']],
        ['delivered', ['sent', 'delivered']],
        ['read', ['sent', 'delivered', 'read']],
      ],
      ['sent', 'delivered'],
    ],
    [
      'with read when nothing was delivered',
      [
        ['sent', ['sent']],
        ['read', ['sent', 'read']],
      ],
      ['sent', 'read'],
    ],
    [
      'with read when delivered comes too late',
      [
        ['read', ['read']],
        ['delivered', ['read', 'delivered']],
        ['sent', ['read', 'delivered', 'sent']],
      ],
      ['read', 'sent'],
    ],
    [
      'with the same statuses when each comes twice',
      [
        ['sent', ['sent']],
        ['sent', ['sent', 'sent']],
        ['delivered', ['sent', 'sent', 'delivered']],
        ['delivered', ['sent', 'sent', 'delivered', 'delivered']],
        ['read', ['sent', 'sent', 'delivered', 'delivered', 'read']],
      ],
      ['sent', 'sent', 'delivered', 'delivered'],
    ],
  ])('%s', (_, story, priced) => {
    const statuses = story.map(([status, before]) => told(facts(status, having(...before), style)))
    const withPrice = statuses.filter((one) => 'pricing' in one)
    expect(withPrice.map(({ status }) => status)).toEqual(priced)
    for (const one of statuses.filter((given) => !('pricing' in given))) {
      expect(Object.keys(one)).toEqual(['id', 'status', 'timestamp', 'recipient_id'])
    }
  })
})

describe('the price of', () => {
  it.each([
    ['a service message', 'service', true, false, 'free_customer_service'],
    ['a utility template in the window', 'utility', true, false, 'free_customer_service'],
    ['a utility template outside it', 'utility', false, true, 'regular'],
    ['a marketing template in the window', 'marketing', true, true, 'regular'],
    ['a one-time code in the window', 'authentication', true, true, 'regular'],
  ] as const)('%s', (_, pricing, windowOpen, billable, type) => {
    const message = { pricing, windowOpen }
    expect(told(facts('sent', message, 'v24')).pricing).toEqual({
      billable,
      pricing_model: 'PMP',
      type,
      category: pricing,
    })
    const old = told(facts('sent', message, 'v23'))
    expect(old.pricing).toEqual({ billable, pricing_model: 'PMP', type, category: pricing })
    expect(old.conversation).toMatchObject({ origin: { type: pricing } })
  })
})

const HREF = 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/'

describe('a failure', () => {
  it('has an error and no price', () => {
    expect(told(facts('failed', { failure: 'outside_24h_window' }))).toEqual({
      id: WAMID,
      status: 'failed',
      timestamp: '1767225602',
      recipient_id: CUSTOMER,
      errors: [
        {
          code: 131047,
          title: 'Re-engagement message',
          message: 'Re-engagement message',
          error_data: { details: SEND_FAILURES.outside_24h_window.details },
          href: HREF,
        },
      ],
    })
  })

  it.each(Object.entries(SEND_FAILURES))(
    '%s carries the number that Meta has for it',
    (kind, row) => {
      const failure = kind as keyof typeof SEND_FAILURES
      expect(told(facts('failed', { failure })).errors).toEqual([
        {
          code: row.metaCode,
          title: row.title,
          message: row.title,
          error_data: { details: row.details },
          href: HREF,
        },
      ])
    },
  )

  it.each([
    ['upstream', 131049, null, /^This message was not delivered/, /^In order to maintain/],
    [
      'upstream',
      131049,
      'Words of the rule',
      /^This message was not delivered/,
      /^Words of the rule$/,
    ],
    ['upstream', 999999, null, /^Something went wrong$/, /unknown error/],
    ['outside_24h_window', 470, null, /^Re-engagement message$/, /24 hours/],
    ['recipient_not_on_whatsapp', 1006, null, /^Message undeliverable$/, /Undeliverable/],
  ] as const)(
    '%s with the number %i',
    (failure, failureMetaCode, failureDetails, title, details) => {
      const message = { failure, failureMetaCode, failureDetails }
      const [error] = told(facts('failed', message)).errors as JsonObject[]
      expect(error).toMatchObject({
        code: failureMetaCode,
        title: expect.stringMatching(title),
        error_data: { details: expect.stringMatching(details) },
      })
      expect(error?.message).toBe(error?.title)
    },
  )

  it('tells what the rule found out', () => {
    const failureDetails = 'header: Format mismatch, expected IMAGE, received UNKNOWN'
    const message = { failure: 'template_param_format_mismatch', failureDetails } as const
    const [error] = told(facts('failed', message)).errors as JsonObject[]
    expect(error).toMatchObject({ code: 132012, error_data: { details: failureDetails } })
  })
})
