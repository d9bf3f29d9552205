// A message of a template that is ready to be sent: each parameter from the definition's examples.
import type { Json, JsonObject, TemplateRow } from '../../world/rows.ts'
import { definedComponent, placeholdersIn, templateContent } from './templates.ts'

/** What stands for a parameter whose definition gives no example. */
const ANYTHING = 'contoh'
const ANY_LINK = 'https://media.kirim.example/contoh'

/** The member `template` of a request. */
export function templateExample(row: TemplateRow): JsonObject {
  const components = [...headerExample(row), ...bodyExample(row), ...buttonExamples(row)]
  const { name, language } = row
  return { name, language, ...(components.length > 0 && { components }) }
}

function headerExample(row: TemplateRow): JsonObject[] {
  const header = definedComponent(row, 'HEADER')
  if (header === undefined) return []
  const example = objectOr(header.example)
  const format = String(header.format ?? 'TEXT').toLowerCase()
  if (format === 'text') {
    const texts = textParameters(String(header.text ?? ''), listOr(example.header_text), [])
    return texts.length === 0 ? [] : [{ type: 'header', parameters: texts }]
  }
  const link = listOr(example.header_handle)[0] ?? ANY_LINK
  const place = { latitude: -6.175392, longitude: 106.827153, name: 'Monas', address: 'Jakarta' }
  const parameter = { type: format, [format]: format === 'location' ? place : { link } }
  return [{ type: 'header', parameters: [parameter] }]
}

function bodyExample(row: TemplateRow): JsonObject[] {
  const example = objectOr(definedComponent(row, 'BODY')?.example)
  const texts = textParameters(
    templateContent(row),
    listOr(listOr(example.body_text)[0]),
    listOr(example.body_text_named_params),
  )
  return texts.length === 0 ? [] : [{ type: 'body', parameters: texts }]
}

function textParameters(
  text: string,
  numbered: readonly Json[],
  named: readonly Json[],
): JsonObject[] {
  return placeholdersIn(text).map((name, index) => {
    if (/^\d+$/.test(name)) return { type: 'text', text: String(numbered[index] ?? ANYTHING) }
    const own = named.map(objectOr).find((one) => one.param_name === name)
    return { type: 'text', parameter_name: name, text: String(own?.example ?? ANYTHING) }
  })
}

/** Only buttons that ask for something: a link with a placeholder, a code, a one-time password. */
function buttonExamples(row: TemplateRow): JsonObject[] {
  const buttons = listOr(definedComponent(row, 'BUTTONS')?.buttons).map(objectOr)
  return buttons.flatMap((button, index): JsonObject[] => {
    const { type } = button
    const component = (subType: string, parameter: JsonObject) => [
      { type: 'button', sub_type: subType, index, parameters: [parameter] },
    ]
    if (type === 'OTP') return component('url', { type: 'text', text: codeOf(row) })
    if (type === 'COPY_CODE') {
      const code = listOr(button.example)[0] ?? button.example ?? ANYTHING
      return component('copy_code', { type: 'coupon_code', coupon_code: String(code) })
    }
    const url = String(button.url ?? '')
    if (type !== 'URL' || placeholdersIn(url).length === 0) return []
    const example = String(listOr(button.example)[0] ?? '')
    const before = url.split('{{')[0] ?? ''
    const rest = example.startsWith(before) ? example.slice(before.length) : example
    return component('url', { type: 'text', text: rest === '' ? ANYTHING : rest })
  })
}

/** The code of a one-time password stands in the body, too. */
function codeOf(row: TemplateRow): string {
  const first = listOr(bodyExample(row)[0]?.parameters).map(objectOr)[0]
  return String(first?.text ?? ANYTHING)
}

function objectOr(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : {}
}

function listOr(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []
}
