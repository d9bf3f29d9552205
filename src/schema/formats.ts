// The named formats: what a text of each looks like, its sentence, an example, and how it is read.
// Nothing else in the sources knows their patterns, choices and limits.
import { CLOCK_PATTERN, clockMeant, rateOf } from './clocks.ts'
import { DURATION_PATTERN, durationMeant, LONGEST_DURATION, parseDuration } from './durations.ts'
import { requestFormats } from './json-formats.ts'
import type { Schema } from './json-schema.ts'
import { nearest } from './nearest.ts'
import { type ShapeOf, TEXT_MAX, typed } from './shapes.ts'

/** A form that texts may have; `Text` is how TypeScript knows them, `Value` what one means. */
export type Format<Text extends string = string, Value = unknown> = {
  /** What is expected, in words: "must be …". */
  readonly words: string
  readonly example: string
  /** Whether no message may repeat what was given. */
  readonly isSecret?: true
  /** What stands for it in the help of a flag. */
  readonly placeholder: string
  /** Its rules as JSON Schema. */
  readonly rules: Schema & { readonly pattern?: string; readonly maxLength?: number }
  /** What a text means; null when it has not this form. */
  readonly parse: (text: string) => Value | null
  /** The text of this form that somebody who wrote another one most likely meant. */
  readonly meant: (text: string) => string | undefined
  /** A text of this form, as a shape. */
  readonly shape: (description: string, rules?: Schema) => ShapeOf<Text>
}

type Facts<Value> = Omit<
  Format<string, Value>,
  'shape' | 'rules' | 'parse' | 'meant' | 'placeholder'
> & {
  readonly placeholder?: string
  readonly parse?: (text: string) => Value | null
  /** What comes of it is only taken when it has the form. */
  readonly meant?: (text: string) => string | undefined
}

function format<Text extends string, Value = Text>(
  rules: Format['rules'],
  facts: Facts<Value>,
): Format<Text, Value> {
  const pattern = rules.pattern === undefined ? undefined : new RegExp(rules.pattern, 'u')
  const itself = (text: string) => (pattern?.test(text) === false ? null : text) as Value | null
  const { parse = itself, meant, ...rest } = facts
  return {
    placeholder: 'text',
    ...rest,
    rules,
    parse,
    meant(text) {
      const other = meant?.(text)
      return other === undefined || other === text || parse(other) === null ? undefined : other
    },
    shape: (description, more = {}) => {
      return typed<Text>({ description, type: 'string', ...rules, ...more })
    },
  }
}

export type Clock = 'real' | 'virtual' | `x${number}`

/** How time passes; means a rate. */
export const CLOCK = format<Clock, number>(
  { pattern: CLOCK_PATTERN, maxLength: 10 },
  {
    words: 'real, virtual, or x and a factor such as x60',
    example: 'x60',
    placeholder: 'mode',
    parse: rateOf,
    meant: (text) => clockMeant(text) ?? nearest(text, ['real', 'virtual']),
  },
)

/** A length of time; means milliseconds. */
export const DURATION = format<string, number>(
  { pattern: DURATION_PATTERN, maxLength: 100 },
  {
    words: `a duration such as 90s, 2h30m or 3d (at most ${LONGEST_DURATION})`,
    example: '2h30m',
    placeholder: 'duration',
    parse: parseDuration,
    meant: durationMeant,
  },
)

/** A phone number in E.164 format. */
export const PHONE = format<string>(
  { pattern: '^\\+[1-9]\\d{6,14}$', maxLength: 16 },
  {
    words: 'a phone number in E.164 format (e.g. +628123456789)',
    example: '+6281234567890',
    placeholder: 'phone',
    meant: phoneMeant,
  },
)

/** A point in time. */
export const INSTANT = format<string>(
  { format: 'date-time', maxLength: 40 },
  {
    words: 'a date and time such as 2026-05-23T10:00:00Z',
    example: '2026-05-23T10:00:00Z',
    placeholder: 'instant',
    parse: (text) => (requestFormats['date-time']?.(text) === true ? text : null),
  },
)

/** A longer name is no name any more. */
const NAME_MAX = 64

/** What something of one's own is called in a file: a receiver, a reply, a variable. */
export const NAME = format<string>(
  { pattern: '^[A-Za-z_][A-Za-z0-9_-]{0,63}$', maxLength: NAME_MAX },
  {
    words: 'a name: a letter, then letters, digits, - and _ (at most 64 characters)',
    example: 'sent',
    placeholder: 'name',
    meant: nameMeant,
  },
)

