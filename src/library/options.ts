// What a sandbox and an organisation can be started with, checked before anything is begun.

import { type Settings, settingProblem } from '../domain/world/settings.ts'
import type { Tier } from '../domain/world/world.ts'
import { rateOf } from '../schema/clocks.ts'
import { parseDuration } from '../schema/durations.ts'
import { KirimStartError } from './errors.ts'

/** A duration as text with units (`90s`, `2h30m`, `500ms`), or as milliseconds. */
export type Duration = string | number

/** How time passes: it stands until it is advanced, follows the machine, or is so many times as fast. */
export type ClockMode = 'virtual' | 'real' | `x${number}`

/** How an organisation is begun. */
export type OrganizationOptions = {
  /** Its name; the world file's when left out. */
  readonly name?: string | undefined
  /** The seed of all its ids and chances. The same seed gives the same ids. */
  readonly seed?: number | undefined
  /** A ready-made world, `empty` or `default`, or the path of a world file. */
  readonly world?: 'empty' | 'default' | (string & {}) | undefined
  /** `virtual` when left out. */
  readonly clock?: ClockMode | undefined
  /** Which rate limits apply; `unlimited` when left out. */
  readonly tier?: Tier | undefined
  /** Settings that differ from the world file's: see docs/reference/settings.md. */
  readonly settings?: Partial<Settings> | undefined
}

/** How a sandbox is started. Its first organisation is begun with these, and so are others. */
export type SandboxOptions = OrganizationOptions & {
  /** 0, any free port, when left out. */
  readonly port?: number | undefined
  /** 127.0.0.1 when left out. */
  readonly host?: string | undefined
  /** What the control API asks for; needed with a host that is not this machine alone. */
  readonly controlToken?: string | undefined
  /** Whether webhook URLs must be `https://`, as in production. */
  readonly strictUrls?: boolean | undefined
  /** Hosts beyond this machine and its private networks that webhooks may go to. */
  readonly allowTargets?: readonly string[] | undefined
  /** Names beside localhost by which the sandbox may be called, such as `host.docker.internal`. */
  readonly allowHosts?: readonly string[] | undefined
  /** How long waits last in real time when they are not told; 2 s when left out. */
  readonly timeout?: Duration | undefined
}

/** Fixed, so that what fails fails again: tests are not the place to roll dice. */
export const DEFAULT_SEED = 1

const SEED_MAX = 2 ** 32 - 1
/** Timers take no more. */
const TIMEOUT_MAX_MS = 2 ** 31 - 1

/** Every member of the options that there is, to tell a misspelt one. */
const MEMBERS = {
  name: true,
  seed: true,
  world: true,
  clock: true,
  tier: true,
  settings: true,
} as const satisfies Record<keyof OrganizationOptions, true>

const SANDBOX_MEMBERS = {
  ...MEMBERS,
  port: true,
  host: true,
  controlToken: true,
  strictUrls: true,
  allowTargets: true,
  allowHosts: true,
  timeout: true,
} as const satisfies Record<keyof SandboxOptions, true>

const TIERS: readonly string[] = ['default', 'pro', 'unlimited'] satisfies Tier[]

/** @throws KirimStartError option_invalid. */
export function checkSandboxOptions(options: SandboxOptions): void {
  refuseUnknown(options, SANDBOX_MEMBERS)
  const { port = 0 } = options
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    refuse('port', 'a whole number from 0 to 65535', port)
  }
  checkOrganization(options)
}

/** @throws KirimStartError option_invalid. */
export function checkOrganizationOptions(options: OrganizationOptions): void {
  refuseUnknown(options, MEMBERS)
  checkOrganization(options)
}

function refuseUnknown(options: object, members: Readonly<Record<string, true>>): void {
  const stray = Object.keys(options).find((name) => !Object.hasOwn(members, name))
  if (stray === undefined) return
  const known = Object.keys(members).join(', ')
  throw new KirimStartError('option_invalid', `There is no option ${stray}. Options: ${known}.`)
}

function checkOrganization({ seed = 0, clock = 'virtual', tier, settings }: OrganizationOptions) {
  if (!Number.isInteger(seed) || seed < 0 || seed > SEED_MAX) {
    refuse('seed', `a whole number from 0 to ${SEED_MAX}`, seed)
  }
  if (rateOf(clock) === null) refuse('clock', 'virtual, real, or x and a number (x60)', clock)
  if (tier !== undefined && !TIERS.includes(tier))
    refuse('tier', `one of ${TIERS.join(', ')}`, tier)
  for (const [name, value] of Object.entries(settings ?? {})) {
    const problem = settingProblem(name, value)
    if (problem !== null) throw new KirimStartError('option_invalid', problem)
  }
}

function refuse(option: string, expected: string, given: unknown): never {
  const message = `The option ${option} must be ${expected}; got ${JSON.stringify(given)}.`
  throw new KirimStartError('option_invalid', message)
}

/** Real milliseconds of a time-out. @throws KirimStartError option_invalid. */
export function timeoutMs(timeout: Duration): number {
  const ms = typeof timeout === 'number' ? timeout : parseDuration(timeout)
  if (ms !== null && ms >= 0 && ms <= TIMEOUT_MAX_MS) return ms
  return refuse('timeout', 'a duration of at most 24 days, such as 500 (ms) or "5s"', timeout)
}

/** A duration as the control actions take it. */
export function durationText(duration: Duration): string {
  return typeof duration === 'number' ? `${duration}ms` : duration
}
