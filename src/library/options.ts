// What a sandbox and an organisation can be started with, checked before anything is begun.

import { EVENT_TYPES, type EventType } from '../contract/spec.ts'
import { DECLARED_SECRET, type DeclaredReceiver } from '../domain/webhooks/declared-receivers.ts'
import { receiverShape } from '../domain/webhooks/receiver-shape.ts'
import type { Settings } from '../domain/world/settings.ts'
import { settingsShape } from '../domain/world/settings-shape.ts'
import { faultsOf, pathText, sentenceOf } from '../schema/check.ts'
import { port, seed, tier } from '../schema/choices.ts'
import { parseDuration } from '../schema/durations.ts'
import { CLOCK, CONTROL_TOKEN, DURATION, HOST, WEB_ADDRESS } from '../schema/formats.ts'
import type { Schema } from '../schema/json-schema.ts'
import {
  anything,
  either,
  flag,
  object,
  optional,
  rows,
  type Shape,
  text,
  words,
} from '../schema/shapes.ts'
import type { Tier } from '../schema/tiers.ts'
import { describeValue } from '../schema/words.ts'
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
  /** Receivers that are subscribed from the start: a URL, or one with events and a secret of its own. */
  readonly webhooks?: readonly (string | WebhookReceiver)[] | undefined
}

/** A program that hears of events from the start. */
export type WebhookReceiver = {
  readonly url: string
  /** Every event when left out. */
  readonly events?: readonly EventType[] | undefined
  /** What its webhooks are signed with; the same at every start when left out. */
  readonly secret?: string | undefined
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
  /** Whether a member of a body that the contract does not know is a 400; else it is reported. */
  readonly strictMembers?: boolean | undefined
  /** Hosts beyond this machine and its private networks that webhooks may go to. */
  readonly allowTargets?: readonly string[] | undefined
  /** Whether receivers may have any certificate, a self-signed one too. */
  readonly allowSelfSigned?: boolean | undefined
  /** Names beside localhost by which the sandbox may be called, such as `host.docker.internal`. */
  readonly allowHosts?: readonly string[] | undefined
  /** How long waits last in real time when they are not told; 2 s when left out. */
  readonly timeout?: Duration | undefined
}

/** Fixed, so that what fails fails again: tests are not the place to roll dice. */
export const DEFAULT_SEED = 1

/** Timers take no more. */
const TIMEOUT_MAX_MS = 2 ** 31 - 1

const ORGANIZATION = {
  name: optional(text('Its name.')),
  seed: optional(seed('The seed of all its ids and chances.')),
  world: optional(words('A ready-made world, or the path of a world file.')),
  clock: optional(CLOCK.shape('How its time passes.')),
  tier: optional(tier('Which rate limits apply.')),
  settings: optional(settingsShape("Settings that differ from the world file's.")),
  webhooks: optional(
    rows(
      'Receivers that are subscribed from the start.',
      either(
        'A receiver.',
        WEB_ADDRESS.shape('Where its webhooks go.', { maxLength: 2048 }),
        receiverShape(EVENT_TYPES),
      ),
    ),
  ),
} satisfies Record<keyof OrganizationOptions, Shape>

const ORGANIZATION_OPTIONS = object('How an organisation is begun.', ORGANIZATION)

const SANDBOX_OPTIONS = object('How a sandbox is started.', {
  ...ORGANIZATION,
  port: optional(port('The port.')),
  host: optional(HOST.shape('The address to listen on.')),
  controlToken: optional(CONTROL_TOKEN.shape('What the control API asks for.')),
  strictUrls: optional(flag('Whether webhook URLs must be https.')),
  strictMembers: optional(flag('Whether unknown members of a body are refused.')),
  allowTargets: optional(rows('Hosts that webhooks may go to.', words('A host.'))),
  allowSelfSigned: optional(flag('Whether receivers may have any certificate.')),
  allowHosts: optional(rows('Names that the server may be asked by.', words('A host.'))),
  timeout: optional(anything('How long waits last; see timeoutMs.')),
} satisfies Record<keyof SandboxOptions, Shape>)

/** @throws KirimStartError option_invalid. */
export function checkSandboxOptions(options: SandboxOptions): void {
  check(SANDBOX_OPTIONS, options)
}

/** @throws KirimStartError option_invalid. */
export function checkOrganizationOptions(options: OrganizationOptions): void {
  check(ORGANIZATION_OPTIONS, options)
}

function check(shape: Schema, options: unknown): void {
  const faults = faultsOf(shape, options)
  if (faults.length === 0) return
  const message = faults.map((fault) => sentenceOf(fault, pathText(fault.path, 'The options')))
  throw new KirimStartError('option_invalid', message.join(' '))
}

function refuse(option: string, expected: string, given: unknown): never {
  const message = `${option} must be ${expected}; got ${describeValue(given)}.`
  throw new KirimStartError('option_invalid', message)
}

/** Real milliseconds of a time-out. @throws KirimStartError option_invalid. */
export function timeoutMs(timeout: Duration): number {
  if (typeof timeout === 'string') check(object('', { timeout: DURATION.shape('') }), { timeout })
  const ms = typeof timeout === 'number' ? timeout : parseDuration(timeout)
  if (ms !== null && ms >= 0 && ms <= TIMEOUT_MAX_MS) return ms
  return refuse('timeout', 'a duration of at most 24 days, such as 500 (ms) or "5s"', timeout)
}

/** A duration as the control actions take it. */
export function durationText(duration: Duration): string {
  return typeof duration === 'number' ? `${duration}ms` : duration
}

/** Receivers as they are declared: with their events, and a secret. */
export function declaredOf(webhooks: OrganizationOptions['webhooks'] = []): DeclaredReceiver[] {
  return webhooks.map((one) => {
    const {
      url,
      events = EVENT_TYPES,
      secret = DECLARED_SECRET,
    } = typeof one === 'string' ? { url: one } : one
    return { url, events, secret }
  })
}
