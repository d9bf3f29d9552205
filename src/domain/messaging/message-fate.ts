// What will become of an accepted message: planned whole and at once, a pure function of world and draft.

import { type FailureKind, failedBy } from '../failures/send-failures.ts'
import { roll, rollBetween } from '../world/dice.ts'
import type { FateStep, PlannedFate } from '../world/message-rows.ts'
import type { JsonObject, TemplateRow } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { contentProblem } from './message-content.ts'
import {
  type Behaviour,
  behaviourOf,
  ignoresWindow,
  type Recipient,
  recipient,
} from './recipients.ts'
import { checkTemplateParameters } from './templates/template-parameters.ts'

/** What a fate depends on beside the world's seed and settings. */
export type FateDraft = {
  readonly id: string
  /** Digits without the plus, both. */
  readonly customerPhone: string
  readonly accountPhone: string
  readonly type: string
  /** The typed member of the request. */
  readonly content: JsonObject
  /** The template that `content` names, for a template message. */
  readonly template: TemplateRow | null
  readonly windowOpen: boolean
}

/** Plans every status that a message will have, before any time has passed. */
export function planFate(world: World, draft: FateDraft): PlannedFate {
  const how = behaviourOf(world, draft.customerPhone)
  const cause = causeOfFailure(draft, how)
  return cause === null ? ladder(world, draft, how) : failing(world, draft, cause)
}

type Cause = {
  readonly kind: FailureKind
  readonly details: string | null
  readonly metaCode?: number | null
}

/** The first of the reasons for which a message fails, in the order in which they would be found. */
function causeOfFailure(draft: FateDraft, how: Behaviour): Cause | null {
  if (draft.customerPhone === draft.accountPhone) return because('recipient_is_sender')
  return recipientCause(how) ?? templateCause(draft) ?? contentCause(draft) ?? windowCause(draft)
}

function because(kind: FailureKind): Cause {
  return { kind, details: null }
}

function recipientCause({ behaviour, metaCode }: Behaviour): Cause | null {
  if (metaCode !== undefined) return causeOfMetaCode(metaCode)
  const { failure } = recipient(behaviour)
  return failure === undefined ? null : because(failure)
}

function causeOfMetaCode(code: number): Cause {
  const { failure, failureMetaCode, failureDetails } = failedBy(code)
  return { kind: failure, metaCode: failureMetaCode, details: failureDetails }
}

function templateCause({ template, content }: FateDraft): Cause | null {
  if (template === null) return null
  if (template.metaStatus === 'PAUSED') return because('template_paused')
  if (template.metaStatus === 'DISABLED') return because('template_disabled')
  return checkTemplateParameters(template, content.components as JsonObject[] | undefined)
}

function contentCause({ type, content }: FateDraft): Cause | null {
  return contentProblem(type, content)
}

/** Source: Meta's "Service messages": outside the window only templates may be sent. */
function windowCause({ template, windowOpen, customerPhone }: FateDraft): Cause | null {
  const isFree = template !== null || windowOpen || ignoresWindow(customerPhone)
  return isFree ? null : because('outside_24h_window')
}

function failing(world: World, { id }: FateDraft, cause: Cause): PlannedFate {
  const { failedAfterMinMs, failedAfterMaxMs } = world.settings
  const afterMs = span(world, id, 'failed-after', failedAfterMinMs, failedAfterMaxMs)
  return {
    steps: [{ status: 'failed', afterMs }],
    failure: cause.kind,
    failureMetaCode: cause.metaCode ?? null,
    failureDetails: cause.details,
  }
}

/** sent, and what follows for this phone. */
function ladder(world: World, { id }: FateDraft, { behaviour }: Behaviour): PlannedFate {
  const row = recipient(behaviour)
  const steps: FateStep[] = [{ status: 'sent', afterMs: sentAfter(world, id) }]
  for (const next of row.follows ?? []) {
    const before = steps[steps.length - 1]?.afterMs ?? 0
    if (next === 'delivered') {
      const afterMs = Math.max(before, row.deliveredAtMs ?? before + deliveredAfter(world, id, row))
      steps.push({ status: 'delivered', afterMs })
    } else if (next === 'read' || isRead(world, id)) {
      steps.push({ status: 'read', afterMs: before + readAfter(world, id, row) })
    }
  }
  return {
    steps: arrange(steps, row),
    failure: null,
    failureMetaCode: null,
    failureDetails: null,
  }
}

/** The instants stay; which status comes at which of them may change. */
function arrange(steps: readonly FateStep[], { order, times = 1 }: Recipient): readonly FateStep[] {
  if (order === undefined && times === 1) return steps
  const ordered = steps.map((step, index) => {
    const twin = order === 'backwards' ? steps[steps.length - 1 - index] : step
    return { status: (twin ?? step).status, afterMs: step.afterMs }
  })
  return ordered.flatMap((step) => Array.from({ length: times }, () => step))
}

function sentAfter(world: World, id: string): number {
  const { sentAfterMinMs, sentAfterMaxMs } = world.settings
  return span(world, id, 'sent-after', sentAfterMinMs, sentAfterMaxMs)
}

function deliveredAfter(world: World, id: string, { deliveredAfterMs: own }: Recipient): number {
  const { deliveredAfterMinMs, deliveredAfterMaxMs } = world.settings
  const [min, max] = own ?? [deliveredAfterMinMs, deliveredAfterMaxMs]
  return span(world, id, 'delivered-after', min, max)
}

function readAfter(world: World, id: string, { readAfterMs: own }: Recipient): number {
  const { readAfterMinMs, readAfterMaxMs } = world.settings
  const [min, max] = own ?? [readAfterMinMs, readAfterMaxMs]
  return span(world, id, 'read-after', min, max)
}

function isRead(world: World, id: string): boolean {
  return roll(world.seed, 'is-read', id) < world.settings.readProbability
}

/** A stretch of time between two settings. Each is set alone, so they may stand in either order. */
function span(world: World, id: string, what: string, a: number, b: number): number {
  return rollBetween(Math.min(a, b), Math.max(a, b), world.seed, what, id)
}
