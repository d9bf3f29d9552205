// Where the media of messages can be fetched: a link to the sandbox that ends, or the address that was given.
import { createHmac, timingSafeEqual } from 'node:crypto'

import type { MessageRow } from '../world/message-rows.ts'
import { type Instant, toIso } from '../world/time.ts'
import type { World } from '../world/world.ts'
import { sampleOf } from './media-samples.ts'
import { extensionOf, isMediaKind } from './media-types.ts'

/** Below which path of its address a sandbox serves the media that customers sent. */
export const MEDIA_PREFIX = '/media'

/** How a message's `mediaUrl` says that the sandbox itself has the bytes. */
const SAMPLE = 'sample:'
const FILE = 'file:'

/** Bytes that the sandbox brings, or a file of the user's. */
export type MediaSource = { readonly sample: Buffer } | { readonly file: string }

/** What a link depends on. */
export type LinkMaker = Pick<World, 'id' | 'seed' | 'now' | 'address' | 'settings'>

/** The `mediaUrl` of a file of the user's, which is read when somebody fetches it. */
export function fileReference(path: string): string {
  return FILE + path
}

/** The `mediaUrl` of what the sandbox brings for a MIME type. */
export function sampleReference(mimeType: string): string {
  return SAMPLE + mimeType
}

/** Where the media of a message is; null when it has none, or while it is being downloaded. */
export function mediaUrlOf(maker: LinkMaker, message: MessageRow): string | null {
  const { mediaUrl } = message
  if (mediaUrl === null || isDownloading(message)) return null
  return isServedHere(message) ? linkTo(maker, message) : mediaUrl
}

/** Whether the bytes come from the sandbox itself, over links that end. */
export function isServedHere({ mediaUrl }: MessageRow): boolean {
  return mediaUrl !== null && (mediaUrl.startsWith(SAMPLE) || mediaUrl.startsWith(FILE))
}

function isDownloading({ direction, jobId }: MessageRow): boolean {
  return direction === 'inbound' && jobId !== null
}

/** A new link each time that somebody asks: whoever has it needs no key, until it ends. */
function linkTo(maker: LinkMaker, message: MessageRow): string {
  const expires = Math.floor((maker.now + maker.settings.mediaLinkMs) / 1_000)
  const path = `${MEDIA_PREFIX}/${maker.id}/${message.id}/${encodeURIComponent(lastName(message))}`
  const signature = signatureOf(maker, message.id, String(expires))
  return `${maker.address}${path}?expires=${expires}&signature=${signature}`
}

/** The last name of the path is for people: it says nothing that the rest does not. */
function lastName(message: MessageRow): string {
  const name = Buffer.from(nameOf(message).slice(-100)).toString()
  return /^\.*$/.test(name) ? 'file' : name
}

/** Why a link does not lead to the media; null when it does. */
export function linkProblem(
  maker: Pick<World, 'id' | 'seed' | 'now'>,
  messageId: string,
  { expires, signature }: { readonly expires: string; readonly signature: string },
): string | null {
  const right = Buffer.from(signatureOf(maker, messageId, expires))
  const given = Buffer.from(signature)
  if (right.length !== given.length || !timingSafeEqual(right, given)) {
    return `The signature of this link is wrong. ${ASK_AGAIN}`
  }
  const end: Instant = Number(expires) * 1_000
  return maker.now < end ? null : `This link ended at ${toIso(end)}. ${ASK_AGAIN}`
}

const ASK_AGAIN = 'GET /messages/{id}/media gives a new one.'

function signatureOf({ id, seed }: Pick<World, 'id' | 'seed'>, messageId: string, expires: string) {
  const hmac = createHmac('sha256', `media of ${id} ${seed}`)
  return hmac.update(`${messageId} ${expires}`).digest('hex').slice(0, 32)
}

/** What the sandbox serves for a message; null when it has nothing of this type. */
export function mediaSourceOf(message: MessageRow): MediaSource | null {
  const { mediaUrl } = message
  if (mediaUrl?.startsWith(FILE)) return { file: mediaUrl.slice(FILE.length) }
  const sample = mediaUrl?.startsWith(SAMPLE) ? sampleOf(mediaUrl.slice(SAMPLE.length)) : undefined
  return sample === undefined ? null : { sample }
}

/** The MIME type that the message says, and the name that its file has. */
export function mimeTypeOf(message: MessageRow): string {
  return String(memberOf(message).mime_type ?? 'application/octet-stream')
}

/** A document has a name of its own; of other media the id and the type make one. */
export function nameOf(message: MessageRow): string {
  const { filename, id } = memberOf(message)
  // Half a character, which no URL can carry, becomes a replacement character.
  if (typeof filename === 'string') return Buffer.from(filename).toString()
  return `${id ?? message.id}.${extensionOf(mimeTypeOf(message)) ?? 'bin'}`
}

function memberOf({ type, content }: MessageRow): Readonly<Record<string, unknown>> {
  return isMediaKind(type) ? ((content[type] ?? {}) as Readonly<Record<string, unknown>>) : {}
}
