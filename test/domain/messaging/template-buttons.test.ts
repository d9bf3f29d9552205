// The buttons of a template message, and the one-time codes that they copy.
import { describe } from 'vitest'

import type { JsonObject } from '../../../src/domain/world/rows.ts'
import { bodyTexts, templateRow } from './samples.ts'
import { button, tell, text, withButtons } from './template-stories.ts'

describe('a link with a variable', () => {
  tell(withButtons({ type: 'URL', text: 'Lihat', url: 'https://toko.example/{{1}}' }), [
    ['takes a text', [button('url', 0, text('INV-1'))], null],
    [
      'wants it',
      undefined,
      'missing_parameter',
      'buttons: Button at index 0 of type Url requires a parameter',
    ],
    [
      'wants it when the button is empty',
      [button('url', 0)],
      'missing_parameter',
      /requires a parameter$/,
    ],
    [
      'wants a text',
      [button('url', 0, { type: 'payload', payload: 'x' })],
      'template_param_format_mismatch',
    ],
    ['misses an empty text', [button('url', 0, text(''))], 'missing_parameter'],
    [
      'takes one',
      [button('url', 0, text('a'), text('b'))],
      'template_param_count_mismatch',
      /^buttons: .*\(2\)/,
    ],
    ['takes no line break', [button('url', 0, text('a\nb'))], 'template_param_invalid'],
    [
      'is too long',
      [button('url', 0, text('x'.repeat(2_000)))],
      'invalid_parameter',
      /at most 2000/,
    ],
    [
      'is not a quick reply',
      [button('quick_reply', 0, { type: 'payload', payload: 'x' })],
      'invalid_parameter',
      'buttons: Button at index 0 is of type Url, received sub_type quick_reply',
    ],
    [
      'is the only button',
      [button('url', 0, text('x')), button('url', 1, text('x'))],
      'invalid_parameter',
      'buttons: Button index 1 is out of range, the template has 1 buttons.',
    ],
    [
      'is given once',
      [button('url', 0, text('x')), button('url', 0, text('x'))],
      'invalid_parameter',
      'Component button 0 is given more than once.',
    ],
    [
      'needs a sub_type',
      [{ type: 'button', index: 0, parameters: [text('x')] }],
      'missing_parameter',
      /sub_type/,
    ],
    [
      'needs an index',
      [{ type: 'button', sub_type: 'url', parameters: [text('x')] }],
      'missing_parameter',
      /index/,
    ],
  ])
})

describe('a link without a variable', () => {
  tell(withButtons({ type: 'URL', text: 'Lihat', url: 'https://toko.example' }), [
    ['needs nothing', undefined, null],
    ['does not mind an empty button', [button('url', 0)], null],
    [
      'takes no text',
      [button('url', 0, text('x'))],
      'template_param_invalid',
      'buttons: Button at index 0 of type Url does not require parameters',
    ],
  ])
})

describe('a quick reply', () => {
  const payload = (value: unknown): JsonObject =>
    ({ type: 'payload', payload: value }) as JsonObject
  tell(withButtons({ type: 'QUICK_REPLY', text: 'Ya' }, { type: 'QUICK_REPLY', text: 'Tidak' }), [
    ['needs no payload', undefined, null],
    ['takes one for some of them', [button('quick_reply', 1, payload('NO'))], null],
    ['takes 256 characters', [button('quick_reply', 0, payload('x'.repeat(256)))], null],
    [
      'takes no more',
      [button('quick_reply', 0, payload('x'.repeat(257)))],
      'invalid_parameter',
      /257 characters/,
    ],
    [
      'needs the payload of a payload',
      [button('quick_reply', 0, { type: 'payload' })],
      'missing_parameter',
    ],
    [
      'wants a string',
      [button('quick_reply', 0, payload(7))],
      'invalid_parameter',
      /must be a string/,
    ],
    [
      'takes no text',
      [button('quick_reply', 0, text('x'))],
      'template_param_format_mismatch',
      'buttons: Format mismatch, expected PAYLOAD, received TEXT',
    ],
  ])
})

