// One text parameter of a template message: what it says, and what Meta refuses of it.

import type { Problem } from '../../failures/send-failures.ts'
import type { Json, JsonObject } from '../../world/rows.ts'

/** The kinds of parameter that end up as text; the last two carry it as their fallback value. */
const TEXT_KINDS = ['text', 'currency', 'date_time'] as const

type TextKind = (typeof TEXT_KINDS)[number]

function isTextKind(type: Json | undefined): type is TextKind {
  return (TEXT_KINDS as readonly unknown[]).includes(type)
}

/** What stands in the message for a parameter; null when it says nothing. */
export function readText(parameter: JsonObject): string | null {
  const { type } = parameter
  if (!isTextKind(type)) return null
  const value =
    type === 'text' ? parameter.text : (parameter[type] as JsonObject | undefined)?.fallback_value
  return typeof value === 'string' ? value : null
}

/** Source: the wording of Meta's own answer. */
const UNCLEAN = /[\n\r\t]| {5,}/
const UNCLEAN_DETAILS =
  'Param text cannot have new-line/tab characters or more than 4 consecutive spaces'

/** What Meta refuses of the parameter at this place, counted from 0. */
export function textProblem(where: string, index: number, parameter: JsonObject): Problem | null {
  const { type } = parameter
  if (!isTextKind(type)) {
    return {
      kind: 'template_param_format_mismatch',
      details: `${where}: Format mismatch, expected TEXT, received ${String(type ?? 'UNKNOWN').toUpperCase()}`,
    }
  }
  const given = type === 'text' ? parameter.text : fallbackOf(parameter[type])
  if (given === undefined || given === null || given === '') {
    return {
      kind: 'missing_parameter',
      details: `${where}: Parameter of type ${type} is missing text value`,
    }
  }
  if (typeof given !== 'string') {
    return {
      kind: 'invalid_parameter',
      details: `${where}: Param parameters[${index}]['${type}'] must be a string.`,
    }
  }
  if (!UNCLEAN.test(given)) return null
  return { kind: 'template_param_invalid', details: `${where}: ${UNCLEAN_DETAILS}` }
}

function fallbackOf(value: Json | undefined): Json | undefined {
  return typeof value === 'object' && value !== null
    ? (value as JsonObject).fallback_value
    : undefined
}
