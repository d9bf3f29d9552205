// What a message to a customer holds: how the request is read, and what Meta refuses of it later.

import type { FailureKind } from '../failures/send-failures.ts'
import type { Json, JsonObject } from '../world/rows.ts'

type MediaType = {
  /** The first is what an inbound message of this kind carries when nothing else is said. */
  readonly mimeTypes: readonly [string, ...string[]]
  /** The extension that goes with the first MIME type. */
  readonly extension: string
  readonly hasCaption: boolean
  /** Whether the API can send it; customers can send them all. */
  readonly isSendable: boolean
}

// Source: Meta's table of supported media types. Audio has no caption at Meta, although the
// contract lets one pass: it is accepted and ignored.
export const MEDIA_TYPES = {
  image: {
    mimeTypes: ['image/jpeg', 'image/png'],
    extension: 'jpg',
    hasCaption: true,
    isSendable: true,
  },
  video: {
    mimeTypes: ['video/mp4', 'video/3gpp'],
    extension: 'mp4',
    hasCaption: true,
    isSendable: true,
  },
  document: {
    mimeTypes: [
      'application/pdf',
      'text/plain',
      'application/msword',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/vnd.ms-excel',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.ms-powerpoint',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    ],
    extension: 'pdf',
    hasCaption: true,
    isSendable: true,
  },
  audio: {
    mimeTypes: ['audio/ogg; codecs=opus', 'audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4'],
    extension: 'ogg',
    hasCaption: false,
    isSendable: true,
  },
  sticker: {
    mimeTypes: ['image/webp'],
    extension: 'webp',
    hasCaption: false,
    isSendable: false,
  },
} as const satisfies Record<string, MediaType>

export type MediaKind = keyof typeof MEDIA_TYPES

/** Whether messages of this type carry a file. */
export function isMediaKind(type: string): type is MediaKind {
  return Object.hasOwn(MEDIA_TYPES, type)
}

/** What Meta refuses, and its free text about it. */
export type Problem = { readonly kind: FailureKind; readonly details: string }

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
  if (isMediaKind(type)) return mediaUrlProblem(String(content.url))
  if (type !== 'interactive') return null
  if (content.type === 'cta_url') return linkProblem(content)
  if (content.type === 'list') return listProblem(content)
  return null
}

const DOWNLOAD_FAILED = 'Downloading media from weblink failed'

// The sandbox never fetches: these addresses stand for media that cannot be had.
const NOT_PUBLIC =
  /^(localhost|.*\.(localhost|local|internal)|127\..*|10\..*|192\.168\..*|172\.(1[6-9]|2\d|3[01])\..*|169\.254\..*|0\.0\.0\.0|\[.*\])$/
const STATUS_IN_PATH = /\/status\/([45]\d\d)(?:\/|$)/

const STATUS_MESSAGES: Readonly<Record<string, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  408: 'Request Timeout',
  410: 'Gone',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

/**
 * Why Meta could not fetch a file, told from its address alone: it is not https, its host is not
 * public or ends in `.invalid`, or its path names a status, as in `/status/404`.
 */
export function mediaUrlProblem(url: string): Problem | null {
  const because = downloadProblem(url)
  if (because === null) return null
  return { kind: 'media_download_failed', details: `${DOWNLOAD_FAILED}${because}` }
}

function downloadProblem(url: string): string | null {
  if (!URL.canParse(url)) return ': the URL is malformed.'
  const { protocol, hostname, pathname } = new URL(url)
  if (protocol !== 'https:') return `: the URL must be https, received ${protocol.slice(0, -1)}.`
  if (hostname.endsWith('.invalid')) return ': the host name could not be resolved.'
  if (NOT_PUBLIC.test(hostname)) return ': the host is not public.'
  const status = STATUS_IN_PATH.exec(pathname)?.[1]
  if (status === undefined) return null
  return ` with http code ${status}, status message ${STATUS_MESSAGES[status] ?? 'Unknown'}`
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
