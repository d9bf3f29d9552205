// Faults of fates: what was planned for a message becomes another plan.
import { choice, integer, optional } from '../../schema/shapes.ts'
import { failedBy } from '../failures/send-failures.ts'
import type { FateStep, PlannedFate } from '../world/message-rows.ts'
import { newestFirst } from '../world/tables.ts'
import type { World } from '../world/world.ts'
import { type Fault, fits, type Site } from './fault.ts'
import { duration, type Options, type Said } from './options.ts'
import { isArmed, strike } from './striking.ts'

/** What a fate fault may match. */
export type StruckMessage = {
  /** Digits without the plus. */
  readonly to: string
  readonly type: string
  readonly template: string | undefined
}

type FateFault<Of extends Options> = Fault<
  Of,
  (options: Said<Of>, fate: PlannedFate) => PlannedFate
>

const fault = <Of extends Options>(row: FateFault<Of>): FateFault<Of> => row

const STATUS = choice('the status.', ['sent', 'delivered', 'read', 'failed'])
const ANOTHER_STORY =
  'A test whose message is to be delivered cannot pass: it would be another story than the test tells.'
const FAIL_DEFAULT_CODE = 131026

export const FATE_FAULTS = {
  'fate.fail': fault({
    what: 'The message fails with this Meta code (131026 when none is said).',
    options: { meta_code: optional(integer('the Meta code.', { minimum: 0, maximum: 999_999 })) },
    example: { meta_code: FAIL_DEFAULT_CODE },
    ambient: ANOTHER_STORY,
    deed: ({ meta_code: metaCode = FAIL_DEFAULT_CODE }, { steps }) => {
      const failed = { status: 'failed', afterMs: steps[0]?.afterMs ?? 0 } as const
      return { steps: [failed], ...failedBy(metaCode) }
    },
  }),
  'fate.delay': fault({
    what: 'Every status comes so much later, in world time.',
    options: { delay: duration('how much later, in world time.') },
    example: { delay: '1m' },
    ambient: { options: { delay: 2000 }, strikes: 'always' },
    deed: ({ delay }, fate) => ({
      ...fate,
      steps: fate.steps.map((step) => ({ ...step, afterMs: step.afterMs + delay })),
    }),
  }),
  'fate.skip': fault({
    what: 'One status never comes.',
    options: { at: STATUS },
    example: { at: 'read' },
    ambient: { options: { at: 'sent' }, strikes: 'always' },
    deed: ({ at }, fate) => ({ ...fate, steps: fate.steps.filter(({ status }) => status !== at) }),
  }),
  'fate.stick': fault({
    what: 'Nothing comes after this status.',
    options: { at: STATUS },
    example: { at: 'delivered' },
    ambient: ANOTHER_STORY,
    deed: ({ at }, fate) => {
      const end = fate.steps.findIndex(({ status }) => status === at)
      return { ...fate, steps: end === -1 ? fate.steps : fate.steps.slice(0, end + 1) }
    },
  }),
  'fate.reorder': fault({
    what: 'The statuses come in the opposite order.',
    options: {},
    example: {},
    ambient: { strikes: 'always' },
    deed: (_, fate) => ({ ...fate, steps: backwards(fate.steps) }),
  }),
  'fate.repeat': fault({
    what: 'Every status comes several times.',
    options: {
      copies: optional(integer('how many more. Default 1.', { minimum: 1, maximum: 100 })),
    },
    example: {},
    ambient: { strikes: 'always' },
    deed: ({ copies = 1 }, fate) => ({
      ...fate,
      steps: fate.steps.flatMap((step) => Array.from({ length: copies + 1 }, () => step)),
    }),
  }),
} as const

/** The instants stay; the statuses change places. */
function backwards(steps: readonly FateStep[]): FateStep[] {
  const statuses = steps.map(({ status }) => status).reverse()
  return steps.map((step, n) => ({ ...step, status: statuses[n] ?? step.status }))
}

export const FATE_SITE: Site<StruckMessage> = {
  title: 'Fate faults: what becomes of messages',
  matches: {
    to: {
      what: 'the number that a message goes to.',
      fits: ({ to }, match) => match.to === to,
    },
    type: {
      what: 'the type of the message.',
      fits: ({ type }, match) => match.type === type,
      never: ({ match: { type = '' }, reach: { messageTypes } }) =>
        messageTypes.includes(type)
          ? null
          : `No message to a customer has the type ${type}. Types: ${messageTypes.join(', ')}.`,
    },
    template: {
      what: 'the name of the template.',
      fits: ({ template }, match) => match.template === template,
      never: ({ match: { template, type }, reach: { world } }) => {
        if (type !== undefined && type !== 'template') return `A ${type} message has no template.`
        const names = new Set([...newestFirst(world.templates)].map(({ name }) => name))
        if (names.has(template ?? '')) return null
        return `No template ${template}. Templates: ${[...names].sort().join(', ')}.`
      },
    },
  },
}

/** The fate as it is after the fault that strikes the message, if one does. */
export function struckFate(world: World, message: StruckMessage, fate: PlannedFate): PlannedFate {
  if (!isArmed(world, 'fate')) return fate
  const row = strike(world, 'fate', ({ match }) => fits(FATE_SITE, match, message))
  if (row === undefined) return fate
  const { deed } = FATE_FAULTS[row.fault as keyof typeof FATE_FAULTS]
  return (deed as (said: unknown, planned: PlannedFate) => PlannedFate)(row.options, fate)
}
