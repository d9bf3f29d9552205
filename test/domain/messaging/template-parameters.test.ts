// The body of a template message: what Meta takes, what it refuses, and in which words.
import { describe } from 'vitest'

import type { JsonObject } from '../../../src/domain/world/rows.ts'
import { bodyTexts } from './samples.ts'
import { body, button, parameters, tell, text, withComponents } from './template-stories.ts'

describe('a body with two variables', () => {
  tell(withComponents(body('Halo {{1}}, pesanan {{2}} siap.')), [
    ['takes two texts', [bodyTexts('Siti', 'INV-1')], null],
    [
      'takes money and time, which have a fallback',
      [
        parameters(
          'body',
          {
            type: 'currency',
            currency: { fallback_value: 'Rp5.000', code: 'IDR', amount_1000: 5 },
          },
          { type: 'date_time', date_time: { fallback_value: 'Senin' } },
        ),
      ],
      null,
    ],
    [
      'wants two when one comes',
      [bodyTexts('Siti')],
      'template_param_count_mismatch',
      'body: number of localizable_params (1) does not match the expected number of params (2)',
    ],
    [
      'wants two when three come',
      [bodyTexts('a', 'b', 'c')],
      'template_param_count_mismatch',
      /\(3\)/,
    ],
    [
      'wants them when no components come',
      undefined,
      'template_param_count_mismatch',
      'body: number of localizable_params (0) does not match the expected number of params (2)',
    ],
    [
      'wants them when the body is empty',
      [{ type: 'body' }],
      'template_param_count_mismatch',
      /\(0\)/,
    ],
    [
      'counts before it looks at the kinds',
      [parameters('body', { type: 'image', image: { link: 'https://a.example' } })],
      'template_param_count_mismatch',
    ],
    [
      'takes no picture',
      [parameters('body', text('Siti'), { type: 'image', image: { link: 'https://a.example' } })],
      'template_param_format_mismatch',
      'body: Format mismatch, expected TEXT, received IMAGE',
    ],
    [
      'takes nothing without a type',
      [parameters('body', text('Siti'), { text: 'INV-1' })],
      'template_param_format_mismatch',
      'body: Format mismatch, expected TEXT, received UNKNOWN',
    ],
    [
      'misses a text',
      [parameters('body', text('Siti'), { type: 'text' })],
      'missing_parameter',
      'body: Parameter of type text is missing text value',
    ],
    ['misses an empty text', [bodyTexts('Siti', '')], 'missing_parameter'],
    [
      'misses a null',
      [parameters('body', text('a'), { type: 'text', text: null })],
      'missing_parameter',
    ],
    [
      'misses the fallback of money',
      [parameters('body', text('a'), { type: 'currency', currency: {} })],
      'missing_parameter',
      'body: Parameter of type currency is missing text value',
    ],
    [
      'wants a string',
      [parameters('body', text('Siti'), { type: 'text', text: 42 })],
      'invalid_parameter',
      "body: Param parameters[1]['text'] must be a string.",
    ],
    [
      'takes no line break',
      [bodyTexts('Siti\nRahayu', 'INV-1')],
      'template_param_invalid',
      'body: Param text cannot have new-line/tab characters or more than 4 consecutive spaces',
    ],
    ['takes no carriage return', [bodyTexts('Siti\rRahayu', 'INV-1')], 'template_param_invalid'],
    ['takes no tab', [bodyTexts('Siti', 'INV\t1')], 'template_param_invalid'],
    ['takes no five spaces', [bodyTexts('Siti', 'INV     1')], 'template_param_invalid'],
    ['takes four spaces', [bodyTexts('Siti', 'INV    1')], null],
    [
      'takes one body only',
      [bodyTexts('Siti', 'INV-1'), bodyTexts('Siti', 'INV-1')],
      'invalid_parameter',
      'Component body is given more than once.',
    ],
    [
      'has no header to fill',
      [bodyTexts('Siti', 'INV-1'), parameters('header', text('x'))],
      'template_param_count_mismatch',
      'header: number of localizable_params (1) does not match the expected number of params (0)',
    ],
    ['does not mind an empty header', [bodyTexts('Siti', 'INV-1'), { type: 'header' }], null],
    [
      'has no buttons to fill',
      [bodyTexts('a', 'b'), button('url', 0, text('x'))],
      'invalid_parameter',
      /has 0 buttons/,
    ],
  ])
})

describe('a body without variables', () => {
  tell(withComponents(body('Selamat datang!')), [
    ['needs nothing', undefined, null],
    ['does not mind an empty body', [parameters('body')], null],
    ['takes no text', [bodyTexts('Siti')], 'template_param_count_mismatch', /\(1\).*\(0\)$/],
  ])
})

describe('a body that says a variable twice', () => {
  tell(withComponents(body('{{1}}, ya {{1}}!')), [
    ['takes it once', [bodyTexts('Siti')], null],
    ['does not take it twice', [bodyTexts('Siti', 'Siti')], 'template_param_count_mismatch'],
  ])
})

describe('a body with names', () => {
  const named = (name: unknown, value: string): JsonObject =>
    ({ type: 'text', parameter_name: name, text: value }) as JsonObject
  tell(withComponents(body('Halo {{nama}}, tagihan {{nomor}}.')), [
    [
      'takes each by its name',
      [parameters('body', named('nama', 'Dewi'), named('nomor', '7'))],
      null,
    ],
    [
      'takes them in any order',
      [parameters('body', named('nomor', '7'), named('nama', 'Dewi'))],
      null,
    ],
    [
      'counts first',
      [parameters('body', named('nama', 'Dewi'))],
      'template_param_count_mismatch',
      'body: number of localizable_params (1) does not match the expected number of params (2)',
    ],
    [
      'misses a name',
      [bodyTexts('Dewi', '7')],
      'upstream',
      'body: Parameter name is missing or empty',
    ],
    ['misses an empty name', [parameters('body', named('', 'a'), named('nomor', '7'))], 'upstream'],
    [
      'does not know a name',
      [parameters('body', named('nama', 'Dewi'), named('number', '7'))],
      'invalid_parameter',
      'body: Parameter name number is unknown or used twice; expected nama, nomor',
    ],
    [
      'takes a name once',
      [parameters('body', named('nama', 'Dewi'), named('nama', 'Dewi'))],
      'invalid_parameter',
      /^body: Parameter name nama is unknown or used twice/,
    ],
  ])
})

describe('a body of a thousand characters', () => {
  tell(withComponents(body(`${'a'.repeat(1_000)}{{1}}`)), [
    ['takes 24 more', [bodyTexts('x'.repeat(24))], null],
    ['counts characters, not code units', [bodyTexts('🎉'.repeat(24))], null],
    [
      'takes no more than that',
      [bodyTexts('x'.repeat(25))],
      'template_text_too_long',
      'body: the filled-in text has 1025 characters, at most 1024 are allowed.',
    ],
  ])
})