describe('a coupon', () => {
  const coupon = (coupon_code: string): JsonObject => ({ type: 'coupon_code', coupon_code })
  tell(withButtons({ type: 'COPY_CODE', example: 'HEMAT50' }), [
    ['takes a code', [button('copy_code', 0, coupon('HEMAT50'))], null],
    [
      'wants it',
      undefined,
      'missing_parameter',
      'buttons: Button at index 0 of type CopyCode requires a parameter',
    ],
    ['takes 15 characters', [button('copy_code', 0, coupon('x'.repeat(15)))], null],
    [
      'takes no more',
      [button('copy_code', 0, coupon('x'.repeat(16)))],
      'invalid_parameter',
      /at most 15/,
    ],
    [
      'takes no text',
      [button('copy_code', 0, text('x'))],
      'template_param_format_mismatch',
      /COUPON_CODE/,
    ],
  ])
})

describe('a number to call', () => {
  tell(withButtons({ type: 'PHONE_NUMBER', text: 'Telepon', phone_number: '+62811' }), [
    ['needs nothing', undefined, null],
    [
      'takes nothing',
      [button('url', 0, text('x'))],
      'invalid_parameter',
      'buttons: Button at index 0 is of type PhoneNumber, received sub_type url',
    ],
  ])
})

describe('a form', () => {
  tell(withButtons({ type: 'FLOW', text: 'Isi' }), [
    ['needs nothing', undefined, null],
    [
      'takes what it is given',
      [button('flow', 0, { type: 'action', action: { flow_token: 'x' } })],
      null,
    ],
    ['is not a link', [button('url', 0, text('x'))], 'invalid_parameter'],
  ])
})

describe('buttons of several kinds', () => {
  tell(
    withButtons(
      { type: 'QUICK_REPLY', text: 'Ya' },
      { type: 'URL', text: 'Lihat', url: 'https://toko.example/{{1}}' },
      { type: 'PHONE_NUMBER', text: 'Telepon', phone_number: '+62811' },
    ),
    [
      ['are counted from 0', [button('url', 1, text('x'))], null],
      [
        'are mixed up',
        [button('url', 0, text('x'))],
        'invalid_parameter',
        /index 0 is of type QuickReply/,
      ],
      ['name the one that misses its text', undefined, 'missing_parameter', /index 1 of type Url/],
    ],
  )
})

describe('a one-time code', () => {
  const row = templateRow({
    category: 'AUTHENTICATION',
    components: [
      { type: 'BODY', text: '*{{1}}* adalah kode verifikasi Anda.' },
      { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] },
    ],
  })
  tell(row, [
    [
      'is passed to the body and to the button',
      [bodyTexts('482913'), button('url', 0, text('482913'))],
      null,
    ],
    [
      'may be passed to the button as a coupon',
      [bodyTexts('482913'), button('copy_code', 0, { type: 'coupon_code', coupon_code: '482913' })],
      null,
    ],
    [
      'is wanted by the button',
      [bodyTexts('482913')],
      'missing_parameter',
      'buttons: Button at index 0 of type Url requires a parameter',
    ],
    ['is wanted by the body', [button('url', 0, text('482913'))], 'template_param_count_mismatch'],
    [
      'has at most 15 characters in the body',
      [bodyTexts('1234567890123456'), button('url', 0, text('1'))],
      'invalid_parameter',
      'body: the code has 16 characters, at most 15 are allowed.',
    ],
    [
      'has at most 15 characters in the button',
      [bodyTexts('1'), button('url', 0, text('1234567890123456'))],
      'invalid_parameter',
      /button at index 0 has 16 characters/,
    ],
    [
      'is a text',
      [bodyTexts('1'), button('url', 0, { type: 'payload', payload: '1' })],
      'template_param_format_mismatch',
    ],
  ])
})
