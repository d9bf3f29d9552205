// A story of a sandbox on a file store: changes of all sorts, told step by step, whatever the disk does.

import { openFileStore } from '../../../src/adapters/file-store/file-store.ts'
import type { Files } from '../../../src/adapters/file-store/files.ts'
import type { Processes } from '../../../src/adapters/file-store/processes.ts'
import { memorySnapshots } from '../../../src/adapters/memory-snapshots.ts'
import { readWorldFile } from '../../../src/adapters/world-files.ts'
import { dispatch } from '../../../src/api/dispatch.ts'
import type { ApiReply } from '../../../src/api/exchange.ts'
import { V1 } from '../../../src/api/v1/api.ts'
import { OPERATION_KEYS, OPERATIONS } from '../../../src/contract/spec.ts'
import { runAction } from '../../../src/control/actions/index.ts'
import { oldestFirst } from '../../../src/domain/world/tables.ts'
import {
  closeSandbox,
  keepOrganization,
  newSandbox,
  resumeOrganization,
} from '../../../src/engine/organizations.ts'
import type { Beginning, KeptOrganization, Store } from '../../../src/engine/ports.ts'
import type { Organization, Sandbox } from '../../../src/engine/sandbox.ts'
import { populateWorld } from '../../../src/worlds/populate.ts'
import { type ManualClock, newManualClock, START } from '../../engine/manual-clock.ts'
import { modelOf, type Watched, watch } from './model.ts'

export const FOLDER = '/data'

/** Processes of which only the newest is alive: whoever holds the lock from before is dead. */
export function onlyProcess(pid: number): Processes {
  return { pid, host: 'here', isAlive: (other) => other === pid, beganAt: () => 'then' }
}

export type Opening = {
  readonly files: Files
  readonly durability?: 'flush' | 'fsync'
  readonly pid?: number
  /** Told what people are told. */
  readonly told?: string[]
  readonly compactBytes?: number
}

export function openStore(
  { files, durability = 'flush', pid = 1, told = [], compactBytes = 5_000 }: Opening,
  clock = newManualClock(),
): Store {
  return openFileStore({
    folder: FOLDER,
    clock,
    durability,
    files,
    compactBytes,
    tell: (message) => told.push(message),
    processes: onlyProcess(pid),
  })
}

/** A sandbox that is going, and what its store must know. */
export type Going = {
  readonly clock: ManualClock
  readonly sandbox: Sandbox
  readonly store: Watched
  readonly kept: readonly KeptOrganization[]
}

/** Starts a sandbox on a folder: with what is kept there, or with a first organisation. */
export async function go(opening: Opening): Promise<Going> {
  const clock = newManualClock()
  const opened = openStore(opening, clock)
  try {
    const kept = await opened.load()
    const store = watch(opened, modelOf(kept))
    const sandbox = newSandbox({
      clock,
      store,
      transport: { post: async ({ url }) => answerOf(url), close: async () => {} },
      snapshots: memorySnapshots(),
      worlds: { build: async (beginning) => buildWorld(beginning) },
    })
    for (const one of kept) resumeOrganization(sandbox, one)
    if (kept.length === 0) await keepOrganization(sandbox, buildWorld(BEGINNING), BEGINNING)
    return { clock, sandbox, store, kept }
  } catch (error) {
    await opened.close().catch(() => undefined)
    throw error
  }
}

const BEGINNING: Beginning = {
  seed: 7,
  number: 0,
  world: 'empty',
  tier: 'unlimited',
  rate: 0,
  name: undefined,
  keys: 'of-the-file',
  settings: {},
}

function buildWorld({ seed, number, tier, keys }: Beginning) {
  return populateWorld({ seed, number, now: START, tier }, readWorldFile('empty'), null, keys)
}

/** A receiver that works, and one that does not. */
function answerOf(url: string) {
  const status = url.includes('broken') ? 500 : 200
  return { kind: 'answered', status, snippet: '', retryAfter: null, durationMs: 1 } as const
}

