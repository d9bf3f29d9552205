// Bodies of POST /messages: what each type needs, and what a broken one is told.
import { describe, expect, it } from 'vitest'

import { checkRequest } from '../../src/contract/validators.ts'

const to = '+628123456789'
const phoneSentence = 'Phone number must be in E.164 format (e.g. +628123456789).'
const types = 'text, image, document, video, audio, template, interactive'

function send(body: unknown, headers: Record<string, string> = {}) {
  return checkRequest('POST /messages', { params: {}, query: {}, headers, body })
}

const text = { to, type: 'text', text: { body: 'Halo' } }
const media = (type: string, rest: object = {}) => ({
  to,
  type,
  [type]: { url: 'https://example.com/a', ...rest },
})
const template = (rest: object) => ({
  to,
  type: 'template',
  template: { name: 'order', language: 'id', ...rest },
})
const interactive = (rest: object) => ({ to, type: 'interactive', interactive: rest })
const button = (rest: object = {}) =>
  interactive({
    type: 'cta_url',
    body: { text: 'Lihat' },
    action: { name: 'cta_url', parameters: { display_text: 'Buka', url: 'https://a.id' }, ...rest },
  })
const list = (action: object, rest: object = {}) =>
  interactive({ type: 'list', body: { text: 'Pilih' }, action, ...rest })
const rows = [{ id: '1', title: 'Satu' }]

