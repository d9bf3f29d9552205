// The story of an organisation: what happened, on one page of a bounded size.
import { describe, expect, it } from 'vitest'

import { storyMarkdown } from '../../src/control/reads/story/markdown.ts'
import {
  FINDINGS_MAX,
  LINE_MAX,
  LINES_MAX,
  STORY,
  STORY_MAX_CHARACTERS,
  type Story,
} from '../../src/control/reads/story/shape.ts'
import { faultsOf } from '../../src/schema/check.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'

const READER = '+628000000003'
const text = (to: string, body = 'Halo!') => ({ to, type: 'text', text: { body } })

async function storyOf({ app }: TestSandbox, query = ''): Promise<Story> {
  const response = await fetch(`${app.controlUrl}/story${query}`)
  const { data } = (await response.json()) as { data: Story }
  expect(faultsOf(STORY, data)).toEqual([])
  return data
}

const lines = ({ happened }: Story) => happened.map((line) => line.text)

async function subscribed(): Promise<TestSandbox> {
  const sandbox = await startTestSandbox()
  const url = `${sandbox.app.controlUrl}/inbox/shop`
  await sandbox.call('POST', '/webhook_subscriptions', { url, events: ['message.status'] })
  return sandbox
}

describe('tells', () => {
  it('of a fault that was disarmed before it struck that it is disarmed, and not spent', async () => {
    const sandbox = await startTestSandbox()
    await sandbox.act('arm-fault', { fault: 'status', status: 503 })
    await sandbox.act('disarm-faults', {})
    const story = await storyOf(sandbox)
    expect(story.look_at.map((one) => one.do).join()).toContain('arm it again')
    expect(storyMarkdown(story)).toMatch(/flt_\w+, disarmed, struck 0 times/)
  })

  it('of a message from the call to the webhook, with where to read on', async () => {
    const sandbox = await subscribed()
    const { id } = (await sandbox.call('POST', '/messages', text(READER))).body.data
    await sandbox.settle()
    const story = await storyOf(sandbox)
    expect(lines(story)).toEqual([
      expect.stringMatching(/^POST \/v1\/webhook_subscriptions → 200 wbs_/),
      `POST /v1/messages → 200 ${id}, text to ${READER} “Halo!”`,
      `${id} to ${READER}: sent`,
      expect.stringMatching(
        new RegExp(
          `^message.status \\(sent\\) of ${id} → http.*shop: HTTP 200, attempt 1, signature good$`,
        ),
      ),
      `${id} to ${READER}: delivered`,
      `${id} to ${READER}: read`,
      expect.stringContaining('message.status (delivered)'),
      expect.stringContaining('message.status (read)'),
    ])
    for (const { see } of story.happened) {
      const response = await fetch(story.base + see)
      expect([see, response.status]).toEqual([see, 200])
    }
    expect(story.counts).toMatchObject({ calls: 2, sent: 1, attempts: 3, failed: 0, refused: 0 })
    expect(story.look_at).toEqual([])
  })

  it('what is scheduled, and that a virtual clock waits for somebody to move it', async () => {
    const sandbox = await startTestSandbox()
    const { id } = (await sandbox.call('POST', '/messages', text(READER))).body.data
    const { scheduled, look_at } = await storyOf(sandbox)
    expect(scheduled).toMatchObject([
      { text: `${id} to ${READER} becomes sent`, see: `messages/${id}` },
    ])
    expect(look_at.map(({ what }) => what)).toContainEqual(expect.stringContaining('stands still'))
  })

  it('a refusal, and how often it came', async () => {
    const sandbox = await startTestSandbox()
    for (let n = 0; n < 3; n++) await sandbox.call('POST', '/messages', text('12'))
    const story = await storyOf(sandbox)
    expect(story.happened).toMatchObject([{ times: 3, of_note: true, number: 3, see: 'journal/3' }])
    expect(story.look_at[0]).toMatchObject({
      what: expect.stringMatching(
        /^POST \/messages was refused with invalid_phone_number \(to\), 3 times: /,
      ),
      see: 'journal/3',
    })
    expect(story.counts.refused).toBe(3)
  })

  it('a member that is ignored, a message that failed, and that nobody is subscribed', async () => {
    const sandbox = await startTestSandbox()
    await sandbox.call('POST', '/messages', { ...text('+62800000131047'), txt: 1 })
    await sandbox.settle()
    const whats = (await storyOf(sandbox)).look_at.map(({ what }) => what)
    expect(whats).toEqual([
      expect.stringContaining('Ignored: POST /messages: txt'),
      expect.stringContaining('1 message failed with outside_24h_window'),
      expect.stringContaining('nobody is subscribed'),
    ])
  })

  it('a receiver that fails, what it answered, and when it is tried again', async () => {
    const sandbox = await startTestSandbox()
    const url = `${sandbox.app.controlUrl}/inbox/shop?answers=503`
    await sandbox.call('POST', '/webhook_subscriptions', { url, events: ['contact.created'] })
    await sandbox.call('POST', '/contacts', { phone_number: '+6281234567890' })
    await sandbox.advance(1)
    const story = await storyOf(sandbox)
    expect(lines(story).at(-1)).toMatch(
      /contact\.created → .*: HTTP 503, attempt 1, .*again at 2026-/,
    )
    expect(story.look_at[0]?.what).toMatch(/answered HTTP 503$/)
    expect(story.scheduled[0]?.text).toMatch(/^attempt 2 to deliver contact\.created/)
    await sandbox.settle()
    expect((await storyOf(sandbox)).look_at[0]?.what).toBe('1 webhook delivery was given up')
  })

  it('a fault that struck, and one that never did', async () => {
    const sandbox = await startTestSandbox()
    await sandbox.act('arm-fault', { fault: 'status', status: 429, times: 1 })
    const match = { to: '+6281234567890' }
    await sandbox.act('arm-fault', { fault: 'status', status: 429, match })
    await sandbox.call('GET', '/contacts')
    const { faults, happened, look_at, counts } = await storyOf(sandbox)
    expect(faults).toMatchObject([
      { armed: true, hits: 0 },
      { armed: false, hits: 1 },
    ])
    expect(happened[0]?.text).toContain('fault reply.status')
    expect(counts.strikes).toBe(1)
    expect(look_at[0]?.what).toContain('never struck')
  })

  it('only what happened behind an entry', async () => {
    const sandbox = await startTestSandbox()
    await sandbox.call('GET', '/me')
    const { next } = await storyOf(sandbox)
    await sandbox.call('GET', '/contacts')
    const later = await storyOf(sandbox, `?after=${next}`)
    expect(later).toMatchObject({ after: next, next: next + 1, counts: { calls: 1 } })
    expect(lines(later)).toEqual(['GET /v1/contacts → 200'])
  })

  it('that nothing has happened', async () => {
    const story = await storyOf(await startTestSandbox())
    expect(story.look_at).toMatchObject([{ what: 'No call to the API has come.' }])
    expect(storyMarkdown(story)).toContain('Nothing yet')
  })
})

