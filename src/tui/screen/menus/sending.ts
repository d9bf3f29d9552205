// Menus for sending as the business: to whom, what, and which template.

import type { ReadWish, Template } from '../data.ts'
import type { MenuItem } from '../model.ts'
import { asks, jsonPrompt, sendPrompt } from '../prompts.ts'
import { numberNobodyHas } from './customers.ts'
import type { MenuRow } from './menu.ts'

const CONVERSATIONS: ReadWish = {
  name: 'conversations',
  path: '/conversations',
  query: { limit: 200 },
}

export const SEND_TO_MENU: MenuRow = {
  title: () => 'Send as the business: to whom?',
  reads: [CONVERSATIONS, { name: 'recipients', path: '/recipients' }],
  items: ({ data }) => {
    const item = (label: string, hint: string, to: string): MenuItem => ({
      label,
      hint,
      choice: { kind: 'menu', name: 'send-what', about: to },
    })
    const known = (data.conversations?.conversations ?? []).map(({ name, customer, window_open }) =>
      item(
        `${name ?? ''} ${customer}`.trim(),
        window_open ? 'window open' : 'window closed',
        customer,
      ),
    )
    const special = (data.recipients?.behaviours ?? [])
      .filter(({ phone_number: phone }) => phone !== null)
      .map(({ phone_number: phone, what }) => item(phone ?? '', what, phone ?? ''))
    const other: MenuItem = {
      label: 'another number…',
      choice: asks({ kind: 'send-number' }, { title: 'Send to which number?', hint: 'E.164' }),
    }
    return [...known, ...special, other]
  },
  typed: (state, filter) => {
    const phone = numberNobodyHas(state, filter)
    const isSpecial = state.data.recipients?.behaviours.some((one) => one.phone_number === phone)
    if (phone === null || isSpecial) return []
    return [
      { label: `send to ${phone}`, choice: { kind: 'menu', name: 'send-what', about: phone } },
    ]
  },
  empty: 'Nobody fits.',
}

/** A list with two sections, to be picked from. */
const SAMPLE_LIST = {
  type: 'list',
  header: { type: 'text', text: 'Jam buka' },
  body: { text: 'Kami buka setiap hari. Mau tahu jam buka cabang mana?' },
  footer: { text: 'Toko Nusantara' },
  action: {
    button: 'Pilih cabang',
    sections: [
      {
        title: 'Jawa',
        rows: [
          { id: 'cabang-jakarta', title: 'Jakarta' },
          { id: 'cabang-bandung', title: 'Bandung' },
        ],
      },
      { title: 'Bali', rows: [{ id: 'cabang-denpasar', title: 'Denpasar' }] },
    ],
  },
}

const SAMPLE_LINK = {
  type: 'cta_url',
  body: { text: 'Pesanan Kakak bisa dilacak di sini.' },
  action: {
    name: 'cta_url',
    parameters: { display_text: 'Lacak pesanan', url: 'https://toko.example/lacak' },
  },
}

const SAMPLE_PHOTO = { url: 'https://media.kirim.example/batik.jpg', caption: 'Koleksi terbaru 🎉' }
const SAMPLE_FILE = { url: 'https://media.kirim.example/faktur.pdf', filename: 'faktur.pdf' }

export const SEND_WHAT_MENU: MenuRow = {
  title: (_state, to) => `Send to ${to}: what?`,
  reads: [],
  items: (_state, to) => {
    const ready = (label: string, hint: string, type: string, member: object): MenuItem => ({
      label,
      hint,
      choice: { kind: 'ask', prompt: jsonPrompt(`Send ${label}`, { to, type, [type]: member }) },
    })
    return [
      { label: 'text…', choice: { kind: 'ask', prompt: sendPrompt(to) } },
      {
        label: 'template…',
        hint: 'arrives when the window is closed, too',
        choice: { kind: 'menu', name: 'send-template', about: to },
      },
      ready('list', 'the customer can pick a row', 'interactive', SAMPLE_LIST),
      ready('link button', 'a button that opens a page', 'interactive', SAMPLE_LINK),
      ready('photo', 'with a caption', 'image', SAMPLE_PHOTO),
      ready('document', 'a PDF', 'document', SAMPLE_FILE),
      ready('anything else', 'as JSON', 'text', { body: 'Halo!' }),
    ]
  },
  empty: 'Nothing fits.',
}

export const SEND_TEMPLATE_MENU: MenuRow = {
  title: (_state, to) => `Send to ${to}: which template?`,
  reads: [{ name: 'templates', path: '/templates', query: { limit: 100 } }],
  items: ({ data }, to) =>
    sendableFirst(data.templates?.templates ?? []).map(
      ({ name, language, status, meta_status, text, example }) => ({
        label: `${name} ${language}`,
        hint: status === 'approved' ? text : `${meta_status}: ${text}`,
        choice: {
          kind: 'ask',
          prompt: jsonPrompt(`Send ${name}`, { to, type: 'template', template: example }),
        },
      }),
    ),
  empty: 'There is no template.',
}

/** By name; those that the API takes no message of stand at the end. */
function sendableFirst(templates: readonly Template[]): Template[] {
  const rank = ({ status }: Template) => Number(status !== 'approved')
  return [...templates].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
}
