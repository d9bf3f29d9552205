// Drafts of messages and worlds with settings, for the tests of fates.
import type { FateDraft } from '../../../src/domain/messaging/message-fate.ts'
import type { PlannedFate } from '../../../src/domain/world/message-rows.ts'
import type { TemplateRow } from '../../../src/domain/world/rows.ts'
import type { Settings } from '../../../src/domain/world/settings.ts'
import type { World } from '../../../src/domain/world/world.ts'
import { ACCOUNT, bodyTexts, CUSTOMER, emptyWorld, templateRow } from './samples.ts'

export function draft(changes: Partial<FateDraft> = {}): FateDraft {
  return {
    id: 'msg_00000000000000000000000001',
    customerPhone: CUSTOMER,
    accountPhone: ACCOUNT.phone,
    type: 'text',
    content: { body: 'Halo' },
    template: null,
    windowOpen: true,
    ...changes,
  }
}

export function templateDraft(changes: Partial<TemplateRow> = {}, ...texts: string[]): FateDraft {
  return draft({
    type: 'template',
    content: { name: 'order_update', language: 'id', components: [bodyTexts(...texts)] },
    template: templateRow(changes),
    windowOpen: false,
  })
}

export function statuses({ steps }: PlannedFate): string[] {
  return steps.map(({ status }) => status)
}

export function worldWith(settings: Partial<Settings>, seed = 7): World {
  const world = emptyWorld(seed)
  Object.assign(world.settings, settings)
  return world
}

/** Every stretch of time exactly this long, and everything is read. */
export const EXACT = {
  sentAfterMinMs: 100,
  sentAfterMaxMs: 100,
  deliveredAfterMinMs: 1_000,
  deliveredAfterMaxMs: 1_000,
  readAfterMinMs: 10_000,
  readAfterMaxMs: 10_000,
  readProbability: 1,
  failedAfterMinMs: 700,
  failedAfterMaxMs: 700,
}
