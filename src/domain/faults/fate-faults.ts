// Faults of fates: which one strikes an accepted message, and how it bends what was planned.

import {
  type FailureKind,
  failureOfMetaCode,
  META_ERRORS,
  SEND_FAILURES,
} from '../failures/send-failures.ts'
import type { FateStep } from '../world/message-rows.ts'
import type { World } from '../world/world.ts'
import type { FaultName } from './fault-table.ts'
import { isArmed, strike } from './faults.ts'

/** What a fate fault may match. */
export type StruckMessage = {
  /** Digits without the plus. */
  readonly to: string
  readonly type: string
  readonly template: string | undefined
}

/** What will become of a message: the shape of `planFate`'s result. */
export type BendableFate = {
  readonly steps: readonly FateStep[]
  readonly failure: FailureKind | null
  readonly failureMetaCode: number | null
  readonly failureDetails: string | null
}

const FAIL_DEFAULT_CODE = 131026

/** The fate as it is after the fault that strikes it, if one does. */
export function bendFate(world: World, message: StruckMessage, fate: BendableFate): BendableFate {
  if (!isArmed(world, 'fate')) return fate
  const fault = strike(world, 'fate', ({ match }) => {
    if (match.to !== undefined && match.to !== message.to) return false
    if (match.type !== undefined && match.type !== message.type) return false
    return match.template === undefined || match.template === message.template
  })
  if (fault === undefined) return fate
  return BENDS[fault.fault as FateFault](fate, fault.options as FateOptions)
}

type FateFault = Extract<FaultName, `fate.${string}`>

type FateOptions = {
  readonly meta_code?: number
  /** Milliseconds; the control action reads the text. */
  readonly delay?: number
  readonly at?: FateStep['status']
  readonly copies?: number
}

type Bend = (fate: BendableFate, options: FateOptions) => BendableFate

const BENDS: Readonly<Record<FateFault, Bend>> = {
  'fate.fail': (fate, { meta_code: metaCode = FAIL_DEFAULT_CODE }) => {
    const failure = failureOfMetaCode(metaCode)
    const isOwn = SEND_FAILURES[failure].metaCode === metaCode
    return {
      steps: [{ status: 'failed', afterMs: fate.steps[0]?.afterMs ?? 0 }],
      failure,
      failureMetaCode: isOwn ? null : metaCode,
      failureDetails: isOwn ? null : (META_ERRORS[metaCode]?.[1] ?? null),
    }
  },
  'fate.delay': (fate, { delay = 0 }) => ({
    ...fate,
    steps: fate.steps.map((step) => ({ ...step, afterMs: step.afterMs + delay })),
  }),
  'fate.skip': (fate, { at }) => ({
    ...fate,
    steps: fate.steps.filter((step) => step.status !== at),
  }),
  'fate.stick': (fate, { at }) => {
    const end = fate.steps.findIndex((step) => step.status === at)
    return { ...fate, steps: end === -1 ? fate.steps : fate.steps.slice(0, end + 1) }
  },
  'fate.reorder': (fate) => {
    const statuses = fate.steps.map(({ status }) => status).reverse()
    const steps = fate.steps.map((step, n) => ({ ...step, status: statuses[n] ?? step.status }))
    return { ...fate, steps }
  },
  'fate.repeat': (fate, { copies = 1 }) => ({
    ...fate,
    steps: fate.steps.flatMap((step) => Array.from({ length: copies + 1 }, () => step)),
  }),
}
