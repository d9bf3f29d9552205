// What a message to a customer holds: how the request is read, and what Meta refuses of it later.

import type { Problem } from '../failures/send-failures.ts'
import type { Json, JsonObject } from '../world/rows.ts'
import { mediaProblem } from './media-files.ts'
import { isMediaKind, MEDIA_TYPES } from './media-types.ts'

export type MessageContent = {
  readonly type: string
  /** The member of the request that is named like the type. */
  readonly content: JsonObject
  /** What lists show; null for a template, whose text only its row knows. */
  readonly summary: string | null
  readonly mediaUrl: string | null
}

/** Reads the body of `POST /messages`, which the contract's validator has passed. */
export function readContent(body: { readonly type: string }): MessageContent {
  const { type } = body
  const content = (body as unknown as Record<string, JsonObject>)[type]
  if (content === undefined) throw new Error(`A ${type} message has no member ${type}.`)
  return { type, content, summary: summaryOf(type, content), mediaUrl: mediaUrlOf(type, content) }
}

function summaryOf(type: string, content: JsonObject): string | null {
  if (type === 'text') return textOrNull(content.body)
  if (type === 'interactive') return textOrNull((content.body as JsonObject).text)
  if (isMediaKind(type) && MEDIA_TYPES[type].hasCaption) return textOrNull(content.caption)
  return null
}

function mediaUrlOf(type: string, content: JsonObject): string | null {
  return isMediaKind(type) ? textOrNull(content.url) : null
}

function textOrNull(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null
}

/** What Meta would refuse of a message that the contract lets pass; null when it is well. */
export function contentProblem(type: string, content: JsonObject): Problem | null {
  if (isMediaKind(type)) return mediaProblem(type, String(content.url))
  if (type !== 'interactive') return null
  if (content.type === 'cta_url') return linkProblem(content)
  if (content.type === 'list') return listProblem(content)
  return null
}

function linkProblem(content: JsonObject): Problem | null {
  const { parameters } = content.action as { parameters: { url: string } }
  if (/^https?:\/\//i.test(parameters.url)) return null
  return refused('The url of a cta_url button must start with http:// or https://.')
}

/** Source: Meta's "Interactive list messages": at most ten of each, over all sections together. */
export const LIST_ROWS_MAX = 10
export const LIST_SECTIONS_MAX = 10

type Section = { readonly title?: string; readonly rows: readonly { readonly id: string }[] }

const LIST_RULES: readonly ((sections: readonly Section[]) => string | null)[] = [
  (sections) =>
    sections.length > LIST_SECTIONS_MAX
      ? `Section count exceed max allowed count: ${LIST_SECTIONS_MAX}`
      : null,
  (sections) => {
    const untitled = sections.findIndex((section) => !section.title)
    return sections.length > 1 && untitled >= 0
      ? `Section ${untitled} has no title; titles are required when there is more than one section`
      : null
  },
  (sections) =>
    sections.reduce((count, section) => count + section.rows.length, 0) > LIST_ROWS_MAX
      ? `Total row count exceed max allowed count: ${LIST_ROWS_MAX}`
      : null,
  (sections) => {
    const ids = sections.flatMap((section) => section.rows.map((row) => row.id))
    const again = ids.find((id, index) => ids.indexOf(id) !== index)
    return again === undefined ? null : `Row ids must be unique; "${again}" is used more than once`
  },
]

function listProblem(content: JsonObject): Problem | null {
  const { sections } = content.action as unknown as { sections: readonly Section[] }
  for (const rule of LIST_RULES) {
    const problem = rule(sections)
    if (problem !== null) return refused(problem)
  }
  return null
}

function refused(details: string): Problem {
  return { kind: 'invalid_parameter', details }
}
