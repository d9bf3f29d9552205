// Templates: which one is meant, what the API shows of it, and which cannot be sent at all.
import { describe, expect, it } from 'vitest'

import { Failure } from '../../../src/domain/failures/failures.ts'
import {
  apiTemplateStatus,
  pickTemplate,
  TEMPLATE_STATUSES,
  templateContent,
  templateForSend,
  templatesNamed,
  templateVariables,
} from '../../../src/domain/messaging/templates/templates.ts'
import type { MetaTemplateStatus } from '../../../src/domain/world/rows.ts'
import { VIRTUAL_START_AT } from '../../../src/domain/world/time.ts'
import { ACCOUNT, emptyWorld, putTemplates, templateRow } from './samples.ts'

describe('shows', () => {
  it.each([
    ['APPROVED', 'approved'],
    ['PENDING', 'pending'],
    ['IN_APPEAL', 'pending'],
    ['PAUSED', 'pending'],
    ['REJECTED', 'rejected'],
    ['DISABLED', 'rejected'],
  ] as const)('%s as %s', (metaStatus, shown) => {
    expect(apiTemplateStatus(metaStatus)).toBe(shown)
  })
})

describe('the variables of', () => {
  it.each([
    ['Halo {{1}}, pesanan {{2}} siap.', ['1', '2']],
    ['{{2}} lalu {{1}} lalu {{2}}', ['2', '1']],
    ['Halo {{nama}}, tagihan {{nomor_tagihan}}', ['nama', 'nomor_tagihan']],
    ['Halo {{ 1 }}', ['1']],
    ['Selamat datang!', []],
    ['{1} {{}} {{a b}} {{ }}', []],
  ])('"%s"', (text, variables) => {
    const row = templateRow({ components: [{ type: 'BODY', text }] })
    expect(templateVariables(row)).toEqual(variables)
    expect(templateContent(row)).toBe(text)
  })

  it('a header or a button are not those of the template', () => {
    const row = templateRow({
      components: [
        { type: 'HEADER', format: 'TEXT', text: 'Paket {{1}}' },
        { type: 'BODY', text: 'Sudah dikirim.' },
        {
          type: 'BUTTONS',
          buttons: [{ type: 'URL', text: 'Lacak', url: 'https://a.example/{{1}}' }],
        },
      ],
    })
    expect(templateVariables(row)).toEqual([])
  })

  it('an authentication template without a text of its own are its code', () => {
    const row = templateRow({ category: 'AUTHENTICATION', components: [{ type: 'BODY' }] })
    expect(templateContent(row)).toBe('*{{1}}* is your verification code.')
    expect(templateVariables(row)).toEqual(['1'])
  })
})

describe('a name stands for', () => {
  it('all its templates, newest first, in one language when one is given', () => {
    const world = emptyWorld()
    const [id, en, other] = putTemplates(
      world,
      { language: 'id' },
      { language: 'en_US' },
      { language: 'id', accountId: 'wba_2' },
    )
    putTemplates(world, { name: 'something_else' })
    expect(templatesNamed(world, 'order_update')).toEqual([other, en, id])
    expect(templatesNamed(world, 'order_update', 'id')).toEqual([other, id])
    expect(templatesNamed(world, 'order_update', 'fr')).toEqual([])
    expect(templatesNamed(world, 'nobody')).toEqual([])
  })

  it('one of them: approved before others, then the latest', () => {
    const world = emptyWorld()
    const at = VIRTUAL_START_AT
    const [old, late] = putTemplates(
      world,
      { language: 'id', updatedAt: at + 1 },
      { language: 'en_US', updatedAt: at + 2 },
      { language: 'fr', updatedAt: at + 3, metaStatus: 'PAUSED' },
      { language: 'de', updatedAt: at + 4, metaStatus: 'PENDING' },
    )
    expect(pickTemplate(world, 'order_update')).toBe(late)
    expect(pickTemplate(world, 'order_update', 'id')).toBe(old)
    expect(pickTemplate(world, 'order_update', 'fr')?.metaStatus).toBe('PAUSED')
    expect(pickTemplate(world, 'order_update', 'nl')).toBeUndefined()
    expect(pickTemplate(world, 'nobody')).toBeUndefined()
  })

  it('the one born last when they changed at the same time', () => {
    const world = emptyWorld()
    const [, second] = putTemplates(world, { language: 'id' }, { language: 'en_US' })
    expect(pickTemplate(world, 'order_update')).toBe(second)
  })
})

function refusal(act: () => unknown): { code: string; param: string | undefined; message: string } {
  try {
    act()
  } catch (error) {
    if (error instanceof Failure) {
      return { code: error.code, param: error.param, message: error.message }
    }
  }
  throw new Error('It was not refused.')
}

describe('to send', () => {
  it('takes the template of the account in the language', () => {
    const world = emptyWorld()
    const [mine] = putTemplates(world, {}, { accountId: 'wba_2' }, { language: 'en_US' })
    expect(templateForSend(world, ACCOUNT.id, 'order_update', 'id')).toBe(mine)
  })

  it('refuses a name that nobody knows', () => {
    const world = emptyWorld()
    expect(refusal(() => templateForSend(world, ACCOUNT.id, 'order_updat', 'id'))).toEqual({
      code: 'invalid_template_name',
      param: 'template.name',
      message: 'No template named "order_updat" on this number.',
    })
  })

  it('refuses a template of another number', () => {
    const world = emptyWorld()
    putTemplates(world, { accountId: 'wba_2' })
    const { param } = refusal(() => templateForSend(world, ACCOUNT.id, 'order_update', 'id'))
    expect(param).toBe('template.name')
  })

  it('refuses a language and says which there are', () => {
    const world = emptyWorld()
    putTemplates(world, { language: 'id' }, { language: 'en_US' })
    expect(refusal(() => templateForSend(world, ACCOUNT.id, 'order_update', 'en'))).toEqual({
      code: 'invalid_template_name',
      param: 'template.language',
      message: 'Template "order_update" does not exist in en. It exists in: en_US, id.',
    })
  })

  const all = Object.keys(TEMPLATE_STATUSES) as MetaTemplateStatus[]
  it.each(all)('a template that is %s is taken or refused as the table says', (metaStatus) => {
    const world = emptyWorld()
    const [row] = putTemplates(world, { metaStatus })
    const send = () => templateForSend(world, ACCOUNT.id, 'order_update', 'id')
    if (TEMPLATE_STATUSES[metaStatus].isAccepted) {
      expect(send()).toBe(row)
      return
    }
    expect(refusal(send)).toEqual({
      code: 'invalid_template_name',
      param: 'template.name',
      message: `Template "order_update" in id cannot be sent: its status is ${metaStatus}.`,
    })
  })

  it('takes paused and disabled ones, which fail later, and refuses pending and rejected ones', () => {
    const taken = all.filter((status) => TEMPLATE_STATUSES[status].isAccepted)
    expect(taken).toEqual(expect.arrayContaining(['APPROVED', 'PAUSED', 'DISABLED']))
    expect(taken).not.toEqual(expect.arrayContaining(['PENDING']))
    expect(taken).not.toEqual(expect.arrayContaining(['REJECTED']))
  })
})
