// What a message holds, and what Meta refuses of it after the contract has let it pass.
import { describe, expect, it } from 'vitest'

import { contentProblem, readContent } from '../../../src/domain/messaging/message-content.ts'
import type { JsonObject } from '../../../src/domain/world/rows.ts'

describe('reads', () => {
  const url = 'https://cdn.toko.example/a.jpg'
  const list = { type: 'list', body: { text: 'Pilih' }, action: { button: 'Menu', sections: [] } }
  it.each([
    ['a text', { type: 'text', text: { body: 'Halo' } }, 'Halo', null],
    ['an image', { type: 'image', image: { url, caption: 'Foto' } }, 'Foto', url],
    ['an image without caption', { type: 'image', image: { url } }, null, url],
    ['a document', { type: 'document', document: { url, caption: 'Faktur' } }, 'Faktur', url],
    ['a video', { type: 'video', video: { url, caption: 'Video' } }, 'Video', url],
    [
      'an audio, whose caption is ignored',
      { type: 'audio', audio: { url, caption: 'x' } },
      null,
      url,
    ],
    ['a template', { type: 'template', template: { name: 'a', language: 'id' } }, null, null],
    ['a list', { type: 'interactive', interactive: list }, 'Pilih', null],
  ])('%s', (_, body, summary, mediaUrl) => {
    const read = readContent(body)
    expect(read).toEqual({
      type: body.type,
      content: (body as unknown as JsonObject)[body.type],
      summary,
      mediaUrl,
    })
  })

  it('nothing from a body without its typed member', () => {
    expect(() => readContent({ type: 'text' })).toThrow('A text message has no member text.')
  })
})

const FAILED = 'Downloading media from weblink failed'

describe('media cannot be downloaded from', () => {
  it.each([
    ['http://cdn.toko.example/a.jpg', `${FAILED}: the URL must be https, received http.`],
    ['http://127.0.0.1:8080/a.jpg', `${FAILED}: the URL must be https, received http.`],
    ['http://localhost/a.jpg', `${FAILED}: the URL must be https, received http.`],
    ['ftp://cdn.toko.example/a.jpg', `${FAILED}: the URL must be https, received ftp.`],
    ['data:image/png;base64,AAAA', `${FAILED}: the URL must be https, received data.`],
    ['https://', `${FAILED}: the URL is malformed.`],
    ['https://cdn.invalid/a.jpg', `${FAILED}: the host name could not be resolved.`],
    ['https://localhost/a.jpg', `${FAILED}: the host is not public.`],
    ['https://127.0.0.1/a.jpg', `${FAILED}: the host is not public.`],
    ['https://10.0.0.5/a.jpg', `${FAILED}: the host is not public.`],
    ['https://192.168.1.4/a.jpg', `${FAILED}: the host is not public.`],
    ['https://172.20.0.2/a.jpg', `${FAILED}: the host is not public.`],
    ['https://[::1]/a.jpg', `${FAILED}: the host is not public.`],
    ['https://printer.local/a.jpg', `${FAILED}: the host is not public.`],
    [
      'https://cdn.toko.example/status/404',
      `${FAILED} with http code 404, status message Not Found`,
    ],
    [
      'https://cdn.toko.example/status/503/a.jpg?x=1',
      `${FAILED} with http code 503, status message Service Unavailable`,
    ],
    ['https://cdn.toko.example/status/418', `${FAILED} with http code 418, status message Unknown`],
  ])('%s', (url, details) => {
    for (const type of ['image', 'video', 'document', 'audio']) {
      expect(contentProblem(type, { url })).toEqual({ kind: 'media_download_failed', details })
    }
  })
})

describe('media are refused for their type or size', () => {
  const IMAGE = 'Please use one of image/jpeg, image/png.'
  it.each([
    ['image', 'a.webp', `Unsupported Image mime type image/webp. ${IMAGE}`],
    ['image', 'a.GIF', `Unsupported Image mime type image/gif. ${IMAGE}`],
    ['image', 'a.svg', `Unsupported Image mime type image/svg+xml. ${IMAGE}`],
    ['image', 'a.pdf', `Unsupported Image mime type application/pdf. ${IMAGE}`],
    ['image', 'a.mp4', `Unsupported Image mime type video/mp4. ${IMAGE}`],
    ['audio', 'a.wav', expect.stringMatching(/^Unsupported Audio mime type audio\/wav\./)],
    ['video', 'a.webm', expect.stringMatching(/^Unsupported Video mime type video\/webm\./)],
    [
      'image',
      'bytes/5242881/a.jpg',
      'Image file size is too big: 5242881 bytes, at most 5242880 are allowed.',
    ],
    ['document', 'bytes/104857601', expect.stringContaining('at most 104857600')],
  ])('%s %s', (type, path, details) => {
    const url = `https://cdn.toko.example/${path}?v=1.png`
    expect(contentProblem(type, { url })).toEqual({ kind: 'media_download_failed', details })
  })

  it.each([
    ['image', 'a.jpeg'],
    ['image', 'a'],
    ['image', 'foto.asli'],
    ['image', 'bytes/5242880/a.png'],
    ['audio', 'a.mp3'],
    ['audio', 'a.mp4'],
    ['video', 'a.3gp'],
    ['document', 'a.zip'],
    ['document', 'a.webp'],
  ])('but not %s %s', (type, path) => {
    expect(contentProblem(type, { url: `https://cdn.toko.example/${path}` })).toBeNull()
  })
})

