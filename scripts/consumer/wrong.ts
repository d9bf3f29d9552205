// What must not compile: the compiler finds an error in each line that says so, and in no other.
import { type KirimSandbox, startSandbox } from 'kirim-sandbox'

declare const sandbox: KirimSandbox

export const wrong = [
  () => startSandbox({ colour: 'red' }), // wrong: no such option
  () => startSandbox({ clock: 'fast' }), // wrong: no such clock
  () => startSandbox({ settings: { readChance: 1 } }), // wrong: no such setting
  () => sandbox.do.customerWritess({ from: '+62', text: 'x' }), // wrong: no such action
  () => sandbox.do.customerWrites({ text: 'x' }), // wrong: from is missing
  () => sandbox.do.customerWrites({ from: '+62', txt: 'x' }), // wrong: no such member
  () => sandbox.do.setMessageStatus({ message_id: 'x', status: 'seen' }), // wrong: no such status
  () => sandbox.call('POST /mesages', { body: {} }), // wrong: no such operation
  () => sandbox.call('POST /messages'), // wrong: the body is missing
  () => sandbox.call('POST /messages', { body: { to: '+62', type: 'text' } }), // wrong: text is missing
  () => sandbox.call('POST /messages', { body: { to: 62, type: 'text', text: { body: '' } } }), // wrong: to
  () => sandbox.call('GET /messages', { body: {} }), // wrong: it has no body
  () => sandbox.call('GET /messages/{id}'), // wrong: params is missing
  () => sandbox.call('GET /messages', { query: { page: '2' } }), // wrong: no such parameter
  () => sandbox.call('GET /me', { expect: 418 }), // wrong: no such status
  () => sandbox.waitFor.webhook({ event: 'message.recieved' }), // wrong: no such event
  () => sandbox.waitFor.webhook({ event: 'message.status', status: 'seen' }), // wrong: no such status
  () => sandbox.waitFor.message('msg_x', 'seen'), // wrong: no such goal
  () => sandbox.waitFor.delivery('wbd_x', 'sent'), // wrong: no such goal
  () => sandbox.inbox.subscribe(['message.sent']), // wrong: no such event
  async () => (await sandbox.call('GET /me')).data.colour, // wrong: not in the reply
  async () => (await sandbox.waitFor.webhook({ event: 'contact.created' })).body.entry, // wrong: Meta's
  async () => (await sandbox.do.addTeam({ name: 'x' })).colour, // wrong: not in the result
]
