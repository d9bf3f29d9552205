// POST /messages with requests that break the contract: each no names its code and its field.
import { describe, it } from 'vitest'

import { startTestSandbox } from '../support/sandbox.ts'
import { CUSTOMER, dataOf, expectRefusal } from './stories.ts'

const to = CUSTOMER
const text = { body: 'Halo' }
const url = 'https://cdn.example/a.jpg'
const button = { display_text: 'Buka', url: 'https://toko.example' }

function link(parameters: unknown, body: unknown = { text: 'Lihat' }) {
  const action = { name: 'cta_url', parameters }
  return { to, type: 'interactive', interactive: { type: 'cta_url', body, action } }
}

function list(action: unknown, more: object = {}) {
  const interactive = { type: 'list', body: { text: 'Pilih' }, action, ...more }
  return { to, type: 'interactive', interactive }
}

const rows = [{ id: 'a', title: 'Kopi' }]
const pick = { button: 'Pilih', sections: [{ rows }] }

function template(more: object) {
  return { to, type: 'template', template: { name: 'hello_world', language: 'en_US', ...more } }
}

type Case = readonly [param: string, wish: object]

const MISSING: readonly Case[] = [
  ['type', {}],
  ['to', { type: 'text', text }],
  ['type', { to, text }],
  ['text', { to, type: 'text' }],
  ['text.body', { to, type: 'text', text: {} }],
  ['image', { to, type: 'image', text }],
  ['image.url', { to, type: 'image', image: { caption: 'a' } }],
  ['document.url', { to, type: 'document', document: {} }],
  ['video.url', { to, type: 'video', video: {} }],
  ['audio.url', { to, type: 'audio', audio: {} }],
  ['template', { to, type: 'template' }],
  ['template.name', { to, type: 'template', template: { language: 'id' } }],
  ['template.language', { to, type: 'template', template: { name: 'hello_world' } }],
  ['template.components.0.type', template({ components: [{}] })],
  ['interactive', { to, type: 'interactive' }],
  ['interactive.type', { to, type: 'interactive', interactive: {} }],
  ['interactive.body', { to, type: 'interactive', interactive: { type: 'list', action: pick } }],
  ['interactive.body.text', link(button, {})],
  ['interactive.action.parameters', link(undefined)],
  ['interactive.action.parameters.url', link({ display_text: 'Buka' })],
  ['interactive.action.button', list({ sections: [{ rows }] })],
  ['interactive.action.sections', list({ button: 'Pilih' })],
  ['interactive.action.sections.0.rows', list({ button: 'Pilih', sections: [{}] })],
  [
    'interactive.action.sections.0.rows.0.id',
    list({ button: 'Pilih', sections: [{ rows: [{ title: 'a' }] }] }),
  ],
]

