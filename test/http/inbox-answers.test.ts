// What inboxes answer: as their URL says, request by request, through the real schedule of retries.
import { describe, expect, it } from 'vitest'

import { ATTEMPT_DELAYS_MS } from '../../src/domain/webhooks/retry.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { ask, see, sendText, subscribeInbox } from './control-reading.ts'

const STAYS_SENT = '+628000000001'

describe('the schedule of retries', () => {
  it('ends with the first 2xx: answers=503,503,200', async () => {
    const { delivery, requests } = await deliver('answers=503,503,200')
    expect(requests.map(({ answer }) => answer.status)).toEqual([503, 503, 200])
    expect(delivery.delivery).toMatchObject({ status: 'succeeded', attempt_count: 3 })
    expectSchedule(requests)
    expect(new Set(requests.map(({ body }) => body)).size).toBe(1)
    expect(requests.map(({ headers }) => headers['x-kirim-attempt'])).toEqual(['1', '2', '3'])
    expect(new Set(requests.map(({ delivery_id: id }) => id))).toEqual(
      new Set([delivery.delivery.id]),
    )
  })

  it('ends after eight attempts when no answer is better: answers=500', async () => {
    const { delivery, requests } = await deliver('answers=500')
    expect(requests).toHaveLength(8)
    expect(delivery.delivery).toMatchObject({ status: 'dead', attempt_count: 8 })
    expectSchedule(requests)
  })

  it('ends at once with a 4xx: answers=422', async () => {
    const { delivery, requests } = await deliver('answers=422&body=%7B%22no%22:1%7D')
    expect(requests).toHaveLength(1)
    expect(delivery.delivery).toMatchObject({ status: 'dead', response_status: 422 })
    expect(delivery.attempts[0].response_snippet).toBe('{"no":1}')
  })

  it('goes on after a redirect, which is not followed: answers=302,200', async () => {
    const { requests } = await deliver('answers=302,200')
    expect(requests.map(({ answer }) => answer.status)).toEqual([302, 200])
  })

  it('has the patience that a 429 asks for: retry_after=3600', async () => {
    const { requests } = await deliver('answers=429,200&retry_after=3600')
    expect(requests).toHaveLength(2)
    expect(gaps(requests)[0]).toBe(3_600_000)
  })

  it('takes an answer that comes too late for none: delay_ms', async () => {
    const sandbox = await startTestSandbox()
    await sandbox.act('change-settings', { settings: { receiverTimeoutMs: 60 } })
    await subscribeInbox(sandbox, 'shop?delay_ms=400')
    await sendText(sandbox, STAYS_SENT)
    await sandbox.advance(5_000)
    const [{ id }] = (await see(sandbox, '/deliveries')).deliveries
    expect((await see(sandbox, `/deliveries/${id}`)).attempts).toMatchObject([
      { outcome: 'timed-out', response_status: null },
    ])
    expect((await see(sandbox, '/inboxes/shop')).requests).toMatchObject([
      { answer: { status: 200, delay_ms: 400 } },
    ])
  })
})

