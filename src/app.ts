// The wiring: picks the adapters, makes the sandbox with its first organisation, and starts the server.
import { resolve } from 'node:path'

import { newEgress } from './adapters/egress.ts'
import type { Files } from './adapters/file-store/files.ts'
import { lazyTransport } from './adapters/lazy-transport.ts'
import { memorySnapshots } from './adapters/memory-snapshots.ts'
import { memoryStore } from './adapters/memory-store.ts'
import { realClock } from './adapters/real-clock.ts'
import { fileWorlds } from './adapters/world-builder.ts'
import type { Api } from './api/api.ts'
import { V1 } from './api/v1/api.ts'
import {
  DECLARED_SECRET,
  type DeclaredReceiver,
  declareReceiver,
  type SubscribedReceiver,
  subscribedReceivers,
} from './domain/webhooks/declared-receivers.ts'
import type { Entry } from './domain/world/journal.ts'
import { reveal } from './domain/world/secret.ts'
import { oldestFirst } from './domain/world/tables.ts'
import type { World } from './domain/world/world.ts'
import { type AmbientTally, underAmbient } from './engine/ambient.ts'
import { alter } from './engine/keeping.ts'
import { newMessenger } from './engine/messenger.ts'
import {
  closeSandbox,
  keepOrganization,
  newSandbox,
  resumeOrganization,
  setPace,
} from './engine/organizations.ts'
import type { Beginning, Clock, KeptOrganization, Transport } from './engine/ports.ts'
import { commit, type Organization, type Ports, type Sandbox } from './engine/sandbox.ts'
import { type Door, newDoor } from './http/door.ts'
import type { ServerLimits } from './http/limits.ts'
import { CONTROL_PREFIX } from './http/prefixes.ts'
import { type Server, startServer } from './http/server.ts'
import type { Tier } from './schema/tiers.ts'

export type AppOptions = Partial<Pick<Beginning, 'name' | 'settings'>> & {
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
  /** Whether a member of a body that the contract does not know is refused. */
  readonly strictMembers?: boolean
  /** Hosts beyond loopback and private networks that webhooks may go to. */
  readonly allowTargets: readonly string[]
  /** Whether receivers may have any certificate, a self-signed one too. */
  readonly allowSelfSigned?: boolean
  /** Receivers that the first organisation has from the start. */
  readonly receivers?: readonly DeclaredReceiver[]
  /** The signing secret of receivers in a world file that name none. */
  readonly webhookSecret?: string | undefined
  /** Where everything is kept; without it nothing is. */
  readonly data?: DataOptions | undefined
  /** What was asked for expressly: kept data that began otherwise is then not what is wanted. */
  readonly asked?: ReadonlySet<string>
  /** What the control API and the docs ask for; needed for a host beyond loopback. */
  readonly controlToken?: string | undefined
  /** Names beside those of loopback by which the sandbox may be called. */
  readonly allowHosts?: readonly string[] | undefined
  /** Where others reach it, where that is not where it listens: scheme, host and port. */
  readonly publicUrl?: string | undefined
  /**
   * Where the files of worlds that are named later must be: below this folder, or nowhere. Default:
   * the folder in which the process was started.
   */
  readonly worldFolder?: string | null | undefined
  /** Limits of the server other than the usual ones, for tests. */
  readonly limits?: Partial<ServerLimits>
  /** Called with everything that happens, in order. */
  readonly onEntry?: (entry: Entry) => void
  /** Called with a sentence when something is wrong with what is kept. */
  readonly onNotice?: (message: string) => void
  /** Puts something between the sandbox and the receivers of its webhooks. */
  readonly wrapTransport?: (real: Transport) => Transport
  /** Instead of the machine's clock. */
  readonly machine?: Clock
  /** Ends the process in order; told to when the control API is asked to stop. Default: refused. */
  readonly onStop?: () => void
  /** A fault that is armed in every organisation that begins, and counted. */
  readonly ambient?: AmbientTally | undefined
  /** Whether it listens; else it is only called in this process. Default: it does. */
  readonly isHeard?: boolean
}

export type DataOptions = {
  readonly folder: string
  /** flush: the system has every change before it is answered; fsync: the disk has it. */
  readonly durability: 'flush' | 'fsync'
  /** A log of changes larger than this, and than the snapshot before it, is folded into a new one. */
  readonly compactBytes?: number
  /** Instead of the machine's files. */
  readonly files?: Files
}

