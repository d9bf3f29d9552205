// An input for each control action: what the documents show, and what "Try it out" begins with.
import type { ActionInput, ActionName } from '../contract/input-types.ts'

/** Ids stand for those of a real sandbox; everything else works in the world `default` as it is. */
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
  reset: {},
}
