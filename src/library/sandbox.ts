// Starting a sandbox inside of a program: a server on a free port, with as many organisations as it takes.
import { WorldFileError } from '../adapters/world-files.ts'
import { type App, startApp } from '../app.ts'
import { type CoverageSummary, coverageSummary } from '../contract/coverage.ts'
import { change } from '../control/actions/action.ts'
import { Failure } from '../domain/failures/failures.ts'
import { declareReceiver } from '../domain/webhooks/declared-receivers.ts'
import { beginOrganization } from '../engine/begin-organization.ts'
import { coverageOfAll } from '../engine/organizations.ts'
import { rateOf } from '../schema/clocks.ts'
import { KirimActionError, KirimStartError, type StartErrorCode } from './errors.ts'
import {
  checkOrganizationOptions,
  checkSandboxOptions,
  DEFAULT_SEED,
  declaredOf,
  type OrganizationOptions,
  type SandboxOptions,
  timeoutMs,
} from './options.ts'
import {
  type FurtherOrganization,
  type KirimOrganization,
  newFurtherHandle,
  newHandle,
  withMembers,
} from './organization.ts'
import { checkOpen, closePlace, newPlace, type Place } from './place.ts'

/** A running sandbox. It is its own first organisation; others are begun beside it. */
export type KirimSandbox = KirimOrganization & {
  /** Begins an organisation with a key, a clock and rows of its own; otherwise like the first. */
  createOrganization(options?: OrganizationOptions): Promise<FurtherOrganization>
  /** Which operations have answered with which statuses, in all organisations that there were. */
  coverage(): CoverageSummary
  /** Stops the server and all clocks. Waits that are under way fail. Doing so again does nothing. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** How long waits last in real time when nobody says. Test runners give a test five seconds. */
const TIMEOUT_MS = 2_000

/**
 * Starts a sandbox on a free port of this machine, with the memory store, a virtual clock and no
 * rate limits, unless the options say otherwise. Close it, or let `await using` do so.
 *
 * @throws KirimStartError. Nothing is left behind then.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<KirimSandbox> {
  checkSandboxOptions(options)
  const timeout = timeoutMs(options.timeout ?? TIMEOUT_MS)
  const app = await startOrExplain(options)
  const first = newPlace(app, app.organization, timeout)
  const further = new Set<Place>()
  let closing: Promise<void> | undefined
  const close = async () => {
    for (const place of [first, ...further]) closePlace(place)
    await app.close()
  }
  const closeOnce = () => {
    closing ??= close()
    return closing
  }
  return withMembers(newHandle(first), {
    createOrganization: async (wish: OrganizationOptions = {}) => {
      checkOpen(first, 'createOrganization')
      const place = await beginPlace(app, { webhooks: options.webhooks, ...wish }, timeout)
      further.add(place)
      return newFurtherHandle(place, () => further.delete(place))
    },
    coverage: () => coverageSummary(coverageOfAll(app.sandbox)),
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
  })
}

async function startOrExplain(options: SandboxOptions): Promise<App> {
  const { host = '127.0.0.1', port = 0, clock = 'virtual' } = options
  try {
    return await startApp({
      host,
      port,
      seed: options.seed ?? DEFAULT_SEED,
      world: options.world ?? 'empty',
      tier: options.tier ?? 'unlimited',
      rate: rateOf(clock) ?? 0,
      controlToken: options.controlToken,
      strictUrls: options.strictUrls ?? false,
      strictMembers: options.strictMembers ?? false,
      allowTargets: options.allowTargets ?? [],
      allowSelfSigned: options.allowSelfSigned ?? false,
      allowHosts: options.allowHosts,
      name: options.name,
      settings: options.settings ?? {},
      receivers: declaredOf(options.webhooks),
    })
  } catch (error) {
    throw explained(error, `${host}:${port}`)
  }
}

const REASONS: Readonly<Record<string, readonly [code: StartErrorCode, text: string]>> = {
  EADDRINUSE: ['port_taken', 'is taken. Leave port out to get a free one.'],
  EACCES: ['port_forbidden', 'may not be used. Leave port out to get a free one.'],
  EADDRNOTAVAIL: ['host_unknown', 'is no address of this machine.'],
  ENOTFOUND: ['host_unknown', 'is no address of this machine.'],
}

function explained(error: unknown, address: string): KirimStartError {
  const { code = '', message } = error as { code?: string; message: string }
  if (error instanceof WorldFileError) return new KirimStartError('world_invalid', message, error)
  if (error instanceof Failure) return new KirimStartError('option_invalid', message, error)
  const reason = REASONS[code]
  if (reason === undefined) return new KirimStartError('start_failed', message, error)
  return new KirimStartError(reason[0], `${address} ${reason[1]}`, error)
}

async function beginPlace(app: App, wish: OrganizationOptions, timeout: number): Promise<Place> {
  checkOrganizationOptions(wish)
  const { name, seed, world, clock, tier, settings, webhooks } = wish
  const rate = clock === undefined ? undefined : (rateOf(clock) ?? 0)
  try {
    const begun = await beginOrganization(app.sandbox, { name, seed, world, tier, rate, settings })
    change({ api: app.api, sandbox: app.sandbox, organization: begun }, (made) => {
      for (const receiver of declaredOf(webhooks)) declareReceiver(made, receiver)
    })
    return newPlace(app, begun, timeout)
  } catch (error) {
    if (error instanceof WorldFileError) throw explained(error, '')
    if (!(error instanceof Failure)) throw error
    throw new KirimActionError('create-organization', error.code, error.message, error.param)
  }
}
