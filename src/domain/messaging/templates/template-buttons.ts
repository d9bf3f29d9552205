// The button parameters of a template message against the buttons of the template.

import type { Problem } from '../../failures/send-failures.ts'
import type { JsonObject, TemplateRow } from '../../world/rows.ts'
import { readText, textProblem } from './template-text.ts'
import { definedComponent, placeholdersIn } from './templates.ts'

/** Source: Meta's template limits. */
export const QUICK_REPLY_PAYLOAD_MAX = 256
export const COUPON_CODE_MAX = 15
export const BUTTON_URL_MAX = 2_000

type Place = {
  readonly index: number
  readonly button: JsonObject
  /** None when the message leaves the button's component out. */
  readonly parameter: JsonObject | undefined
}

type ButtonFacts = {
  /** How Meta writes the type in its sentences. */
  readonly name: string
  /** What `sub_type` may say. */
  readonly subTypes: readonly string[]
  readonly problem: (place: Place) => Problem | null
}

// Source: Meta's "Template components". An OTP button is a url button when it is sent.
const BUTTONS: Readonly<Record<string, ButtonFacts>> = {
  URL: { name: 'Url', subTypes: ['url'], problem: urlProblem },
  OTP: { name: 'Url', subTypes: ['url', 'copy_code'], problem: otpProblem },
  QUICK_REPLY: { name: 'QuickReply', subTypes: ['quick_reply'], problem: payloadProblem },
  COPY_CODE: { name: 'CopyCode', subTypes: ['copy_code'], problem: couponProblem },
  PHONE_NUMBER: { name: 'PhoneNumber', subTypes: [], problem: () => null },
  FLOW: { name: 'Flow', subTypes: ['flow'], problem: () => null },
}

/** Buttons of any other kind take what they are given. */
const ANY_BUTTON: ButtonFacts = { name: 'Unknown', subTypes: [], problem: () => null }

/** What Meta refuses of the buttons: components that have no button, then each button in its turn. */
export function checkButtons(row: TemplateRow, sent: readonly JsonObject[]): Problem | null {
  const buttons = (definedComponent(row, 'BUTTONS')?.buttons ?? []) as readonly JsonObject[]
  const components = sent.filter((component) => component.type === 'button')
  for (const component of components) {
    const problem = placeProblem(component, buttons)
    if (problem !== null) return problem
  }
  for (const [index, button] of buttons.entries()) {
    const own = components.find((component) => component.index === index)
    const parameters = (own?.parameters ?? []) as readonly JsonObject[]
    const problem =
      parameters.length > 1
        ? tooMany(parameters.length)
        : factsOf(button).problem({ index, button, parameter: parameters[0] })
    if (problem !== null) return problem
  }
  return null
}

function factsOf(button: JsonObject): ButtonFacts {
  return BUTTONS[String(button.type)] ?? ANY_BUTTON
}

function placeProblem(component: JsonObject, buttons: readonly JsonObject[]): Problem | null {
  const { index, sub_type } = component
  if (sub_type === undefined) return missing('buttons: a button component needs a sub_type.')
  if (index === undefined) return missing('buttons: a button component needs an index.')
  const button = buttons[Number(index)]
  if (button === undefined) {
    return invalid(
      `buttons: Button index ${String(index)} is out of range, the template has ${buttons.length} buttons.`,
    )
  }
  const { name, subTypes } = factsOf(button)
  if (!(String(button.type) in BUTTONS) || subTypes.includes(String(sub_type))) return null
  return invalid(
    `buttons: Button at index ${String(index)} is of type ${name}, received sub_type ${String(sub_type)}`,
  )
}

function urlProblem({ index, button, parameter }: Place): Problem | null {
  const url = String(button.url ?? '')
  const isDynamic = placeholdersIn(url).length > 0
  if (!isDynamic) return parameter === undefined ? null : unasked(index)
  if (parameter === undefined) return required(index, 'Url')
  const problem = textProblem('buttons', 0, parameter)
  if (problem !== null) return problem
  const length = url.length + (readText(parameter) ?? '').length
  if (length <= BUTTON_URL_MAX) return null
  return invalid(
    `buttons: the url has ${length} characters, at most ${BUTTON_URL_MAX} are allowed.`,
  )
}

/** The code is passed once more, beside the one in the body. */
function otpProblem({ index, parameter }: Place): Problem | null {
  if (parameter === undefined) return required(index, 'Url')
  if (parameter.type === 'coupon_code') return codeProblem(index, parameter.coupon_code)
  return textProblem('buttons', 0, parameter) ?? codeProblem(index, parameter.text)
}

function couponProblem({ index, parameter }: Place): Problem | null {
  if (parameter === undefined) return required(index, 'CopyCode')
  if (parameter.type !== 'coupon_code') return wrongType('COUPON_CODE', parameter)
  return codeProblem(index, parameter.coupon_code)
}

function payloadProblem({ index, parameter }: Place): Problem | null {
  if (parameter === undefined) return null
  if (parameter.type !== 'payload') return wrongType('PAYLOAD', parameter)
  return lengthProblem(index, 'payload', parameter.payload, QUICK_REPLY_PAYLOAD_MAX)
}

function codeProblem(index: number, code: unknown): Problem | null {
  return lengthProblem(index, 'code', code, COUPON_CODE_MAX)
}

function lengthProblem(index: number, what: string, value: unknown, max: number): Problem | null {
  if (value === undefined || value === null || value === '') {
    return missing(`buttons: Button at index ${index} has a parameter without a ${what}.`)
  }
  if (typeof value !== 'string') {
    return invalid(`buttons: the ${what} of the button at index ${index} must be a string.`)
  }
  if (value.length <= max) return null
  return invalid(
    `buttons: the ${what} of the button at index ${index} has ${value.length} characters, at most ${max} are allowed.`,
  )
}

function wrongType(expected: string, parameter: JsonObject): Problem {
  const received = String(parameter.type ?? 'UNKNOWN').toUpperCase()
  return {
    kind: 'template_param_format_mismatch',
    details: `buttons: Format mismatch, expected ${expected}, received ${received}`,
  }
}

function unasked(index: number): Problem {
  return {
    kind: 'template_param_invalid',
    details: `buttons: Button at index ${index} of type Url does not require parameters`,
  }
}

function tooMany(given: number): Problem {
  return {
    kind: 'template_param_count_mismatch',
    details: `buttons: number of localizable_params (${given}) does not match the expected number of params (1)`,
  }
}

function required(index: number, name: string): Problem {
  return missing(`buttons: Button at index ${index} of type ${name} requires a parameter`)
}

function missing(details: string): Problem {
  return { kind: 'missing_parameter', details }
}

function invalid(details: string): Problem {
  return { kind: 'invalid_parameter', details }
}
