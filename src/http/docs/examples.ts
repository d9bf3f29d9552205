// Inputs that work: what the documents show, and what "Try it out" begins with.
import type { OperationKey, RequestBody } from '../../contract/operation-types.ts'

/**
 * By operation: bodies that work in a fresh sandbox; `origin` is where the server was found, and
 * `customer` the first one of its default organisation.
 */
export function operationExamples(origin: string, customer: string) {
  const url = `${origin}/_sandbox/inbox/shop`
  const text = (value: string) => ({ type: 'text', text: value })
  return {
    'POST /messages': {
      text: { to: customer, type: 'text', text: { body: 'Halo!' } },
      template: {
        to: customer,
        type: 'template',
        template: {
          name: 'order_confirmation',
          language: 'id',
          components: [
            { type: 'body', parameters: [text('Siti'), text('INV-2031'), text('Rp250.000')] },
            { type: 'button', sub_type: 'url', index: 0, parameters: [text('INV-2031')] },
          ],
        },
      },
      image: {
        to: customer,
        type: 'image',
        image: { url: 'https://toko.example/kopi.jpg', caption: 'Kopi Gayo' },
      },
      list: {
        to: customer,
        type: 'interactive',
        interactive: {
          type: 'list',
          body: { text: 'Mau pesan apa?' },
          action: {
            button: 'Lihat menu',
            sections: [{ rows: [{ id: 'kopi', title: 'Kopi Gayo' }] }],
          },
        },
      },
    },
    'POST /contacts': { contact: { phone_number: '+6281234567890', name: 'Budi' } },
    'POST /labels': { label: { name: 'Pelanggan lama', color: 'teal' } },
    'POST /webhook_subscriptions': {
      inbox: { url, events: ['message.received', 'message.status'] },
    },
  } satisfies { readonly [Key in OperationKey]?: Readonly<Record<string, RequestBody<Key>>> }
}
