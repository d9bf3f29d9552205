// What Meta refuses of a file that it is told to fetch. The sandbox never fetches: the address alone decides.
import type { Problem } from '../failures/send-failures.ts'
import { MEDIA_TYPES, type MediaKind, TYPES_BY_EXTENSION } from './media-types.ts'

const DOWNLOAD_FAILED = 'Downloading media from weblink failed'

// These addresses stand for media that cannot be had.
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
 * Why Meta could not take a file, told from its address: it is not https, its host is not public or
 * ends in `.invalid`, its path names a status (`/status/404`) or a size that is too large
 * (`/bytes/6000000`), or its name ends as files of another kind do.
 */
export function mediaProblem(kind: MediaKind, url: string): Problem | null {
  const because = downloadProblem(url)
  if (because !== null) return refused(`${DOWNLOAD_FAILED}${because}`)
  const { pathname } = new URL(url)
  const details = sizeProblem(kind, pathname) ?? typeProblem(kind, pathname)
  return details === null ? null : refused(details)
}

function refused(details: string): Problem {
  return { kind: 'media_download_failed', details }
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

const BYTES_IN_PATH = /\/bytes\/(\d{1,15})(?:\/|$)/

function sizeProblem(kind: MediaKind, path: string): string | null {
  const bytes = Number(BYTES_IN_PATH.exec(path)?.[1] ?? 0)
  const { bytesMax } = MEDIA_TYPES[kind]
  if (bytes <= bytesMax) return null
  return `${named(kind)} file size is too big: ${bytes} bytes, at most ${bytesMax} are allowed.`
}

/** Meta takes nearly any file as a document. An ending that is not known says nothing. */
function typeProblem(kind: MediaKind, path: string): string | null {
  if (kind === 'document') return null
  const extension = /\.(\w{1,8})$/.exec(path)?.[1]?.toLowerCase() ?? ''
  if (!Object.hasOwn(TYPES_BY_EXTENSION, extension)) return null
  const types = TYPES_BY_EXTENSION[extension] ?? []
  const allowed: readonly string[] = MEDIA_TYPES[kind].mimeTypes
  if (types.some((type) => allowed.includes(type))) return null
  return `Unsupported ${named(kind)} mime type ${types[0]}. Please use one of ${allowed.join(', ')}.`
}

function named(kind: MediaKind): string {
  return kind.slice(0, 1).toUpperCase() + kind.slice(1)
}
