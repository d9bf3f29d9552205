// What a sandbox is started with, and what is had of it then.
import type { Entry } from './domain/world/journal.ts'
import type { Settings } from './domain/world/settings.ts'
import type { Tier } from './domain/world/world.ts'
import type { Clock, Transport } from './engine/ports.ts'
import type { Organization, Sandbox } from './engine/sandbox.ts'
import type { ServerLimits } from './http/limits.ts'

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
  /** Where everything is kept; without it nothing is. */
  readonly data?: DataOptions | undefined
  /** What was asked for expressly: kept data that began otherwise is then not what is wanted. */
  readonly asked?: ReadonlySet<string>
  /** What the control API and the docs ask for; needed for a host beyond loopback. */
  readonly controlToken?: string | undefined
  /** Limits of the server other than the usual ones, for tests. */
  readonly limits?: Partial<ServerLimits>
  /** Told of everything that happens, in order. */
  readonly onEntry?: (entry: Entry) => void
  /** Settings that differ from the world file's. */
  readonly settings?: Partial<Settings>
  /** Puts something between the sandbox and the receivers of its webhooks. */
  readonly wrapTransport?: (real: Transport) => Transport
  /** Told in sentences of trouble with keeping. */
  readonly onTrouble?: (message: string) => void
  /** Instead of the machine's clock. */
  readonly machine?: Clock
  /** Whether it listens; else it is only called in this process. Default: it does. */
  readonly isHeard?: boolean
}

export type DataOptions = {
  readonly folder: string
  /** flush: the system has every change before it is answered; fsync: the disk has it. */
  readonly durability: 'flush' | 'fsync'
  /** A log of changes larger than this, and than the snapshot before it, is folded into a new one. */
  readonly compactBytes: number
}

export type App = {
  readonly sandbox: Sandbox
  readonly organization: Organization
  /** Base URL of the API, with `/v1`. */
  readonly url: string
  readonly controlUrl: string
  /** Whether the control API and the docs ask for a token. */
  readonly asksForToken: boolean
  readonly apiKey: string
  readonly seed: number
  /** The data folder; null when nothing is kept. */
  readonly keptIn: string | null
  close(): Promise<void>
}
