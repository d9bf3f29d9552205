// A sandbox for tests: on a free port, with a clock that stands still until it is moved.
import { onTestFinished } from 'vitest'

import { type App, type AppOptions, startApp } from '../../src/app.ts'
import type { World } from '../../src/domain/world/world.ts'
import { advance } from '../../src/engine/timeline.ts'

export type Reply = {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape.
  readonly body: any
}

export type TestSandbox = {
  readonly app: App
  readonly world: World
  /** Calls the API with the sandbox's key: `call('POST', '/messages', {...})`. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Reply>
  /** Runs a control action. */
  act(name: string, input: unknown): Promise<Reply>
  /** Moves the virtual clock and runs what becomes due. */
  advance(ms: number): Promise<void>
  /** Runs until nothing but housekeeping is scheduled. */
  settle(): Promise<void>
}

/** How tests start a sandbox: alone on loopback, with a clock that stands still. */
export const TEST_OPTIONS: AppOptions = {
  host: '127.0.0.1',
  port: 0,
  seed: 7,
  world: 'empty',
  tier: 'unlimited',
  rate: 0,
  strictUrls: false,
  allowTargets: [],
}

/** Starts a sandbox that is closed when the test ends. */
export async function startTestSandbox(options: Partial<AppOptions> = {}): Promise<TestSandbox> {
  const app = await startApp({ ...TEST_OPTIONS, ...options })
  onTestFinished(() => app.close())
  const { sandbox, organization } = app
  return {
    app,
    world: organization.world,
    call: (method, path, body, headers) =>
      send(method, app.url + path, body, { authorization: `Bearer ${app.apiKey}`, ...headers }),
    act: (name, input) => send('POST', `${app.controlUrl}/actions/${name}`, input, {}),
    advance: async (ms) => {
      await advance(sandbox, organization, { to: organization.world.now + ms })
    },
    settle: async () => {
      await advance(sandbox, organization, { until: 'idle' })
    },
  }
}

async function send(
  method: string,
  url: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Reply> {
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  }
}
