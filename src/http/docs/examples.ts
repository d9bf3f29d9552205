// Inputs that work: what the documents show, and what "Try it out" begins with.
import type { ActionInput, ActionName } from '../../contract/input-types.ts'
import type { OperationKey, RequestBody } from '../../contract/operation-types.ts'

/** By control action. Ids stand for those of a real sandbox; everything else works in the world `default` as it is. */
export const ACTION_EXAMPLES: { readonly [Name in ActionName]: ActionInput<Name> } = {
  'customer-writes': { from: '+6281234567890', name: 'Budi', text: 'Halo, masih buka?' },
  'customer-reads': { from: '+6281234567890' },
  'customer-blocks': { from: '+6281234567890' },
  'set-recipient': { phone_number: '+6281234567890', behaviour: 'fails:131026' },
  'set-message-status': { message_id: 'msg_01J9Z3K4M5N6P7Q8R9S0T1V2W3', status: 'read' },
  'advance-clock': { by: '25h' },
  'set-clock': { mode: 'virtual' },
  'arm-fault': {
    fault: 'reply.status',
    status: 503,
    match: { operation: 'POST /messages' },
    times: 2,
  },
  'disarm-faults': {},
  'set-template': { name: 'order_confirmation', language: 'id', status: 'PAUSED' },
  'set-account': { phone_number: '+6281100000001', connected: false },
  'add-user': { name: 'Citra Lestari', email: 'citra@kirim.example' },
  'add-team': { name: 'Sales' },
  'issue-key': { label: 'My test', expires_in: '2h' },
  'revoke-key': { token: 'kdv_live_kirimsandboxkirimsandbox' },
  'create-organization': { name: 'Second shop', seed: 7, clock: 'virtual' },
  'delete-organization': { organization_id: 'org_01J9Z3K4M5N6P7Q8R9S0T1V2W3' },
  'change-settings': { settings: { readProbability: 1, statusStyle: 'v24' } },
  'save-snapshot': { name: 'before-the-sale' },
  'load-snapshot': { name: 'before-the-sale' },
  reset: {},
  'post-webhook': {
    url: 'http://127.0.0.1:4000/webhooks',
    body: { id: 'evt_01J9Z3K4M5N6P7Q8R9S0T1V2W3', type: 'contact.updated', data: {} },
    secret: 'whsec_of_the_subscription',
    signed_before_s: 301,
  },
}

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
