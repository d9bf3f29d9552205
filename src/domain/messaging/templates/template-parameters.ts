// The parameters of a template message against the template's definition, as Meta checks them.

import type { Problem } from '../../failures/send-failures.ts'
import type { Json, JsonObject, TemplateRow } from '../../world/rows.ts'
import { mediaProblem } from '../media-files.ts'
import type { MediaKind } from '../media-types.ts'
import { checkButtons } from './template-buttons.ts'
import { readText, textProblem } from './template-text.ts'
import { definedComponent, fillPlaceholders, placeholdersIn, templateContent } from './templates.ts'

/** Source: Meta's template limits: the filled-in body, and a header of text. */
export const BODY_MAX = 1_024
export const HEADER_TEXT_MAX = 60

/** Source: Meta's "Authentication templates": the length of a one-time code. */
export const CODE_MAX = 15

/** What a message says of a template's components: the request's `template.components`. */
export type SentComponents = readonly JsonObject[] | undefined

type Check = (row: TemplateRow, sent: readonly JsonObject[]) => Problem | null

const CHECKS: readonly Check[] = [
  checkDuplicates,
  checkHeader,
  checkBody,
  checkCode,
  checkButtons,
  checkLengths,
]

/** What Meta would refuse of the parameters, with its free text; null when they fit. */
export function checkTemplateParameters(
  row: TemplateRow,
  components: SentComponents,
): Problem | null {
  for (const check of CHECKS) {
    const problem = check(row, components ?? [])
    if (problem !== null) return problem
  }
  return null
}

/** The body with the parameters filled in: what lists show as the message's content. */
export function renderTemplate(row: TemplateRow, components: SentComponents): string {
  return filled(templateContent(row), parametersOf(components ?? [], 'body'))
}

/** The header's text with its parameter filled in; null when the template has no header of text. */
export function renderHeader(row: TemplateRow, components: SentComponents): string | null {
  const text = definedComponent(row, 'HEADER')?.text
  return typeof text === 'string' ? filled(text, parametersOf(components ?? [], 'header')) : null
}

function filled(text: string, parameters: readonly JsonObject[]): string {
  const values = new Map<string, string>()
  parameters.forEach((parameter, index) => {
    const value = readText(parameter)
    if (value === null) return
    const name = parameter.parameter_name
    values.set(typeof name === 'string' && isNamed(text) ? name : String(index + 1), value)
  })
  return fillPlaceholders(text, values)
}

function isNamed(text: string): boolean {
  return placeholdersIn(text).some((name) => !/^\d+$/.test(name))
}

/** The parameters of the header or of the body of a message. */
function parametersOf(sent: readonly JsonObject[], type: 'header' | 'body'): readonly JsonObject[] {
  return (sent.find((component) => component.type === type)?.parameters ?? []) as JsonObject[]
}

function checkDuplicates(_row: TemplateRow, sent: readonly JsonObject[]): Problem | null {
  const seen = new Set<string>()
  for (const { type, index } of sent) {
    const name = type === 'button' ? `button ${String(index)}` : String(type)
    if (seen.has(name)) {
      return { kind: 'invalid_parameter', details: `Component ${name} is given more than once.` }
    }
    seen.add(name)
  }
  return null
}

function mismatch(where: string, given: number, expected: number): Problem | null {
  if (given === expected) return null
  return {
    kind: 'template_param_count_mismatch',
    details: `${where}: number of localizable_params (${given}) does not match the expected number of params (${expected})`,
  }
}

/** Source: Meta's "Template components": a header of one of these formats is always a parameter. */
const HEADER_FORMATS: Readonly<Record<string, (parameter: JsonObject) => Problem | null>> = {
  IMAGE: (parameter) => headerProblem('image', parameter.image),
  VIDEO: (parameter) => headerProblem('video', parameter.video),
  DOCUMENT: (parameter) => headerProblem('document', parameter.document),
  LOCATION: (parameter) => locationProblem(parameter.location),
}