describe('POST /messages', () => {
  it.each([
    ['a text', text],
    ['a text of 4096 emoji', { ...text, text: { body: '😀'.repeat(4096) } }],
    ['a text with a sender and an unknown field', { ...text, from: to, extra: { any: 1 } }],
    ['an image', media('image', { caption: 'x'.repeat(1024) })],
    ['a document', media('document', { filename: 'a.pdf' })],
    ['a video', media('video')],
    ['an audio', media('audio', { caption: 'ignored' })],
    ['a template', template({ components: [{ type: 'body', parameters: [{ type: 'text' }] }] })],
    ['a button', button()],
    ['a list', list({ button: 'Pilih', sections: [{ rows }] }, { footer: { text: 'f' } })],
  ])('accepts %s', (_name, body) => {
    expect(send(body)).toBeNull()
  })

  it.each([
    ['no body at all', undefined, 'type', `type is required: one of ${types}.`],
    ['an empty object', {}, 'type', `type is required: one of ${types}.`],
    [
      'no recipient',
      { type: 'text', text: { body: 'x' } },
      'to',
      'to is required: a phone number in E.164 format (e.g. +628123456789).',
    ],
    ['no text', { to, type: 'text' }, 'text', 'text is required: an object.'],
    [
      'no body of the text',
      { ...text, text: {} },
      'text.body',
      'text.body is required: a string of 1 to 4096 characters.',
    ],
    [
      'an image without a URL',
      { to, type: 'image', image: {} },
      'image.url',
      'image.url is required: a full URL such as https://example.com/path.',
    ],
    [
      'a template without a language',
      { to, type: 'template', template: { name: 'a' } },
      'template.language',
      'template.language is required: a string of at least 2 characters.',
    ],
    [
      'an interactive without a type',
      interactive({}),
      'interactive.type',
      'interactive.type is required: one of cta_url, list.',
    ],
    [
      'a list without a button',
      list({ sections: [{ rows }] }),
      'interactive.action.button',
      'interactive.action.button is required: a string of 1 to 20 characters.',
    ],
  ])('misses a required field in %s', (_name, body, param, message) => {
    expect(send(body)).toMatchObject({
      code: 'missing_required_field',
      where: 'body',
      param,
      message,
    })
  })

  it.each([
    ['0812', 'to was "0812".'],
    ['628123456789', 'to was "628123456789".'],
    ['+0123456789', 'to was "+0123456789".'],
    ['+123456', 'to was "+123456".'],
    [628123456789, 'to was the number 628123456789.'],
    [null, 'to was null.'],
    ['9'.repeat(5000), 'to was a string of 5000 characters.'],
  ])('refuses the phone number %j', (phone, end) => {
    expect(send({ ...text, to: phone })).toMatchObject({
      code: 'invalid_phone_number',
      param: 'to',
      message: `${phoneSentence} ${end}`,
    })
  })

  it('refuses a sender that is no phone number', () => {
    const violation = send({ ...text, from: 'me' })
    expect(violation).toMatchObject({ code: 'invalid_phone_number', param: 'from' })
  })

  it.each([
    ['null', null, 'The body must be an object; got null.'],
    ['a list', [text], 'The body must be an object; got an array of 1 item.'],
    ['a string', 'hello', 'The body must be an object; got "hello".'],
  ])('refuses %s as a body, naming no field', (_name, body, message) => {
    const violation = send(body)
    expect(violation).toMatchObject({ code: 'invalid_request', message })
    expect(violation).not.toHaveProperty('param')
  })

  it.each([
    [{ to, type: 'Text' }, 'type', `one of ${types}`, '"Text". Did you mean text?'],
    [{ to, type: 'sticker' }, 'type', `one of ${types}`, '"sticker".'],
    [{ to, type: 7 }, 'type', `one of ${types}`, 'the number 7.'],
    [
      { ...text, text: { body: 'x'.repeat(5000) } },
      'text.body',
      'a string of 1 to 4096 characters',
      'a string of 5000 characters.',
    ],
    [
      { ...text, text: { body: '' } },
      'text.body',
      'a string of 1 to 4096 characters',
      'an empty string.',
    ],
    [{ ...text, text: 'Halo' }, 'text', 'an object', '"Halo".'],
    [
      media('image', { url: 'a.jpg' }),
      'image.url',
      'a full URL such as https://example.com/path',
      '"a.jpg".',
    ],
    [
      media('document', { filename: 'x'.repeat(256) }),
      'document.filename',
      'a string of at most 255 characters',
      'a string of 256 characters.',
    ],
    [
      media('video', { caption: 1 }),
      'video.caption',
      'a string of at most 1024 characters',
      'the number 1.',
    ],
    [
      media('audio', { url: 7 }),
      'audio.url',
      'a full URL such as https://example.com/path',
      'the number 7.',
    ],
    [
      template({ language: { code: 'id' } }),
      'template.language',
      'a string of at least 2 characters',
      'an object.',
    ],
    [
      template({ components: [{ type: 'BODY' }] }),
      'template.components.0.type',
      'one of header, body, button',
      '"BODY". Did you mean body?',
    ],
    [
      template({ components: [{ type: 'button', index: '0' }] }),
      'template.components.0.index',
      'an integer of at least 0',
      '"0".',
    ],
    [interactive({ type: 'button' }), 'interactive.type', 'one of cta_url, list', '"button".'],
    [button({ name: 'cta' }), 'interactive.action.name', '"cta_url"', '"cta".'],
    [
      list({ button: 'x'.repeat(21), sections: [{ rows }] }),
      'interactive.action.button',
      'a string of 1 to 20 characters',
      'a string of 21 characters.',
    ],
    [
      list({ button: 'x', sections: [] }),
      'interactive.action.sections',
      'an array of at least 1 item',
      'an array of 0 items.',
    ],
    [
      list({ button: 'x', sections: [{ rows: [{ id: '1', title: '' }] }] }),
      'interactive.action.sections.0.rows.0.title',
      'a string of 1 to 24 characters',
      'an empty string.',
    ],
  ])('refuses a bad value in %j', (body, param, expected, got) => {
    expect(send(body)).toMatchObject({
      code: 'invalid_field_value',
      where: 'body',
      param,
      expected,
      message: `${param} must be ${expected}; got ${got}`,
    })
  })

  it.each([
    ['', 'an empty string'],
    ['k'.repeat(256), 'a string of 256 characters'],
  ])('refuses an Idempotency-Key that is %j', (key, got) => {
    expect(send(text, { 'idempotency-key': key })).toMatchObject({
      code: 'invalid_field_value',
      where: 'header',
      param: 'Idempotency-Key',
      message: `Idempotency-Key must be a string of 1 to 255 characters; got ${got}.`,
    })
  })
})

describe('what came', () => {
  it('never reaches a terminal as it was', () => {
    const nasty = '\u001b[2J\u009b31m\u202e'
    expect(send({ to, type: nasty })?.message).toContain('"\\u001b[2J\\u009b31m\\u202e"')
  })
})