const WRONG: readonly Case[] = [
  ['type', { to, type: 'sticker', sticker: {} }],
  ['type', { to, type: 7, text }],
  ['text', { to, type: 'text', text: 'Halo' }],
  ['text.body', { to, type: 'text', text: { body: '' } }],
  ['text.body', { to, type: 'text', text: { body: 'a'.repeat(4_097) } }],
  ['text.body', { to, type: 'text', text: { body: 7 } }],
  ['image.url', { to, type: 'image', image: { url: 'not a url' } }],
  ['image.caption', { to, type: 'image', image: { url, caption: 'a'.repeat(1_025) } }],
  ['document.filename', { to, type: 'document', document: { url, filename: 'a'.repeat(256) } }],
  ['template.name', template({ name: '' })],
  ['template.language', template({ language: 'i' })],
  ['template.language', template({ language: { code: 'id' } })],
  ['template.components', template({ components: {} })],
  ['template.components.0.type', template({ components: [{ type: 'BODY' }] })],
  [
    'template.components.0.sub_type',
    template({ components: [{ type: 'button', sub_type: 'phone' }] }),
  ],
  ['template.components.0.index', template({ components: [{ type: 'button', index: '0' }] })],
  ['template.components.0.index', template({ components: [{ type: 'button', index: -1 }] })],
  ['interactive.type', { to, type: 'interactive', interactive: { type: 'carousel' } }],
  ['interactive.body.text', link(button, { text: '' })],
  ['interactive.body.text', link(button, { text: 'a'.repeat(1_025) })],
  ['interactive.action.parameters.display_text', link({ ...button, display_text: '' })],
  ['interactive.action.parameters.display_text', link({ ...button, display_text: 'a'.repeat(21) })],
  ['interactive.action.parameters.url', link({ ...button, url: 'toko' })],
  ['interactive.action.button', list({ ...pick, button: 'a'.repeat(21) })],
  ['interactive.action.sections', list({ ...pick, sections: [] })],
  ['interactive.action.sections.0.rows', list({ ...pick, sections: [{ rows: [] }] })],
  [
    'interactive.action.sections.0.title',
    list({ ...pick, sections: [{ title: 'a'.repeat(25), rows }] }),
  ],
  ['interactive.header.type', list(pick, { header: { type: 'image', text: 'a' } })],
  ['interactive.header.text', list(pick, { header: { type: 'text', text: 'a'.repeat(61) } })],
  ['interactive.footer.text', list(pick, { footer: { text: '' } })],
]

const PHONES: readonly Case[] = [
  ['to', { to: '081234567890', type: 'text', text }],
  ['to', { to: '6281234567890', type: 'text', text }],
  ['to', { to: '+0812345678', type: 'text', text }],
  ['to', { to: '+62 812-3456-7890', type: 'text', text }],
  ['to', { to: '+628123', type: 'text', text }],
  ['to', { to: '+6281234567890123', type: 'text', text }],
  ['to', { to: '', type: 'text', text }],
  ['to', { to: 6281234567890, type: 'text', text }],
  ['to', { to: null, type: 'text', text }],
  ['from', { from: '081100000001', to, type: 'text', text }],
]

describe('POST /messages', () => {
  it.each(MISSING)('misses %s in %j', async (param, wish) => {
    const kirim = await startTestSandbox()
    const reply = await kirim.call('POST', '/messages', wish)
    expectRefusal(reply, 400, 'missing_required_field', param)
  })

  it.each(WRONG)('refuses the value of %s in %j', async (param, wish) => {
    const kirim = await startTestSandbox()
    const reply = await kirim.call('POST', '/messages', wish)
    expectRefusal(reply, 400, 'invalid_field_value', param)
  })

  it.each(PHONES)('refuses the number %s in %j', async (param, wish) => {
    const kirim = await startTestSandbox()
    const reply = await kirim.call('POST', '/messages', wish)
    expectRefusal(reply, 400, 'invalid_phone_number', param)
  })

  it('takes every text at its longest and refuses one character more', async () => {
    const kirim = await startTestSandbox()
    const wish = (body: string) => ({ to, type: 'text', text: { body } })
    dataOf(await kirim.call('POST', '/messages', wish('a'.repeat(4_096))))
    // Characters are counted, not the units that a program stores them in.
    dataOf(await kirim.call('POST', '/messages', wish('😀'.repeat(4_096))))
    const reply = await kirim.call('POST', '/messages', wish('😀'.repeat(4_097)))
    expectRefusal(reply, 400, 'invalid_field_value', 'text.body')
  })

  it('leaves nothing behind when it refuses', async () => {
    const kirim = await startTestSandbox()
    const template = { name: 'nobody_knows', language: 'id' }
    const reply = await kirim.call('POST', '/messages', { to, type: 'template', template })
    expectRefusal(reply, 400, 'invalid_template_name', 'template.name')
    for (const list of ['/messages', '/contacts', '/conversations']) {
      const { data } = (await kirim.call('GET', list)).body
      if (data.length > 0) throw new Error(`${list} holds ${JSON.stringify(data)}`)
    }
  })
})