/** What a snapshot is called: it is the name of a file, too. */
export const SNAPSHOT_NAME = format<string>(
  { pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$', maxLength: NAME_MAX },
  {
    words:
      'a name of letters, digits, - and _ (at most 64 characters), the first a letter or digit',
    example: 'before-the-sale',
    placeholder: 'name',
    meant: nameMeant,
  },
)

/** What stands behind the prefix of an id: Crockford's characters, which nobody misreads. */
export const ID_CHARACTERS = '[0-9A-HJKMNP-TV-Z]{26}'

/** Our id of a row of one kind: its prefix and 26 characters. */
export function idOf<Prefix extends string>(prefix: Prefix): Format<`${Prefix}_${string}`> {
  return format<`${Prefix}_${string}`>(
    { pattern: `^${prefix}_${ID_CHARACTERS}$`, maxLength: 40 },
    {
      words: `an id: ${prefix}_ and 26 characters of 0-9 and A-Z without I, L, O, U`,
      example: `${prefix}_01J9Z3K4M5N6P7Q8R9S0T1V2W3`,
      placeholder: 'id',
    },
  )
}

/** Ours or Meta's id of a message. */
export const MESSAGE_ID = format<string>(
  { pattern: `^(wamid\\.[A-Za-z0-9+/]+={0,2}|msg_${ID_CHARACTERS})$` },
  {
    words: "a message's id (msg_…) or wamid",
    example: 'msg_01J9Z3K4M5N6P7Q8R9S0T1V2W3',
    placeholder: 'id',
  },
)

export const API_KEY = format<string>(
  { pattern: '^kdv_(live|test)_[A-Za-z0-9_-]{24}$', maxLength: 33 },
  {
    isSecret: true,
    words: 'an API key: kdv_test_ or kdv_live_ and 24 letters, digits, - or _',
    example: 'kdv_test_kirimsandboxkirimsandbox',
    placeholder: 'key',
  },
)

/** What the webhooks of a subscription are signed with. */
export const WEBHOOK_SECRET = format<string>(
  { pattern: '^whsec_[\\w-]{16,100}$', maxLength: 106 },
  {
    isSecret: true,
    words: 'a secret: whsec_ and 16 to 100 letters, digits, - or _',
    example: 'whsec_kirimsandboxkirimsandbox',
    placeholder: 'secret',
  },
)

/**
 * What the control API asks for. Nobody guesses sixteen characters over a network; a header takes
 * no others than these.
 */
export const CONTROL_TOKEN = format<string>(
  { pattern: '^[\\x21-\\x7E]{16,512}$', maxLength: 512 },
  {
    isSecret: true,
    words: 'a text of 16 to 512 letters, digits and punctuation marks, without spaces',
    example: 'b7c1e0d94f2a4c55',
    placeholder: 'token',
  },
)

/** Where a server listens. */
export const HOST = format<string>(
  { pattern: '^(?!\\w+://)[^\\s/]+$', maxLength: 300 },
  {
    words: 'an address or a name such as 127.0.0.1, without http:// and without its port',
    example: '127.0.0.1',
    placeholder: 'address',
    meant: (text) =>
      text
        .trim()
        .replace(/^\w+:\/\//, '')
        .replace(/[:/].*$/, ''),
  },
)

/** What Meta calls a template. */
export const TEMPLATE_NAME = format<string>(
  { pattern: '^[a-z0-9_]{1,512}$', maxLength: 512 },
  {
    words: 'a template name: lower-case letters, digits and _ (at most 512 characters)',
    example: 'order_confirmation',
    placeholder: 'name',
    meant: (text) => nameMeant(text.toLowerCase()).replaceAll('-', '_'),
  },
)

export const LANGUAGE = format<string>(
  { pattern: '^[a-z]{2,3}(_[A-Z]{2})?$' },
  { words: 'a language code such as id or en_US', example: 'id', meant: languageMeant },
)

/** How a phone behaves: a name of the table of recipients, or how it fails. */
export const BEHAVIOUR = format<string>(
  { pattern: '^([a-z]+(-[a-z]+)*|fails:\\d{1,6})$', maxLength: 60 },
  {
    words: 'a behaviour that `list recipients` prints, or fails: and a Meta code',
    example: 'fails:131026',
  },
)

export const WEB_ADDRESS = format<string>(
  { pattern: '^https?://' },
  {
    words: 'a URL that begins with http:// or https://',
    example: 'https://example.com/path',
    placeholder: 'url',
    meant: (text) =>
      /^(localhost|[\w-]+(\.[\w-]+)+)([:/]|$)/.test(text) ? `http://${text}` : undefined,
  },
)

/** Where something is reached: scheme and host, and a port where it is not the scheme's own. */
export const PUBLIC_ADDRESS = format<string>(
  { pattern: '^https?://[^/?#@\\s]+$', maxLength: TEXT_MAX },
  {
    words: 'an address with http:// or https://, a host, and no path',
    example: 'https://kirim.example.com',
    placeholder: 'url',
    meant: (text) => (/^https?:\/\/[^/?#@\s]+\/$/.test(text) ? text.slice(0, -1) : undefined),
  },
)

/** What stands before the digests of a signature. */
export const DIGEST_SCHEME = format<string>(
  { pattern: '^[A-Za-z0-9]{1,20}$', maxLength: 20 },
  { words: 'a name of 1 to 20 letters and digits', example: 'v1', placeholder: 'name' },
)

/** A path of the API, below its prefix. */
export const API_PATH = format<string>(
  { pattern: '^/', maxLength: TEXT_MAX },
  {
    words: 'a path that begins with /',
    example: '/messages?limit=5',
    placeholder: 'path',
    meant: (text) => `/${text}`,
  },
)

export const DIGITS = format<string>(
  { pattern: '^[0-9]+$' },
  { words: 'digits', example: '1234567890' },
)

/** The digits of a phone number, as WhatsApp names people. */
export const WHATSAPP_ID = format<string>(
  { pattern: '^[0-9]{7,15}$' },
  { words: 'the 7 to 15 digits of a phone number', example: '6281234567890' },
)

/** A phone number with or without its plus. */
export const PHONE_OR_DIGITS = format<string>(
  { pattern: '^\\+?[0-9]{7,15}$' },
  { words: 'a phone number of 7 to 15 digits', example: '+6281234567890', placeholder: 'phone' },
)

/** What a world file is called, and other files with it. */
export const FILE_NAME = format<string>(
  { pattern: '^[a-z0-9][a-z0-9-]*$' },
  { words: 'a name of lower-case letters, digits and -', example: 'second-shop' },
)

/** What a world file calls one of its rows. */
export const KEY = format<string>(
  { pattern: '^[a-z0-9][a-z0-9_-]*$' },
  { words: 'a name of lower-case letters, digits, - and _', example: 'sales' },
)

export const INBOX_NAME = format<string>(
  { pattern: '^[A-Za-z0-9._~-]{1,100}$', maxLength: 100 },
  {
    words: 'a name of letters, digits, dots, -, _ and ~ (at most 100 characters)',
    example: 'shop',
    placeholder: 'name',
  },
)

/** What a call or a message came to. */
export const STATUS_FILTER = format<string>(
  { pattern: '^([1-5]\\d\\d|[1-5][xX][xX]|[a-z]+)$', maxLength: 20 },
  {
    words: 'an HTTP status such as 404 or 4xx, or the status of a message such as read',
    example: '4xx',
    placeholder: 'status',
    meant: (text) => text.toLowerCase().trim(),
  },
)

const LIMIT = format<string>(
  { pattern: '^0*([1-9][0-9]?|100)$' },
  { words: 'an integer from 1 to 100', example: '25' },
)

/** An e-mail address. */
export const EMAIL = format<string>(
  { format: 'email', maxLength: 255 },
  {
    words: 'an email address',
    example: 'citra@kirim.example',
    parse: (text) => (requestFormats.email?.(text) === true ? text : null),
  },
)

const FORMATS: readonly Format<string, unknown>[] = [
  CLOCK,
  DURATION,
  PHONE,
  NAME,
  SNAPSHOT_NAME,
  MESSAGE_ID,
  API_KEY,
  WEBHOOK_SECRET,
  CONTROL_TOKEN,
  HOST,
  PUBLIC_ADDRESS,
  TEMPLATE_NAME,
  LANGUAGE,
  BEHAVIOUR,
  WEB_ADDRESS,
  API_PATH,
  DIGEST_SCHEME,
  DIGITS,
  WHATSAPP_ID,
  PHONE_OR_DIGITS,
  FILE_NAME,
  KEY,
  INBOX_NAME,
  STATUS_FILTER,
  LIMIT,
]

const BY_PATTERN = new Map(FORMATS.map((one) => [one.rules.pattern, one]))

const OWN_ID = `_${ID_CHARACTERS}$`

/** The named format of a schema, whoever wrote the schema; undefined when its pattern has no name. */
export function formatOf({ pattern, format: name }: Schema): Format<string, unknown> | undefined {
  if (typeof pattern !== 'string') return name === 'date-time' ? INSTANT : undefined
  const prefix = pattern.endsWith(OWN_ID) ? /^\^([a-z]+)_/.exec(pattern)?.[1] : undefined
  return prefix === undefined ? BY_PATTERN.get(pattern) : idOf(prefix)
}

/** A name with - in the place of what it may not hold. */
function nameMeant(text: string): string {
  return text
    .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, NAME_MAX)
}

/** Written with spaces or without its plus; a national number is an Indonesian one. */
function phoneMeant(text: string): string {
  const plain = text.replaceAll(/[\s().-]/g, '')
  return plain.replace(/^(00|\+?)(?=[1-9])/, '+').replace(/^\+?0(?=8)/, '+62')
}

function languageMeant(text: string): string {
  const [language = '', region] = text.split(/[-_]/)
  return [language.toLowerCase(), ...(region ? [region.toUpperCase()] : [])].join('_')
}
