// The kinds of media that messages carry: their MIME types, their limits, and what is said about them.

type MediaType = {
  /** The first is what an inbound message of this kind carries when nothing else is said. */
  readonly mimeTypes: readonly [string, ...string[]]
  /** The extension that goes with the first MIME type. */
  readonly extension: string
  readonly hasCaption: boolean
  /** Whether the API can send it; customers can send them all. */
  readonly isSendable: boolean
  /** The largest file of this kind. */
  readonly bytesMax: number
}

const KILOBYTE = 1_024
const MEGABYTE = 1_024 * KILOBYTE

// Source: Meta's table of supported media types. Audio has no caption at Meta, although the
// contract lets one pass: it is accepted and ignored.
export const MEDIA_TYPES = {
  image: {
    mimeTypes: ['image/jpeg', 'image/png'],
    extension: 'jpg',
    hasCaption: true,
    isSendable: true,
    bytesMax: 5 * MEGABYTE,
  },
  video: {
    mimeTypes: ['video/mp4', 'video/3gpp'],
    extension: 'mp4',
    hasCaption: true,
    isSendable: true,
    bytesMax: 16 * MEGABYTE,
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
    bytesMax: 100 * MEGABYTE,
  },
  audio: {
    mimeTypes: ['audio/ogg; codecs=opus', 'audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4'],
    extension: 'ogg',
    hasCaption: false,
    isSendable: true,
    bytesMax: 16 * MEGABYTE,
  },
  sticker: {
    mimeTypes: ['image/webp'],
    extension: 'webp',
    hasCaption: false,
    isSendable: false,
    bytesMax: 100 * KILOBYTE,
  },
} as const satisfies Record<string, MediaType>

export type MediaKind = keyof typeof MEDIA_TYPES

/** Whether messages of this type carry a file. */
export function isMediaKind(type: string): type is MediaKind {
  return Object.hasOwn(MEDIA_TYPES, type)
}