export type App = {
  /** The API that is simulated. */
  readonly api: Api
  readonly sandbox: Sandbox
  readonly organization: Organization
  /** Where it listens, for programs on this machine: scheme, host and port. */
  readonly origin: string
  /** Base URL of the API, with its prefix. */
  readonly url: string
  readonly controlUrl: string
  /** Whether the control API and the docs ask for a token. */
  readonly asksForToken: boolean
  readonly apiKey: string
  readonly seed: number
  /** Who is subscribed, and how what they get is signed: those that a start may show. */
  readonly receivers: readonly SubscribedReceiver[]
  /** The data folder; null when nothing is kept. */
  readonly keptIn: string | null
  close(): Promise<void>
}

/**
 * Starts a sandbox. Rejects, with nothing left behind, when the world, the data folder or the port
 * cannot be had, or others could get in: with WorldFileError, UnusableData, FolderInUse,
 * AskedOtherwise, DoorError, TargetError or the system's error.
 */
export async function startApp(options: AppOptions): Promise<App> {
  const { host, isHeard = true } = options
  const { wrapTransport = (real) => real } = options
  const door = newDoor(host, options.controlToken, options.allowHosts, options.publicUrl)
  const messenger = newMessenger(options.onNotice)
  const { machine: clock = realClock(messenger.tell) } = options
  const { worldFolder: folder = process.cwd() } = options
  const named = new Set([options.world])
  const ports = {
    clock,
    transport: wrapTransport(transportFor(clock, options)),
    ...(await openKeeping(clock, options.data, messenger.tell)),
    worlds: fileWorlds(clock, { folder, named }, options),
  }
  const { ambient } = options
  const sandbox = newSandbox(ambient === undefined ? ports : underAmbient(ports, ambient))
  try {
    const organization = await takeUp(sandbox, options, named)
    messenger.deliverTo(sandbox)
    const server = isHeard ? await listenFor(sandbox, door, options) : UNHEARD
    if (isHeard) sandbox.address = options.publicUrl ?? server.origin
    return appOf(sandbox, organization, server, options)
  } catch (error) {
    await closeSandbox(sandbox)
    throw error
  }
}

/** The server, whose address stands in the data folder as long as it listens. */
async function listenFor(sandbox: Sandbox, door: Door, options: AppOptions): Promise<Server> {
  const { host, port, limits, data, onStop: stop } = options
  const served = { pid: process.pid, keptIn: data === undefined ? null : resolve(data.folder) }
  const server = await startServer(V1, sandbox, { host, port, door, limits, served, stop })
  if (data === undefined) return server
  const { removeAddress, writeAddress } = await import('./adapters/file-store/address.ts')
  const { diskFiles } = await import('./adapters/file-store/files.ts')
  const { folder, files = diskFiles() } = data
  writeAddress(files, folder, served.pid, server.origin)
  const close = async () => {
    removeAddress(files, folder)
    await server.close()
  }
  return { origin: server.origin, close }
}

const UNHEARD: Server = { origin: '', close: async () => {} }

/** The clock of this machine, for those who measure or wait. */
export function machineClock(): Clock {
  return realClock()
}

function appOf(
  sandbox: Sandbox,
  organization: Organization,
  server: Server,
  options: AppOptions,
): App {
  const { data, controlToken, receivers = [], webhookSecret = DECLARED_SECRET } = options
  const { publicUrl = server.origin } = options
  return {
    api: V1,
    sandbox,
    organization,
    origin: server.origin,
    url: publicUrl + V1.prefix,
    controlUrl: publicUrl + CONTROL_PREFIX,
    asksForToken: controlToken !== undefined,
    apiKey: firstKey(organization),
    seed: organization.world.seed,
    receivers: subscribedReceivers(organization.world).filter(
      ({ url, secret }) => secret === webhookSecret || receivers.some((one) => one.url === url),
    ),
    keptIn: data?.folder ?? null,
    close: async () => {
      await server.close()
      await closeSandbox(sandbox)
    },
  }
}