/** A request to the API, with the key of an organisation. */
export async function call(
  sandbox: Sandbox,
  { world }: Organization,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<ApiReply> {
  const [key] = [...oldestFirst(world.apiKeys)]
  const operation = OPERATION_KEYS.find((name) => fits(OPERATIONS[name], method, path))
  if (operation === undefined) throw new Error(`There is no operation ${method} ${path}.`)
  const names = [...OPERATIONS[operation].path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  const values = patternOf(OPERATIONS[operation].path).exec(path)?.slice(1) ?? []
  return dispatch(V1, sandbox, {
    operation,
    method,
    path,
    params: Object.fromEntries(names.map((name, index) => [name, values[index]])),
    query: {},
    headers: { authorization: `Bearer ${key?.token}`, ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    bodyProblem: undefined,
  })
}

function fits(operation: { method: string; path: string }, method: string, path: string): boolean {
  return operation.method === method && patternOf(operation.path).test(path)
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`)
}

/** One step: it may be refused, and the next one comes all the same. */
export type Step = (going: Going) => Promise<unknown>

function first({ sandbox }: Going): Organization {
  return sandbox.defaultOrganization
}

function request(method: string, path: string, body?: unknown, key?: string): Step {
  const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key }
  return (going) => call(going.sandbox, first(going), method, path, body, headers)
}

function action(name: string, input: unknown): Step {
  return (going) =>
    runAction({ api: V1, sandbox: going.sandbox, organization: first(going) }, name, input)
}

/** Something that happens in the organisation that came last. */
function inSecond(name: string, input: unknown): Step {
  return async ({ sandbox }) => {
    const organization = [...sandbox.organizations.values()].at(-1) as Organization
    if (organization === sandbox.defaultOrganization) return
    await runAction({ api: V1, sandbox, organization }, name, input)
  }
}

const SIGNS = 'a long text, so that the log grows; '.repeat(12)

export const STEPS: readonly Step[] = [
  request('POST', '/webhook_subscriptions', { url: 'http://10.0.0.1/good', events: EVENTS() }),
  request('POST', '/webhook_subscriptions', { url: 'http://10.0.0.1/broken', events: EVENTS() }),
  request('POST', '/contacts', { phone_number: '+6281300000001', name: 'Siti' }, 'key-1'),
  request('POST', '/messages', text('+6281300000001', 'Halo'), 'key-2'),
  action('advance-clock', { by: '5s' }),
  action('change-settings', { settings: { sentAfterMaxMs: 400 }, tier: 'pro' }),
  action('arm-fault', { fault: 'delivery.hold', times: 1 }),
  action('customer-writes', { from: '+6281300000001', text: 'Halo juga' }),
  action('create-organization', { name: 'Second', seed: 9 }),
  request('POST', '/messages', text('+6281300000002', SIGNS)),
  inSecond('customer-writes', { from: '+6281300000003', text: 'Selamat pagi' }),
  request('POST', '/labels', { name: 'Baru', color: 'green' }),
  action('disarm-faults', {}),
  action('set-clock', { mode: 'x60' }),
  action('set-clock', { mode: 'virtual' }),
  inSecond('issue-key', { label: 'Another' }),
  action('reset', {}),
  request('POST', '/contacts', { phone_number: '+6281300000004', name: 'Budi' }, 'key-3'),
  action('advance-clock', { by: '5s' }),
  inSecond('delete-organization', {}),
  request('POST', '/messages', text('+6281300000004', 'Sampai jumpa')),
]

function EVENTS(): readonly string[] {
  return ['message.received', 'message.status', 'contact.created']
}

function text(to: string, body: string) {
  return { to, type: 'text', text: { body } }
}

/** Tells the story to its end. What is refused because it could not be kept is no end. */
export async function tell(
  going: Going,
  steps: readonly Step[] = STEPS,
  isOver: () => boolean = () => false,
): Promise<void> {
  for (const step of steps) {
    if (isOver()) return
    try {
      await step(going)
    } catch (error) {
      if ((error as Error).name === 'Died') return
      if (!(error instanceof Error && 'code' in error)) throw error
    }
    await rested(going)
  }
}

/** Lets everything that runs by itself, snapshots too, come to its end. */
export async function rested({ sandbox, clock }: Going): Promise<void> {
  for (let turns = 0; turns < 30; turns++) await Promise.resolve()
  await clock.move(0)
  for (const { loop } of sandbox.organizations.values()) await loop.running
  for (let turns = 0; turns < 40; turns++) await Promise.resolve()
}

export async function stop({ sandbox }: Going): Promise<void> {
  await closeSandbox(sandbox)
}