describe('media can be downloaded from', () => {
  it.each([
    'https://cdn.toko.example/a.jpg',
    'HTTPS://CDN.toko.example/a.jpg',
    'https://cdn.toko.example:8443/a.jpg',
    'https://cdn.toko.example/status/200',
    'https://cdn.toko.example/status/4040',
    'https://cdn.toko.example/order/404.jpg',
    'https://cdn.toko.example/a.jpg?from=/status/404',
    'https://localhost.toko.example/a.jpg',
    'https://invalid.toko.example/a.jpg',
    'https://203.0.113.7/a.jpg',
    'https://172.32.0.1/a.jpg',
  ])('%s', (url) => {
    expect(contentProblem('image', { url })).toBeNull()
  })
})

function list(...sections: readonly { title?: string; rows: number | string[] }[]): JsonObject {
  let count = 0
  return {
    type: 'list',
    body: { text: 'Pilih' },
    action: {
      button: 'Menu',
      sections: sections.map(({ title, rows }) => ({
        ...(title !== undefined && { title }),
        rows: (typeof rows === 'number' ? Array<string>(rows).fill('') : rows).map((id) => ({
          id: id === '' ? `row-${++count}` : id,
          title: 'Baris',
        })),
      })),
    },
  }
}

describe('Meta refuses a list with', () => {
  it.each([
    ['eleven rows', list({ rows: 11 }), /^Total row count exceed max allowed count: 10/],
    [
      'eleven rows in two sections',
      list({ title: 'A', rows: 6 }, { title: 'B', rows: 5 }),
      /^Total row count exceed max allowed count: 10/,
    ],
    [
      'eleven sections',
      list(...Array.from({ length: 11 }, () => ({ title: 'A', rows: 1 }))),
      /^Section count exceed max allowed count: 10/,
    ],
    ['a section without title', list({ title: 'A', rows: 1 }, { rows: 1 }), /^Section 1 has no/],
    ['an empty title', list({ title: '', rows: 1 }, { title: 'B', rows: 1 }), /^Section 0 has no/],
    ['the same row twice', list({ rows: ['a', 'b', 'a'] }), /^Row ids must be unique; "a"/],
    [
      'the same row in two sections',
      list({ title: 'A', rows: ['a'] }, { title: 'B', rows: ['a'] }),
      /^Row ids must be unique; "a"/,
    ],
  ])('%s', (_, content, details) => {
    const problem = contentProblem('interactive', content)
    expect(problem).toMatchObject({ kind: 'invalid_parameter' })
    expect(problem?.details).toMatch(details)
  })
})

describe('Meta takes a list with', () => {
  it.each([
    ['ten rows', list({ rows: 10 })],
    ['one section without title', list({ rows: 1 })],
    [
      'ten sections of one row',
      list(...Array.from({ length: 10 }, () => ({ title: 'A', rows: 1 }))),
    ],
  ])('%s', (_, content) => {
    expect(contentProblem('interactive', content)).toBeNull()
  })
})

describe('a link button', () => {
  const link = (url: string): JsonObject => ({
    type: 'cta_url',
    body: { text: 'Buka' },
    action: { name: 'cta_url', parameters: { display_text: 'Buka', url } },
  })

  it('opens web pages', () => {
    expect(contentProblem('interactive', link('https://toko.example'))).toBeNull()
    expect(contentProblem('interactive', link('http://toko.example'))).toBeNull()
  })

  it('opens nothing else', () => {
    for (const url of ['mailto:a@toko.example', 'tel:+62811', 'javascript:alert(1)']) {
      const problem = contentProblem('interactive', link(url))
      expect(problem).toMatchObject({ kind: 'invalid_parameter' })
    }
  })
})

it('finds nothing wrong with texts and templates, which are checked elsewhere', () => {
  expect(contentProblem('text', { body: 'http://localhost' })).toBeNull()
  expect(contentProblem('template', { name: 'a', language: 'id' })).toBeNull()
})
