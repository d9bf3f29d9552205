// The screen on a real sandbox, as a person plays it: everything without leaving it.
import { expect, it, onTestFinished } from 'vitest'

import { openScreen } from '../../src/tui/start.tsx'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { DOWN, ENTER, ESCAPE, type FakeTerminal, newTerminal } from './fake-terminal.ts'

const CUSTOMER = '+6281234567890'

type Opened = FakeTerminal & {
  readonly sandbox: TestSandbox
  readonly closed: Promise<void>
  /** Types, and waits until the screen shows all of these. */
  play(pieces: readonly string[], ...shows: readonly (string | RegExp)[]): Promise<void>
}

async function open(
  options: { readonly endsSandbox?: boolean; readonly variables?: Record<string, string> } = {},
): Promise<Opened> {
  const sandbox = await startTestSandbox()
  const terminal = newTerminal(120, 40)
  const { endsSandbox = true, variables = {} } = options
  const screen = await openScreen({
    url: sandbox.app.controlUrl,
    endsSandbox,
    input: terminal.input,
    output: terminal.output,
    variables,
  })
  onTestFinished(screen.close)
  const play: Opened['play'] = async (pieces, ...shows) => {
    for (const piece of pieces) terminal.press(piece)
    const fits = (text: string) =>
      shows.every((one) => (typeof one === 'string' ? text.includes(one) : one.test(text)))
    await terminal.until(fits)
  }
  await play([], 'Nothing has happened yet', 'virtual 2026-01-01')
  return { ...terminal, sandbox, closed: screen.closed, play }
}

it('sends, answers, fails, waits, gives up, replays and breaks things without being left', async () => {
  const { play, press, sandbox } = await open()
  // A first message, to a number that is typed.
  await play(['n'], 'to whom?', 'another number')
  await play(['another', ENTER], 'Send to which number?')
  await play([CUSTOMER, ENTER], 'Send to +6281234567890: what?')
  await play([ENTER], 'Send a text to +6281234567890')
  await play(['Halo, ada promo?', ENTER], 'Sent to +6281234567890', /200 {2}POST \/messages/)

  // The customer answers, in the chat.
  await play(['2'], '1 Traffic', 'Halo, ada promo?')
  await play(['c'], 'Write as the customer +6281234567890')
  await play(['Mau dong 🙏', ENTER], '│ Mau dong 🙏 │', 'window open')

  // A receiver that always fails, and somebody who hears of it.
  await play(['w'], 'Have every event sent to', 'one that always fails')
  await play([DOWN, DOWN, DOWN, ENTER], 'Webhooks go to')
  await play(['c', 'Masih ada?', ENTER], '│ Masih ada? │')

  // Until it is a dead letter.
  await play(['+'], 'Advance the clock by')
  await play(['24', ENTER], 'virtual 2026-01-02')
  await play(['+'], 'Advance the clock by')
  await play(['24', ENTER], 'virtual 2026-01-03')
  await play(['3'], 'dead after 8', '#8 HTTP 503', '✓ the signature is good')

  // It is replayed, and arrives, because a fault says so.
  await play(['f'], 'Arm a fault', 'reply.status')
  await play(['delivery.outcome', ENTER], '› status=503 times=1')
  press('\u0015')
  await play(['status=200 times=9', ENTER], 'Armed delivery.outcome')
  await play(['R'], 'Replay all dead letters?')
  await play(['y', '+', '10', ENTER], 'delivered', '↻0')
  await play(['5'], /delivery\.outcome +[1-9]\d* of/)
  await play(['D'], /○ {2}delivery\.outcome/)

  const { body } = await sandbox.call('GET', '/webhook_deliveries?status=succeeded')
  expect(body.data.length).toBeGreaterThan(0)
})

it('shows a template with its buttons, and taps one', async () => {
  const { play, sandbox } = await open()
  await sandbox.act('customer-writes', { from: CUSTOMER, name: 'Budi', text: 'Halo' })
  await play(['2'], 'Budi', /│ Halo +│/)
  await play(['n'], 'Send to +6281234567890: what?')
  await play(['template', ENTER], 'which template?', 'appointment_reminder')
  await play(['appointment_reminder id', ENTER], 'Send appointment_reminder', 'enter sends it')
  await play([ENTER], 'Pengingat janji temu', '↩ Hadir')
  await play(['b'], 'taps: what?', 'Jadwal ulang')
  await play(['Jadwal', ENTER], /│ ▏Halo .*│/, '│ Jadwal ulang')
})

it('follows what others do, and opens the time line of a message', async () => {
  const { play, sandbox } = await open()
  const body = { to: '+628000000003', type: 'text', text: { body: 'Dari tempat lain' } }
  const { body: reply } = await sandbox.call('POST', '/messages', body)
  await play([], /200 {2}POST \/messages/)
  await sandbox.settle()
  await play([], 'read +628000000003')
  await play(['t'], `Time line ${reply.data.id}`, 'accepted by the API', '◉◉ read')
  await play([ESCAPE], '│ Time line')
})