describe('answers', () => {
  it('in order, the last one for ever, each query string for itself', async () => {
    const sandbox = await startTestSandbox()
    expect(await statuses(sandbox, 'a?answers=500,201', 3)).toEqual([500, 201, 201])
    expect(await statuses(sandbox, 'a?answers=502,200', 2)).toEqual([502, 200])
    expect(await statuses(sandbox, 'b?answers=500,201', 1)).toEqual([500])
    expect(await statuses(sandbox, 'a', 1)).toEqual([200])
    expect(await statuses(sandbox, 'a?answers=500,201', 1)).toEqual([201])
  })

  it('from the beginning again when the inbox was emptied', async () => {
    const sandbox = await startTestSandbox()
    await statuses(sandbox, 'a?answers=500,201', 2)
    await ask(sandbox, '/inbox/a', { method: 'DELETE' })
    expect(await statuses(sandbox, 'a?answers=500,201', 2)).toEqual([500, 201])
  })

  it('with the body and the type that it has', async () => {
    const sandbox = await startTestSandbox()
    const json = await post(sandbox, `a?body=${encodeURIComponent('{"ok":true}')}`)
    expect(json.headers.get('content-type')).toContain('application/json')
    expect(await json.json()).toEqual({ ok: true })
    const text = await post(sandbox, 'a?body=thanks')
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await text.text()).toBe('thanks')
    const none = await post(sandbox, 'a?answers=204&body=thanks')
    expect([none.status, await none.text()]).toEqual([204, ''])
  })

  it('with Retry-After unless it is a 2xx', async () => {
    const sandbox = await startTestSandbox()
    const path = 'a?answers=503,200&retry_after=7'
    expect((await post(sandbox, path)).headers.get('retry-after')).toBe('7')
    expect((await post(sandbox, path)).headers.get('retry-after')).toBeNull()
  })

  it('late, in real time', async () => {
    const sandbox = await startTestSandbox()
    const startedAt = performance.now()
    expect((await post(sandbox, 'a?delay_ms=120')).status).toBe(200)
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(115)
  })

  it('nobody who has gone, and keeps no stop waiting', async () => {
    const sandbox = await startTestSandbox()
    const abort = new AbortController()
    const url = `${sandbox.app.controlUrl}/inbox/a?delay_ms=60000`
    const gone = fetch(url, { method: 'POST', signal: abort.signal }).catch(() => 'gone')
    const cutOff = fetch(url, { method: 'POST' }).catch(() => 'cut off')
    await expect.poll(async () => (await see(sandbox, '/inboxes/a')).received).toBe(2)
    abort.abort()
    expect(await gone).toBe('gone')
    const startedAt = performance.now()
    await sandbox.app.close()
    expect(performance.now() - startedAt).toBeLessThan(900)
    expect(await cutOff).toBe('cut off')
  })

  it.each([
    ['answers=often', 'answers', 'an integer from 200 to 599; got "often"'],
    ['answers=', 'answers', 'got an empty string'],
    ['answers=200,100', 'answers', 'got "100"'],
    ['delay_ms=60001', 'delay_ms', 'an integer from 0 to 60000'],
    ['retry_after=soon', 'retry_after', 'whole seconds, or an HTTP date'],
    ['delay_ms=1&delay_ms=2', 'delay_ms', 'got an array of 2 items'],
  ])('?%s with a 400 that explains, and records nothing', async (query, param, words) => {
    const sandbox = await startTestSandbox()
    const response = await post(sandbox, `a?${query}`)
    expect(response.status).toBe(400)
    const { error } = (await response.json()) as { error: { message: string } }
    expect(error).toMatchObject({ code: 'invalid_field_value', param })
    expect(error.message).toContain(words)
    expect(await see(sandbox, '/inboxes')).toEqual({ inboxes: [] })
  })
})

type Request = {
  readonly at: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly delivery_id: string
  readonly answer: { readonly status: number }
}

/** One webhook to an inbox that answers so; what came of it once nothing more happens. */
async function deliver(query: string) {
  const sandbox = await startTestSandbox()
  await subscribeInbox(sandbox, `shop?${query}`)
  await sendText(sandbox, STAYS_SENT)
  await sandbox.settle()
  const { requests } = await see(sandbox, '/inboxes/shop')
  const [{ id }] = (await see(sandbox, '/deliveries')).deliveries
  const delivery = await see(sandbox, `/deliveries/${id}`)
  return { delivery, requests: requests as Request[] }
}

function gaps(requests: readonly Request[]): number[] {
  const times = requests.map(({ at }) => Date.parse(at))
  return times.slice(1).map((at, index) => at - (times[index] ?? 0))
}

/** Each wait is that of the schedule, give or take a fifth. */
function expectSchedule(requests: readonly Request[]): void {
  for (const [index, gap] of gaps(requests).entries()) {
    const planned = ATTEMPT_DELAYS_MS[index + 1] ?? 0
    expect(gap).toBeGreaterThanOrEqual(planned * 0.8)
    expect(gap).toBeLessThanOrEqual(planned * 1.2)
  }
}

async function statuses(sandbox: TestSandbox, path: string, times: number): Promise<number[]> {
  const all: number[] = []
  for (let n = 0; n < times; n++) all.push((await post(sandbox, path)).status)
  return all
}

function post({ app }: TestSandbox, path: string): Promise<Response> {
  return fetch(`${app.controlUrl}/inbox/${path}`, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
    redirect: 'manual',
  })
}
