// The wiring: picks the adapters, makes the sandbox with its first organisation, and starts the server.
import { newEgress } from './adapters/egress.ts'
import { lazyTransport } from './adapters/lazy-transport.ts'
import { memoryStore } from './adapters/memory-store.ts'
import { realClock } from './adapters/real-clock.ts'
import { readWorldFile } from './adapters/world-files.ts'
import type { Entry } from './domain/world/journal.ts'
import type { Settings } from './domain/world/settings.ts'
import { oldestFirst } from './domain/world/tables.ts'
import { VIRTUAL_START_AT } from './domain/world/time.ts'
import type { Tier, World } from './domain/world/world.ts'
import { addOrganization, closeSandbox, newSandbox } from './engine/organizations.ts'
import { populateWorld } from './engine/populate.ts'
import type { Beginning, Clock, Transport } from './engine/ports.ts'
import type { Organization, Sandbox } from './engine/sandbox.ts'
import { API_PREFIX } from './http/api-routes.ts'
import { CONTROL_PREFIX } from './http/control-routes.ts'
import { type Server, startServer } from './http/server.ts'

export type AppOptions = {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly seed: number
  /** A ready-made world's name, or the path of a world file. */
  readonly world: string
  readonly tier: Tier
  /** How fast time passes: 1 follows the machine, 0 moves only when it is advanced. */
  readonly rate: number
  readonly strictUrls: boolean
  /** Hosts beyond loopback and private networks that webhooks may go to. */
  readonly allowTargets: readonly string[]
  /** Told of everything that happens, in order. */
  readonly onEntry?: (entry: Entry) => void
  /** Settings that differ from the world file's. */
  readonly settings?: Partial<Settings>
  /** Puts something between the sandbox and the receivers of its webhooks. */
  readonly wrapTransport?: (real: Transport) => Transport
}

/** A sandbox that listens to nobody: what happens in it is called in this process. */
export type QuietApp = Pick<App, 'sandbox' | 'organization' | 'close'>

export type App = {
  readonly sandbox: Sandbox
  readonly organization: Organization
  /** Base URL of the API, with `/v1`. */
  readonly url: string
  readonly controlUrl: string
  readonly apiKey: string
  readonly seed: number
  close(): Promise<void>
}

/** Starts a sandbox. Rejects, with nothing left behind, when the world or the port cannot be had. */
export async function startApp(options: AppOptions): Promise<App> {
  const { sandbox, organization } = await startQuietApp(options, realClock())
  let server: Server
  try {
    server = await startServer(sandbox, { host: options.host, port: options.port })
  } catch (error) {
    await closeSandbox(sandbox)
    throw error
  }
  return {
    sandbox,
    organization,
    url: server.origin + API_PREFIX,
    controlUrl: server.origin + CONTROL_PREFIX,
    apiKey: firstKey(organization),
    seed: options.seed,
    close: async () => {
      await server.close()
      await closeSandbox(sandbox)
    },
  }
}

/** The clock of this machine, for those who measure or wait. */
export function machineClock(): Clock {
  return realClock()
}

/** Starts a sandbox that only this process can call, on a clock of the caller's. */
export async function startQuietApp(
  options: Omit<AppOptions, 'host' | 'port'>,
  clock: Clock = realClock(),
): Promise<QuietApp> {
  const { wrapTransport = (real: Transport) => real } = options
  const sandbox = newSandbox({
    clock,
    transport: wrapTransport(transportFor(clock, options)),
    store: memoryStore(),
    worlds: { build: (beginning) => buildWorld(clock, beginning) },
  })
  const organization = await addFirstOrganization(sandbox, options)
  return { sandbox, organization, close: () => closeSandbox(sandbox) }
}

function transportFor(clock: Clock, { allowTargets }: Pick<AppOptions, 'allowTargets'>): Transport {
  const egress = newEgress(allowTargets)
  return lazyTransport(async () => {
    const { httpTransport } = await import('./adapters/http-transport.ts')
    return httpTransport({ egress, stopwatch: clock.stopwatch })
  })
}

async function addFirstOrganization(
  sandbox: Sandbox,
  options: Omit<AppOptions, 'host' | 'port'>,
): Promise<Organization> {
  const beginning: Beginning = {
    seed: options.seed,
    number: 0,
    world: options.world,
    tier: options.tier,
    rate: options.rate,
    name: undefined,
    keys: 'of-the-file',
    settings: { ...(options.strictUrls && { strictUrls: true }), ...options.settings },
  }
  const world = await sandbox.ports.worlds.build(beginning)
  if (options.onEntry !== undefined) world.journal.listeners.add(options.onEntry)
  return addOrganization(sandbox, world, beginning.rate, beginning)
}

/** Virtual worlds all begin at the same instant; the others begin now. */
async function buildWorld(clock: Clock, beginning: Beginning): Promise<World> {
  const file = readWorldFile(beginning.world)
  const people = file.generate === undefined ? null : await loadPeople()
  const { seed, number, tier, name, rate, keys } = beginning
  const now = rate === 0 ? VIRTUAL_START_AT : clock.now()
  const named = name === undefined ? {} : { organizationName: name }
  const world = populateWorld({ seed, number, now, tier, ...named }, file, people, keys)
  Object.assign(world.settings, beginning.settings)
  return world
}

async function loadPeople() {
  const { fakerPeople } = await import('./adapters/people.ts')
  return fakerPeople()
}

function firstKey({ world }: Organization): string {
  for (const key of oldestFirst(world.apiKeys)) return key.token
  throw new Error('The world has no API key.')
}