it('explains a refusal', async () => {
  const { play, sandbox } = await open()
  await sandbox.call('POST', '/messages', { to: '0812', type: 'text', text: { body: 'x' } })
  await play([], /400 {2}POST \/messages +.*invalid_phone_number/, /└ .*E\.164/)
})

it('opens a call with both bodies, and goes back to it from its time line', async () => {
  const { play, sandbox } = await open()
  const body = { to: '+628000000003', type: 'text', text: { body: 'Dua badan' } }
  const { body: reply } = await sandbox.call('POST', '/messages', body)
  await play([], /200 {2}POST \/messages/)
  await play([ENTER], 'Body of the request', '"body": "Dua badan"', `"id": "${reply.data.id}"`)
  await play(['t'], `Time line ${reply.data.id}`)
  await play([ESCAPE], 'Body of the request', '"body": "Dua badan"')
  await play([ESCAPE], 'space pause')
})

it('stands still while it is paused, and says how much came', async () => {
  const { play, press, sandbox, text } = await open()
  await sandbox.call('GET', '/contacts')
  await play([], 'GET /contacts')
  await play([' '], 'paused, 0 more since')
  await sandbox.call('GET', '/labels')
  await play([], 'paused, 1 more since')
  expect(text()).not.toContain('GET /labels')
  press(' ')
  await play([], 'GET /labels')
})

it('switches to another organisation that it begins', async () => {
  const { play } = await open()
  await play(['o'], 'Look at which organisation?', 'begin another one')
  await play(['begin', ENTER], 'Name of the organisation')
  await play(['Toko Kedua', ENTER], 'Toko Kedua', 'This is Toko Kedua now.')
})

it('says why something could not be done', async () => {
  const { play, press } = await open()
  await play(['f'], 'Arm a fault', 'reply.status')
  await play(['reply.status', ENTER], '› status=503 times=1')
  press('\u0015')
  await play(['status=299', ENTER], /declares/, '› status=299')
  press('\u0015')
  await play(['status=429', ENTER], 'Armed reply.status')
})

it('asks before it stops a sandbox whose deliveries have not arrived', async () => {
  const { play, sandbox, closed, written } = await open()
  const url = `${sandbox.app.controlUrl}/inbox/fails?answers=503`
  await sandbox.call('POST', '/webhook_subscriptions', { url, events: ['message.received'] })
  await sandbox.act('customer-writes', { from: CUSTOMER, text: 'Halo' })
  await play([], '↻ 1 on the way')
  await play(['q'], 'Stop the sandbox?', '1 delivery has not arrived yet.')
  await play(['n'], 'q quit')
  await play(['q'], 'Stop the sandbox?')
  await play(['y'])
  await closed
  expect(written().endsWith(LEFT)).toBe(true)
})

/** Colours off, wrapping on, cursor shown, alternate screen left. */
const LEFT = '\u001B[0m\u001B[?7h\u001B[?25h\u001B[?1049l'

it('leaves a sandbox of somebody else running, without a question', async () => {
  const { press, sandbox, closed, written } = await open({ endsSandbox: false })
  press('q')
  await closed
  expect(written().endsWith(LEFT)).toBe(true)
  expect((await sandbox.call('GET', '/health')).status).toBe(200)
})

it('follows the size of the terminal', async () => {
  const { play, resize, text } = await open()
  resize(60, 16)
  await play([], /1 Traffic {2}2 Chats 3 Hooks/)
  expect(text().split('\n')).toHaveLength(16)
  resize(200, 60)
  await play([], '4 Messages  5 Faults')
  expect(text().split('\n')).toHaveLength(60)
})

it('uses no colour where NO_COLOR is set', async () => {
  const plain = await open({ variables: { NO_COLOR: '1' } })
  expect(plain.written()).not.toMatch(COLOUR)
  const coloured = await open()
  expect(coloured.written()).toMatch(COLOUR)
})

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const COLOUR = /\u001B\[(?:\d+;)*(?:3[0-7]|4[0-7]|9[0-7]|10[0-7])(?:;\d+)*m/

it('puts what is copied into the clipboard of the terminal', async () => {
  const { play, written, sandbox } = await open()
  await play(['y'], 'Copy', 'API key')
  await play(['API key', ENTER], 'Copied the API key')
  const encoded = Buffer.from(sandbox.app.apiKey).toString('base64')
  expect(written()).toContain(`\u001B]52;c;${encoded}\u0007`)
})

it('says that nobody answers any more, and finds a sandbox again that begins anew', async () => {
  const { play, sandbox } = await open()
  await sandbox.app.close()
  await play([], 'nobody answers, trying again')
})