describe('as Markdown', () => {
  it('is asked for by format or by Accept, and JSON is the default', async () => {
    const { app } = await startTestSandbox()
    const type = async (query: string, accept?: string) => {
      const headers = accept === undefined ? {} : { accept }
      const response = await fetch(`${app.controlUrl}/story${query}`, { headers })
      return response.headers.get('content-type')
    }
    const json = 'application/json; charset=utf-8'
    const markdown = 'text/markdown; charset=utf-8'
    expect(await type('')).toBe(json)
    expect(await type('', '*/*')).toBe(json)
    expect(await type('', 'text/markdown')).toBe(markdown)
    expect(await type('', 'text/markdown;q=0.9, application/json;q=0.1')).toBe(markdown)
    expect(await type('', 'application/json, text/markdown')).toBe(json)
    expect(await type('?format=markdown')).toBe(markdown)
    expect(await type('?format=json', 'text/markdown')).toBe(json)
    expect((await fetch(`${app.controlUrl}/story?format=html`)).status).toBe(400)
  })

  it('obeys nothing that a customer writes, and shows no secret', async () => {
    const sandbox = await startTestSandbox()
    const body = `[x](javascript:1) <script> **b**\n# title\u001b[31m key kdv_live_${'x'.repeat(24)}`
    await sandbox.act('customer-writes', { from: '+6281234567890', text: body })
    const page = storyMarkdown(await storyOf(sandbox))
    expect(page).toContain('\\[x\\](javascript:1) \\<script\\> \\*\\*b\\*\\* # title')
    expect(page).not.toContain('\u001b')
    expect(page).not.toContain('kdv_live_x')
  })

  it('says the same for the same seed and the same doings', async () => {
    const play = async () => {
      const sandbox = await startTestSandbox()
      await sandbox.call('POST', '/messages', text(READER))
      await sandbox.settle()
      return storyMarkdown({ ...(await storyOf(sandbox)), base: '' })
    }
    expect(await play()).toBe(await play())
  })
})

it('stays within its bounds, whatever happens, and keeps what is of note', async () => {
  const sandbox = await startTestSandbox()
  const long = '*<[`'.repeat(200)
  await sandbox.call('POST', '/messages', text('12', long))
  for (let n = 0; n < 120; n++) {
    await sandbox.call('GET', `/contacts/ctc_${n}${long.slice(0, 300)}`)
    await sandbox.call('POST', '/contacts', { phone_number: `+62812345${1000 + n}`, name: long })
    await sandbox.act('customer-writes', { from: `+62812345${1000 + n}`, text: long })
    if (n < 20)
      await sandbox.act('arm-fault', {
        fault: 'status',
        status: 429,
        match: { to: `+62813345${1000 + n}` },
      })
  }
  const story = await storyOf(sandbox)
  expect(story.happened.length).toBe(LINES_MAX)
  expect(story.look_at.length).toBeLessThanOrEqual(FINDINGS_MAX)
  expect(story.look_at_more).toBeGreaterThan(0)
  const longest = [...story.happened, ...story.scheduled, ...story.faults].map(
    (one) => one.text.length,
  )
  expect(Math.max(...longest)).toBeLessThanOrEqual(LINE_MAX)
  const told = story.happened.reduce(
    (sum, { skipped, times }) => sum + skipped + times,
    story.skipped,
  )
  expect(told).toBe(story.next - story.after)
  expect(story.happened.filter((line) => line.of_note).length).toBeGreaterThanOrEqual(30)
  expect(storyMarkdown(story).length).toBeLessThanOrEqual(STORY_MAX_CHARACTERS)
})
