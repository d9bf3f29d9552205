// The header of a template message: a text, a file or a place.
import { describe, expect, it } from 'vitest'

import { checkTemplateParameters } from '../../../src/domain/messaging/templates/template-parameters.ts'
import type { JsonObject } from '../../../src/domain/world/rows.ts'
import { body, parameters, tell, text, withComponents } from './template-stories.ts'

describe('a header of text', () => {
  tell(withComponents({ type: 'HEADER', format: 'TEXT', text: 'Paket {{1}}' }, body('Halo')), [
    ['takes its text', [parameters('header', text('JX8120'))], null],
    [
      'wants it',
      undefined,
      'template_param_count_mismatch',
      'header: number of localizable_params (0) does not match the expected number of params (1)',
    ],
    [
      'takes no picture',
      [parameters('header', { type: 'image', image: { link: 'https://a.example/a.jpg' } })],
      'template_param_format_mismatch',
      'header: Format mismatch, expected TEXT, received IMAGE',
    ],
    ['takes no line break', [parameters('header', text('a\nb'))], 'template_param_invalid'],
    ['takes 54 characters beside its own six', [parameters('header', text('x'.repeat(54)))], null],
    [
      'is too long with more',
      [parameters('header', text('x'.repeat(55)))],
      'template_text_too_long',
      'header: the filled-in text has 61 characters, at most 60 are allowed.',
    ],
  ])
})

describe.each([
  ['IMAGE', 'image'],
  ['VIDEO', 'video'],
  ['DOCUMENT', 'document'],
])('a header of %s', (format, type) => {
  const media = (value: JsonObject): JsonObject => ({ type, [type]: value })
  const link = 'https://cdn.toko.example/a'
  tell(withComponents({ type: 'HEADER', format }, body('Halo')), [
    ['takes a link', [parameters('header', media({ link }))], null],
    ['takes an id', [parameters('header', media({ id: '1166' }))], null],
    [
      'is wanted even without a variable',
      undefined,
      'template_param_format_mismatch',
      `header: Format mismatch, expected ${format}, received UNKNOWN`,
    ],
    [
      'is wanted when the header is empty',
      [parameters('header')],
      'template_param_format_mismatch',
      `header: Format mismatch, expected ${format}, received UNKNOWN`,
    ],
    [
      'takes no text',
      [parameters('header', text('x'))],
      'template_param_format_mismatch',
      `header: Format mismatch, expected ${format}, received TEXT`,
    ],
    [
      'takes one',
      [parameters('header', media({ link }), media({ link }))],
      'template_param_count_mismatch',
      'header: number of localizable_params (2) does not match the expected number of params (1)',
    ],
    [
      'needs a link or an id',
      [parameters('header', media({ url: link }))],
      'missing_parameter',
      `header: ${type} needs a link or an id.`,
    ],
    ['needs its media', [parameters('header', { type })], 'missing_parameter'],
    ['needs an object', [parameters('header', { type, [type]: link })], 'missing_parameter'],
    [
      'fetches https only',
      [parameters('header', media({ link: 'http://cdn.toko.example/a' }))],
      'media_download_failed',
      /the URL must be https/,
    ],
    [
      'cannot fetch what is not there',
      [parameters('header', media({ link: 'https://cdn.toko.example/status/404' }))],
      'media_download_failed',
      'Downloading media from weblink failed with http code 404, status message Not Found',
    ],
  ])
})

it('a header of one kind of media takes no other kind', () => {
  const row = withComponents({ type: 'HEADER', format: 'IMAGE' }, body('Halo'))
  const video = parameters('header', { type: 'video', video: { link: 'https://a.example/a.mp4' } })
  expect(checkTemplateParameters(row, [video])?.details).toBe(
    'header: Format mismatch, expected IMAGE, received VIDEO',
  )
})

describe('a header of a place', () => {
  const place = (location: JsonObject): JsonObject => ({ type: 'location', location })
  tell(withComponents({ type: 'HEADER', format: 'LOCATION' }, body('Halo')), [
    ['takes it', [parameters('header', place({ latitude: '-6.1', longitude: '106.8' }))], null],
    [
      'wants it',
      undefined,
      'template_param_format_mismatch',
      /expected LOCATION, received UNKNOWN$/,
    ],
    [
      'needs both numbers',
      [parameters('header', place({ latitude: '-6.1' }))],
      'missing_parameter',
      'header: location needs a longitude.',
    ],
  ])
})
