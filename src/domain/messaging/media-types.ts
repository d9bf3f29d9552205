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

/** What files with these endings are; several where an ending says too little. */
export const TYPES_BY_EXTENSION: Readonly<Record<string, readonly string[]>> = {
  jpg: ['image/jpeg'],
  jpeg: ['image/jpeg'],
  png: ['image/png'],
  gif: ['image/gif'],
  webp: ['image/webp'],
  svg: ['image/svg+xml'],
  bmp: ['image/bmp'],
  tif: ['image/tiff'],
  tiff: ['image/tiff'],
  heic: ['image/heic'],
  avif: ['image/avif'],
  mp4: ['video/mp4', 'audio/mp4'],
  '3gp': ['video/3gpp'],
  webm: ['video/webm'],
  mov: ['video/quicktime'],
  avi: ['video/x-msvideo'],
  mkv: ['video/x-matroska'],
  ogg: ['audio/ogg; codecs=opus'],
  opus: ['audio/ogg; codecs=opus'],
  aac: ['audio/aac'],
  amr: ['audio/amr'],
  mp3: ['audio/mpeg'],
  m4a: ['audio/mp4'],
  wav: ['audio/wav'],
  flac: ['audio/flac'],
  pdf: ['application/pdf'],
  doc: ['application/msword'],
  docx: ['application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  xls: ['application/vnd.ms-excel'],
  xlsx: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ppt: ['application/vnd.ms-powerpoint'],
  pptx: ['application/vnd.openxmlformats-officedocument.presentationml.presentation'],
  txt: ['text/plain'],
  csv: ['text/csv'],
  html: ['text/html'],
  json: ['application/json'],
  zip: ['application/zip'],
}

/** The ending of files of a MIME type; undefined when none is known. */
export function extensionOf(mimeType: string): string | undefined {
  const found = Object.entries(TYPES_BY_EXTENSION).find(([, types]) => types[0] === mimeType)
  return found?.[0]
}

/** What a file with this name is sent as: of the types of its kind, the one that its ending says. */
export function mimeTypeByName(kind: MediaKind, name: string): string | undefined {
  const extension = /\.(\w{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? ''
  if (!Object.hasOwn(TYPES_BY_EXTENSION, extension)) return undefined
  const types = TYPES_BY_EXTENSION[extension] ?? []
  const allowed: readonly string[] = MEDIA_TYPES[kind].mimeTypes
  return types.find((type) => allowed.includes(type)) ?? types[0]
}
