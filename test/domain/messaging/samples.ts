// A small world, and rows to put into it, for the tests of messaging and of the wire.
import type { MessageRow } from '../../../src/domain/world/message-rows.ts'
import type { AccountRow, JsonObject, TemplateRow } from '../../../src/domain/world/rows.ts'
import { put } from '../../../src/domain/world/tables.ts'
import { VIRTUAL_START_AT } from '../../../src/domain/world/time.ts'
import { newWorld, nextSeq, transact, type World } from '../../../src/domain/world/world.ts'

export const CUSTOMER = '6281234567890'

/** A world with nothing in it. */
export function emptyWorld(seed = 7): World {
  return newWorld({
    seed,
    now: VIRTUAL_START_AT,
    organizationName: 'Kirim Sandbox',
    tier: 'unlimited',
  })
}

export const ACCOUNT: AccountRow = {
  id: 'wba_00000000000000000000000001',
  seq: 1,
  createdAt: VIRTUAL_START_AT,
  phone: '6281100000001',
  displayPhone: '+62 811-0000-0001',
  displayName: 'Toko Nusantara',
  phoneNumberId: '106540352242922',
  businessAccountId: '102290129340398',
  teamId: 'team_00000000000000000000000001',
  connected: true,
}

export function templateRow(changes: Partial<TemplateRow> = {}): TemplateRow {
  return {
    id: 'tmpl_00000000000000000000000001',
    seq: 1,
    createdAt: VIRTUAL_START_AT,
    updatedAt: VIRTUAL_START_AT,
    accountId: ACCOUNT.id,
    name: 'order_update',
    language: 'id',
    category: 'UTILITY',
    metaStatus: 'APPROVED',
    components: [{ type: 'BODY', text: 'Halo {{1}}, pesanan {{2}} siap.' }],
    providerTemplateId: '594425479261596',
    ...changes,
  }
}

export function messageRow(changes: Partial<MessageRow> = {}): MessageRow {
  return {
    id: 'msg_00000000000000000000000001',
    seq: 1,
    createdAt: VIRTUAL_START_AT,
    direction: 'outbound',
    accountId: ACCOUNT.id,
    contactId: 'ctc_00000000000000000000000001',
    conversationId: 'cnv_00000000000000000000000001',
    customerPhone: CUSTOMER,
    type: 'text',
    content: { body: 'Halo' },
    summary: 'Halo',
    mediaUrl: null,
    status: 'pending',
    wamid: 'wamid.HBgNNjI4MTIzNDU2Nzg5MBUCABEYEjRFMkQ5NzY4NURFRjlEOUY2RgA=',
    failure: null,
    failureMetaCode: null,
    failureDetails: null,
    fate: [],
    fateTaken: 0,
    jobId: null,
    pricing: 'service',
    windowOpen: true,
    statusTimes: [],
    ...changes,
  }
}

/** Puts templates into a world, the first one as the oldest. */
export function putTemplates(world: World, ...all: readonly Partial<TemplateRow>[]): TemplateRow[] {
  return transact(world, () =>
    all.map((changes) => {
      const seq = nextSeq(world)
      const id = `tmpl_${String(seq).padStart(26, '0')}`
      return put(world.templates, templateRow({ id, seq, ...changes }))
    }),
  )
}

/** Puts messages into a world, the first one as the oldest. */
export function putMessages(world: World, ...all: readonly Partial<MessageRow>[]): MessageRow[] {
  return transact(world, () =>
    all.map((changes) => {
      const seq = nextSeq(world)
      const id = `msg_${String(seq).padStart(26, '0')}`
      return put(world.messages, messageRow({ id, seq, wamid: `wamid.${id}`, ...changes }))
    }),
  )
}

/** Tells a world how a phone behaves. */
export function putRecipient(world: World, phone: string, behaviour: string): void {
  transact(world, () => {
    put(world.recipients, { id: phone, seq: nextSeq(world), createdAt: world.now, behaviour })
  })
}

/** The body component of a message, with one text parameter for each text. */
export function bodyTexts(...texts: readonly string[]): JsonObject {
  return { type: 'body', parameters: texts.map((text) => ({ type: 'text', text })) }
}
