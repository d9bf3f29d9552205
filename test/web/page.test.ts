// The page at `/` in a real browser: what a tester does with it, from the first message to a dead letter.
import { describe, expect, it } from 'vitest'

import { startReceiver } from '../support/receiver.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { BROWSER, expectAccessible, useBrowser } from './browser.ts'

const CUSTOMER = '+6281234567890'
const VIEWS = [
  'chats',
  'traffic',
  'webhooks',
  'messages',
  'faults',
  'contract',
  'settings',
  'organizations',
]

/** The page is served below the same origin as both APIs. */
function addressOf(controlUrl: string, rest = ''): string {
  return new URL(`/${rest}`, controlUrl).href
}

describe.skipIf(BROWSER === undefined)('the page', () => {
  const { open } = useBrowser()

  it('shows a message from the call to what the customer sees', async () => {
    const { app, act, call, advance } = await startTestSandbox()
    await act('customer-writes', { from: CUSTOMER, name: 'Siti', text: 'Halo' })
    const { page, complaints } = await open(addressOf(app.controlUrl))
    await page.getByText('Halo').first().waitFor()
    await call('POST', '/messages', { to: CUSTOMER, type: 'text', text: { body: 'Selamat pagi' } })
    await page.locator('.bubble', { hasText: 'Selamat pagi' }).waitFor()
    await advance(60_000)
    const bubble = page.locator('.bubble', { hasText: 'Selamat pagi' })
    await bubble.getByRole('img', { name: 'read' }).waitFor()
    await bubble.getByRole('button', { name: /time line/i }).click()
    await page.locator('.time-line').getByText('delivered').waitFor()
    expect(page.url()).toContain('/msg_')
    expect(complaints).toEqual([])
  })

  it('lets a customer write, and pick a row of a list', async () => {
    const { app, act, call } = await startTestSandbox()
    await act('customer-writes', { from: CUSTOMER, name: 'Siti', text: 'Halo' })
    const { page } = await open(
      addressOf(app.controlUrl, `#/chats/${encodeURIComponent(CUSTOMER)}`),
    )
    await page.getByLabel('Write as the customer').fill('Ada promo?')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.locator('.bubble.own', { hasText: 'Ada promo?' }).waitFor()
    await page.getByRole('button', { name: 'Send something else' }).click()
    await page.getByRole('menuitem', { name: 'Place' }).click()
    await page.locator('.bubble.own', { hasText: 'Monas' }).waitFor()
    const sections = [{ title: 'Pilihan', rows: [{ id: 'ya', title: 'Ya, mau' }] }]
    const action = { button: 'Pilih', sections }
    const interactive = { type: 'list', body: { text: 'Mau?' }, action }
    const sent = await call('POST', '/messages', { to: CUSTOMER, type: 'interactive', interactive })
    expect(sent.status, JSON.stringify(sent.body)).toBe(200)
    await page.locator('summary', { hasText: 'Pilih' }).click()
    await page.getByRole('button', { name: 'Ya, mau' }).click()
    await page.locator('.bubble.own', { hasText: 'Ya, mau' }).waitFor()
  })

  it('subscribes a receiver, shows its dead letter, and replays it', async () => {
    const receiver = await startReceiver(400, 400)
    const { app, act, settle } = await startTestSandbox()
    const { page } = await open(addressOf(app.controlUrl, '#/webhooks'))
    await page.getByLabel('Subscribe a receiver').fill(receiver.url)
    await page.getByRole('button', { name: 'Subscribe' }).click()
    const secret = await page.locator('.secret code').textContent()
    await page.getByRole('button', { name: 'Show secrets' }).click()
    await page.locator('.secrets code').waitFor()
    expect(await page.locator('.secrets code').textContent()).toBe(secret)
    await act('customer-writes', { from: CUSTOMER, text: 'Halo' })
    await settle()
    await page.getByRole('option', { name: /message\.received.*dead/ }).click()
    await page.getByText('The signature is good.').waitFor()
    await page.getByRole('button', { name: 'Replay', exact: true }).click()
    await page.getByText('A replay of').waitFor()
    await settle()
    await page.locator('.detail .status.succeeded').waitFor()
  })

  it('moves the clock and arms a fault by its form', async () => {
    const { app, call, world } = await startTestSandbox()
    const before = world.now
    const { page } = await open(addressOf(app.controlUrl, '#/faults'))
    await page.getByLabel('Advance by').fill('25h')
    await page.getByRole('button', { name: 'Advance', exact: true }).click()
    await page.getByText('The clock was moved').waitFor()
    expect(world.now - before).toBe(25 * 3_600_000)
    await page.getByRole('button', { name: 'Arm reply.status' }).click()
    await page.getByRole('button', { name: 'Do it' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByRole('textbox', { name: 'status', exact: true }).fill('500')
    await page.getByRole('button', { name: 'Do it' }).click()
    await page.getByText('Armed reply.status').waitFor()
    expect((await call('GET', '/me')).status).toBe(500)
  })

  it('asks for the control token, and keeps it for the tab', async () => {
    const controlToken = 'a-token-that-nobody-guesses'
    const { app } = await startTestSandbox({ controlToken })
    const { page } = await open(addressOf(app.controlUrl))
    await page.getByLabel('Control token').fill('the-wrong-token-altogether')
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByText(/not the control token/).waitFor()
    await page.getByLabel('Control token').fill(controlToken)
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByRole('navigation', { name: 'Views' }).waitFor()
    await page.reload()
    await page.getByRole('navigation', { name: 'Views' }).waitFor()
  })

  it('opens a call with what was sent and answered, and the call as a command', async () => {
    const { app, call } = await startTestSandbox()
    await call('POST', '/messages', { to: CUSTOMER, type: 'txt' })
    const { page } = await open(addressOf(app.controlUrl, '#/traffic'))
    await page.getByRole('option', { name: /POST \/v1\/messages/ }).click()
    await page.getByLabel('Request body').getByText('"txt"').waitFor()
    await page.getByLabel('Reply body').getByText('invalid_field_value').waitFor()
    await page.getByRole('button', { name: 'Copy curl' }).waitFor()
    expect(page.url()).toMatch(/#\/traffic\/\d+$/)
  })

  it('stays quick with 50,000 entries: only what is in sight is drawn', async () => {
    const { app } = await startTestSandbox()
    const { page } = await open(addressOf(app.controlUrl, '#/traffic'))
    await page.getByText('nothing is scheduled').waitFor()
    const entries = Array.from({ length: 50_000 }, (_, index) => ({
      kind: 'notice',
      number: index + 1,
      at: '2026-01-01T00:00:00.000Z',
      message: `Entry ${index + 1}`,
    }))
    // Nothing more happens behind them.
    await page.route('**/_sandbox/events*', () => {})
    await page.route('**/_sandbox/journal?*', (route) =>
      route.fulfill({ json: { data: { entries, next: 50_000, lost: 0 } } }),
    )
    await page.reload()
    await page.getByText('Entry 50000').waitFor()
    expect(await page.getByRole('option').count()).toBeLessThan(100)
    await page.getByRole('listbox', { name: 'Traffic' }).focus()
    await page.keyboard.press('Home')
    await page.getByText('Entry 1', { exact: true }).waitFor()
    await page.getByLabel('Filter').fill('Entry 4321')
    await page.getByText('Entry 43210').waitFor()
  })

  it('shows hostile texts as texts', async () => {
    const { app, act } = await startTestSandbox()
    const hostile = '<script>globalThis.taken = 1</script><img src=x onerror="taken=1"> \u202Eabc'
    await act('customer-writes', { from: CUSTOMER, name: hostile, text: hostile })
    await act('customer-writes', { from: CUSTOMER, text: 'x'.repeat(4_000) })
    const { page, complaints } = await open(addressOf(app.controlUrl))
    await page.locator('.bubble', { hasText: '<script>' }).waitFor()
    expect(await page.evaluate('globalThis.taken')).toBeUndefined()
    const isTooWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth'
    expect(await page.evaluate(isTooWide)).toBe(false)
    expect(complaints).toEqual([])
  })

  it('is only the phone for a tester, in two tabs at once', async () => {
    const { app, act } = await startTestSandbox()
    await act('customer-writes', { from: CUSTOMER, name: 'Siti', text: 'Halo' })
    const first = await open(addressOf(app.controlUrl, `?as=${CUSTOMER}`))
    const second = await open(addressOf(app.controlUrl, '?as=+6281234567891'))
    await first.page.getByText('Halo').waitFor()
    expect(await first.page.getByRole('navigation').count()).toBe(0)
    await second.page.getByLabel('Write as the customer').fill('Saya baru')
    await second.page.getByRole('button', { name: 'Send', exact: true }).click()
    await second.page.locator('.bubble', { hasText: 'Saya baru' }).waitFor()
    expect(await first.page.locator('.bubble', { hasText: 'Saya baru' }).count()).toBe(0)
  })

  it('says that the sandbox is away, and takes up again when it is back', async () => {
    const first = await startTestSandbox()
    const port = Number(new URL(first.app.controlUrl).port)
    const { page } = await open(addressOf(first.app.controlUrl, '#/traffic'))
    await page.getByText('nothing is scheduled').waitFor()
    await first.app.close()
    await page.getByText('The sandbox does not answer').waitFor()
    const { act } = await startTestSandbox({ port })
    await act('customer-writes', { from: CUSTOMER, text: 'Meanwhile' })
    await page.getByText('Meanwhile').waitFor()
  })

  it.each(VIEWS)('has nothing in %s that axe objects to, and fits 360 pixels', async (view) => {
    const { app, act, call } = await startTestSandbox({ world: 'default' })
    const events = ['message.received']
    await call('POST', '/webhook_subscriptions', { url: `${app.controlUrl}/inbox/a`, events })
    await act('arm-fault', { fault: 'reply.status', status: 503, times: 1 })
    await act('customer-writes', { from: CUSTOMER, text: 'Halo' })
    const { page } = await open(addressOf(app.controlUrl, `#/${view}`), { width: 360, height: 640 })
    await page.getByRole('main').waitFor()
    await page
      .getByText('nothing is scheduled')
      .or(page.getByText(/^next: /))
      .waitFor()
    await expectAccessible(page)
    const isTooWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth'
    expect(await page.evaluate(isTooWide)).toBe(false)
    await page.setViewportSize({ width: 1280, height: 800 })
    await expectAccessible(page)
  })
})
