// How the tests of template parameters tell their stories: a template, what is sent, what is said to it.
import { expect, it } from 'vitest'

import { checkTemplateParameters } from '../../../src/domain/messaging/templates/template-parameters.ts'
import type { JsonObject, TemplateRow } from '../../../src/domain/world/rows.ts'
import { templateRow } from './samples.ts'

export type Story = readonly [
  what: string,
  sent: readonly JsonObject[] | undefined,
  kind: string | null,
  details?: string | RegExp,
]

/** Tells stories about one template: what is sent, and what is said to it. */
export function tell(row: TemplateRow, stories: readonly Story[]): void {
  for (const [what, sent, kind, details] of stories) {
    it(what, () => {
      const problem = checkTemplateParameters(row, sent)
      expect(problem?.kind ?? null).toBe(kind)
      if (typeof details === 'string') expect(problem?.details).toBe(details)
      if (details instanceof RegExp) expect(problem?.details).toMatch(details)
    })
  }
}

export function body(text: string): JsonObject {
  return { type: 'BODY', text }
}

export function withComponents(...components: readonly JsonObject[]): TemplateRow {
  return templateRow({ components })
}

export function withButtons(...buttons: readonly JsonObject[]): TemplateRow {
  return withComponents(body('Halo'), { type: 'BUTTONS', buttons })
}

export function parameters(type: 'header' | 'body', ...given: readonly JsonObject[]): JsonObject {
  return { type, parameters: given }
}

export function button(
  sub_type: string,
  index: number,
  ...given: readonly JsonObject[]
): JsonObject {
  return { type: 'button', sub_type, index, parameters: given }
}

export const text = (value: string): JsonObject => ({ type: 'text', text: value })