async function openKeeping(
  clock: Clock,
  data: DataOptions | undefined,
  tell: (message: string) => void,
): Promise<Pick<Ports, 'store' | 'snapshots'>> {
  if (data === undefined) return { store: memoryStore(), snapshots: memorySnapshots() }
  const { openFileStore } = await import('./adapters/file-store/file-store.ts')
  const { snapshotsPath } = await import('./adapters/file-store/data-folder.ts')
  const { folderSnapshots } = await import('./adapters/folder-snapshots.ts')
  const snapshots = folderSnapshots(snapshotsPath(data.folder))
  return { store: openFileStore({ ...data, clock, tell }), snapshots }
}

/** The organisations that were kept, or a first one. */
async function takeUp(
  sandbox: Sandbox,
  options: AppOptions,
  named: Set<string>,
): Promise<Organization> {
  const kept = await sandbox.ports.store.load()
  const [first] = kept
  if (first === undefined) return addFirstOrganization(sandbox, options)
  refuseOtherBeginning(first, options)
  for (const one of kept) {
    // What it began with may be read again when it is reset.
    named.add(one.facts.beginning.world)
    const organization = resumeOrganization(sandbox, one)
    if (one === first) listen(organization.world, options)
  }
  sandbox.begun = kept.length - 1
  const { defaultOrganization } = sandbox
  adapt(sandbox, defaultOrganization, options)
  return defaultOrganization
}

/** What was asked for is not what the data folder holds. */
export class AskedOtherwise extends Error {
  override readonly name = 'AskedOtherwise'
}

/** Seed and world are of the beginning: with kept data, it is too late to choose them. */
function refuseOtherBeginning({ facts }: KeptOrganization, options: AppOptions): void {
  const { beginning } = facts
  for (const name of ['seed', 'world'] as const) {
    if (!options.asked?.has(name) || options[name] === beginning[name]) continue
    throw new AskedOtherwise(
      `What is kept in ${options.data?.folder} began with the ${name} ${beginning[name]}, and ${options[name]} was asked for. Leave --${name} out, keep elsewhere with --data DIR, or keep nothing with --memory.`,
    )
  }
}

/** The settings that have a flag of their own at start. */
const STRICT = ['strictUrls', 'strictMembers'] as const

/** What can be changed at any time is changed when it was asked for. */
function adapt(sandbox: Sandbox, organization: Organization, options: AppOptions): void {
  const { world, pace } = organization
  const { rate, tier, asked, receivers = [] } = options
  if (asked?.has('clock') && rate !== pace.rate) setPace(sandbox, organization, rate)
  const strict = STRICT.filter((name) => asked?.has(name))
  if (asked?.has('tier') || strict.length > 0) {
    alter(sandbox, organization, () => {
      if (asked?.has('tier')) world.tier = tier
      const values = strict.map((name) => [name, options[name] === true])
      world.settings = { ...world.settings, ...Object.fromEntries(values) }
    })
  }
  if (receivers.length === 0) return
  commit(sandbox, organization, () => {
    for (const receiver of receivers) declareReceiver(world, receiver)
  })
}

function transportFor(clock: Clock, options: AppOptions): Transport {
  const egress = newEgress(options.allowTargets)
  return lazyTransport(async () => {
    const { httpTransport } = await import('./adapters/http-transport.ts')
    const { allowSelfSigned: takesAnyCertificate = false } = options
    return httpTransport({ egress, takesAnyCertificate, stopwatch: clock.stopwatch })
  })
}

async function addFirstOrganization(sandbox: Sandbox, options: AppOptions): Promise<Organization> {
  const beginning: Beginning = {
    seed: options.seed,
    number: 0,
    world: options.world,
    tier: options.tier,
    rate: options.rate,
    name: options.name,
    keys: 'of-the-file',
    settings: { ...options.settings, ...strictOf(options) },
  }
  const world = await sandbox.ports.worlds.build(beginning)
  listen(world, options)
  return keepOrganization(sandbox, world, beginning)
}

function strictOf(options: AppOptions): Record<string, true> {
  return Object.fromEntries(STRICT.filter((name) => options[name]).map((name) => [name, true]))
}

function listen(world: World, { onEntry }: AppOptions): void {
  if (onEntry !== undefined) world.journal.listeners.add(onEntry)
}

function firstKey({ world }: Organization): string {
  for (const key of oldestFirst(world.apiKeys)) return reveal(key.token)
  throw new Error('The world has no API key.')
}