function checkHeader(row: TemplateRow, sent: readonly JsonObject[]): Problem | null {
  const header = definedComponent(row, 'HEADER')
  const parameters = parametersOf(sent, 'header')
  const format = String(header?.format ?? 'TEXT')
  const check = HEADER_FORMATS[format]
  if (check === undefined) return checkTexts('header', String(header?.text ?? ''), parameters)
  const first = parameters[0]
  const received = String(first?.type ?? 'UNKNOWN').toUpperCase()
  if (first === undefined || received !== format) {
    return {
      kind: 'template_param_format_mismatch',
      details: `header: Format mismatch, expected ${format}, received ${received}`,
    }
  }
  return mismatch('header', parameters.length, 1) ?? check(first)
}

/** Meta takes a link, or the id of a file that was uploaded before. */
function headerProblem(type: MediaKind, media: Json | undefined): Problem | null {
  const { link, id } = objectOr(media)
  if (typeof link === 'string') return mediaProblem(type, link)
  if (typeof id === 'string' && id !== '') return null
  return { kind: 'missing_parameter', details: `header: ${type} needs a link or an id.` }
}

function locationProblem(location: Json | undefined): Problem | null {
  const given = objectOr(location)
  const missing = ['latitude', 'longitude'].find((key) => given[key] === undefined)
  if (missing === undefined) return null
  return { kind: 'missing_parameter', details: `header: location needs a ${missing}.` }
}

function objectOr(value: Json | undefined): JsonObject {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as JsonObject) : {}
}

function checkBody(row: TemplateRow, sent: readonly JsonObject[]): Problem | null {
  return checkTexts('body', templateContent(row), parametersOf(sent, 'body'))
}

function checkTexts(
  where: 'header' | 'body',
  text: string,
  parameters: readonly JsonObject[],
): Problem | null {
  const names = placeholdersIn(text)
  const wrongCount = mismatch(where, parameters.length, names.length)
  if (wrongCount !== null) return wrongCount
  for (const [index, parameter] of parameters.entries()) {
    const problem = textProblem(where, index, parameter)
    if (problem !== null) return problem
  }
  return isNamed(text) ? namesProblem(where, names, parameters) : null
}

/** Meta's number for it: 131008 is for what is missing as a whole. */
const INVALID_PARAMETER = 100

/** Source: Meta's "Named parameters": each is given once, by the name in the template. */
function namesProblem(
  where: string,
  names: readonly string[],
  parameters: readonly JsonObject[],
): Problem | null {
  const given = parameters.map((parameter) => parameter.parameter_name)
  if (given.some((name) => typeof name !== 'string' || name === '')) {
    return {
      kind: 'upstream',
      metaCode: INVALID_PARAMETER,
      details: `${where}: Parameter name is missing or empty`,
    }
  }
  const strange = given.find(
    (name, at) => !names.includes(String(name)) || given.indexOf(name) < at,
  )
  if (strange === undefined) return null
  const details = `${where}: Parameter name ${String(strange)} is unknown or used twice; expected ${names.join(', ')}`
  return { kind: 'invalid_parameter', details }
}

/** The body of an authentication template carries the code, which is short. */
function checkCode(row: TemplateRow, sent: readonly JsonObject[]): Problem | null {
  if (row.category !== 'AUTHENTICATION') return null
  const code = parametersOf(sent, 'body').map(readText)[0] ?? ''
  if (code.length <= CODE_MAX) return null
  return {
    kind: 'invalid_parameter',
    details: `body: the code has ${code.length} characters, at most ${CODE_MAX} are allowed.`,
  }
}

function checkLengths(row: TemplateRow, sent: readonly JsonObject[]): Problem | null {
  const header = String(definedComponent(row, 'HEADER')?.text ?? '')
  return (
    tooLong('header', filled(header, parametersOf(sent, 'header')), HEADER_TEXT_MAX) ??
    tooLong('body', renderTemplate(row, sent), BODY_MAX)
  )
}

function tooLong(where: string, text: string, max: number): Problem | null {
  const length = Array.from(text).length
  if (length <= max) return null
  return {
    kind: 'template_text_too_long',
    details: `${where}: the filled-in text has ${length} characters, at most ${max} are allowed.`,
  }
}
