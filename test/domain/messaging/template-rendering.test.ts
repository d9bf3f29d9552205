// Template messages filled in: what lists show, and that every template of the default world works.
import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import {
  checkTemplateParameters,
  renderTemplate,
} from '../../../src/domain/messaging/templates/template-parameters.ts'
import { placeholdersIn } from '../../../src/domain/messaging/templates/templates.ts'
import type { JsonObject, TemplateRow } from '../../../src/domain/world/rows.ts'
import { bodyTexts, templateRow } from './samples.ts'
import { body, button, parameters, text, withComponents } from './template-stories.ts'

describe('fills in', () => {
  it('texts by their place', () => {
    const row = withComponents(body('Halo {{1}}, pesanan {{2}} dari {{1}} siap.'))
    expect(renderTemplate(row, [bodyTexts('Siti', 'INV-1')])).toBe(
      'Halo Siti, pesanan INV-1 dari Siti siap.',
    )
  })

  it('texts by their names', () => {
    const row = withComponents(body('Halo {{nama}}, tagihan {{nomor}}.'))
    const sent = parameters(
      'body',
      { type: 'text', parameter_name: 'nomor', text: '7' },
      { type: 'text', parameter_name: 'nama', text: 'Dewi' },
    )
    expect(renderTemplate(row, [sent])).toBe('Halo Dewi, tagihan 7.')
  })

  it('the fallback of money and time', () => {
    const row = withComponents(body('{{1}} pada {{2}}'))
    const sent = parameters(
      'body',
      { type: 'currency', currency: { fallback_value: 'Rp5.000' } },
      { type: 'date_time', date_time: { fallback_value: 'Senin' } },
    )
    expect(renderTemplate(row, [sent])).toBe('Rp5.000 pada Senin')
  })

  it('nothing that was not given, and never what was filled in', () => {
    const row = withComponents(body('{{1}} dan {{2}}'))
    expect(renderTemplate(row, undefined)).toBe('{{1}} dan {{2}}')
    expect(renderTemplate(row, [bodyTexts('{{2}}', '$&')])).toBe('{{2}} dan $&')
  })
})

type FixtureTemplate = Pick<TemplateRow, 'name' | 'language' | 'category' | 'components'>

/** What a client would send for a definition, with something for every variable. */
function filledIn({ components }: FixtureTemplate): JsonObject[] {
  return components.flatMap((component): JsonObject[] => {
    const names = placeholdersIn(String(component.text ?? ''))
    const texts = names.map((name) => ({ type: 'text', parameter_name: name, text: '482913' }))
    if (component.type === 'BODY') return [{ type: 'body', parameters: texts }]
    if (component.type === 'BUTTONS') return filledButtons(component.buttons as JsonObject[])
    if (component.type !== 'HEADER') return []
    const format = String(component.format).toLowerCase()
    const media = { type: format, [format]: { link: 'https://cdn.toko.example/a' } }
    return [{ type: 'header', parameters: format === 'text' ? texts : [media] }]
  })
}

function filledButtons(buttons: readonly JsonObject[]): JsonObject[] {
  return buttons.flatMap((one, index): JsonObject[] => {
    if (one.type === 'COPY_CODE') {
      return [button('copy_code', index, { type: 'coupon_code', coupon_code: 'HEMAT50' })]
    }
    const isFilled = one.type === 'OTP' || placeholdersIn(String(one.url ?? '')).length > 0
    return isFilled ? [button('url', index, text('482913'))] : []
  })
}

describe('in the default world', () => {
  const file = new URL('../../../fixtures/worlds/default.json', import.meta.url)
  const { templates } = JSON.parse(readFileSync(file, 'utf8')) as { templates: FixtureTemplate[] }

  it.each(templates)('$name in $language can be filled in', (fixture) => {
    const row = templateRow(fixture)
    const sent = filledIn(fixture)
    expect(checkTemplateParameters(row, sent)).toBeNull()
    expect(placeholdersIn(renderTemplate(row, sent))).toEqual([])
  })
})
