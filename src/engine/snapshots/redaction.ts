// Redaction: every secret in a snapshot gets a stand-in of the same shape, the same one wherever it is.
import { randomText } from '../../domain/access/api-keys.ts'
import { reveal, type Secret, secretOf } from '../../domain/world/secret.ts'
import type { AnyRow } from '../../domain/world/tables.ts'
import type { TableName } from '../../domain/world/world.ts'
import type { SnapshotHead } from './format.ts'
import type { RowOf } from './references.ts'
import type { Cover } from './writing.ts'

/** Whether a value is a secret, or holds one somewhere. What came as JSON from outside holds texts. */
type HoldsSecret<T> = T extends Secret
  ? true
  : T extends string | number | boolean | null | undefined
    ? false
    : T extends readonly (infer Item)[]
      ? HoldsSecret<Item>
      : string extends keyof T
        ? false
        : { [Member in keyof T]: HoldsSecret<T[Member]> }[keyof T]

type SecretMember<Row> = {
  [Member in keyof Row]-?: true extends HoldsSecret<Row[Member]> ? Member : never
}[keyof Row]

type TableWithSecrets = {
  [Name in TableName]: [SecretMember<RowOf<Name>>] extends [never] ? never : Name
}[TableName]

/** Gives a secret its stand-in. */
type StandIn = (secret: Secret) => Secret

/** By table: how the members are covered that are secrets by their type. One that is missing here does not compile. */
const SECRETS: {
  readonly [Name in TableWithSecrets]: (
    row: RowOf<Name>,
    standIn: StandIn,
  ) => Record<SecretMember<RowOf<Name>>, Secret> & Partial<RowOf<Name>>
} = {
  apiKeys: ({ token }, standIn) => {
    const covered = standIn(token)
    return { token: covered, last4: reveal(covered).slice(-4) }
  },
  secrets: ({ secret }, standIn) => ({ secret: standIn(secret) }),
}

/** How the names end that a secret's value goes by: in a query, in a JSON text, in JSON itself. */
const SECRET_NAME =
  /(?:key|token|secret|password|passwd|pwd|signature|sig|auth|authorization|credentials?)$/i

/** Few texts hold anything of all this, and looking for one sign is less work than for each. */
const SUSPECT = /kdv_|whsec_|@|%40|bearer|basic|v1=|v1%3d|sha256|[?&;][^=]*=|"\s*:/i

/** Length of a stand-in for what has no shape: that of the secret is nobody's business. */
const SHAPELESS_LENGTH = 16

const WORD = 'redacted'
const DIGITS = 8

/** Covers the secrets of one snapshot. */
export function newCover(head: SnapshotHead): {
  readonly cover: Cover
  readonly head: SnapshotHead
} {
  const standIns = new Map<string, string>()
  // Two redacted organisations can live in one sandbox: no two of them have the same keys.
  const own = randomText(DIGITS, head.organization.seed, WORD, head.organization.id)
  const standInFor = (secret: string, length: number): string => {
    let number = standIns.get(secret)
    if (number === undefined) {
      number = String(standIns.size + 1).padStart(DIGITS, '0')
      standIns.set(secret, number)
    }
    const filler = WORD.repeat(Math.ceil(length / WORD.length))
    const room = Math.max(0, length - DIGITS * 2)
    return (filler.slice(0, room) + own + number).slice(-length)
  }
  const inText = newTextCover(standInFor)
  const standIn: StandIn = (secret) => secretOf(inText.secret(reveal(secret)))
  const cover: Cover = (table, row) => {
    const texts = coverAll(row, inText, false) as AnyRow
    if (!Object.hasOwn(SECRETS, table)) return texts
    const secrets = SECRETS[table as TableWithSecrets] as (row: AnyRow, standIn: StandIn) => object
    return { ...texts, ...secrets(row, standIn) }
  }
  return { cover, head: { ...(coverAll(head, inText, false) as SnapshotHead), redacted: true } }
}

type TextCover = {
  readonly text: (text: string) => string
  /** The whole text is a secret. */
  readonly secret: (text: string) => string
}

function newTextCover(standInFor: (secret: string, length: number) => string): TextCover {
  const shaped = (whole: string, prefix: string) =>
    prefix + standInFor(whole, whole.length - prefix.length)
  const shapeless = (text: string) => standInFor(text, SHAPELESS_LENGTH)
  const secret = (text: string): string => {
    const prefix = /^(?:kdv_(?:live|test)_|whsec_)/.exec(text)?.[0]
    return prefix === undefined ? shapeless(text) : shaped(text, prefix)
  }
  const isCovered = (text: string) => text.includes(WORD)
  const named = (name: string, value: string) =>
    SECRET_NAME.test(name) && value !== '' && !isCovered(value)
  const text = (came: string): string => {
    if (!SUSPECT.test(came)) return came
    return came
      .replace(/(kdv_(?:live|test)_|whsec_)[\w-]+/gi, shaped)
      .replace(
        /((?::|%3a)(?:\/\/|%2f%2f))([^\s/?#"'<>]*)(@|%40)/gi,
        (_whole, before: string, user: string, at: string) => `${before}${shapeless(user)}${at}`,
      )
      .replace(
        /\b(bearer|basic)(\s+|%20|\+)((?=[a-z]*[^a-z\s])[\w.~+/=%-]{6,}|[a-z]{16,})/gi,
        (whole, scheme: string, gap: string, token: string) =>
          isCovered(token) ? whole : `${scheme}${gap}${shapeless(token)}`,
      )
      .replace(
        /\b(v1|sha256)(=|%3d)([0-9a-f]{8,})/gi,
        (_whole, scheme: string, is: string, hex: string) =>
          `${scheme}${is}${'0'.repeat(hex.length)}`,
      )
      .replace(/([?&;])([^=&;#\s"']{1,80})=([^&;#\s"']+)/g, (whole, mark, name, value) =>
        named(name, value) ? `${mark}${name}=${shapeless(value)}` : whole,
      )
      .replace(/"([\w.-]{1,80})"(\s*:\s*)"((?:[^"\\]|\\.)*)("?)/g, (whole, name, is, value, end) =>
        named(name, value) ? `"${name}"${is}"${shapeless(value)}${end}` : whole,
      )
  }
  return { text, secret }
}

/** The same value with every text covered; in what came as JSON from outside also by its names. */
function coverAll(value: unknown, cover: TextCover, isNamed: boolean): unknown {
  if (typeof value === 'string') {
    if (!isNamed) return cover.text(value)
    return value === '' ? value : cover.secret(value)
  }
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => coverAll(item, cover, isNamed))
  const members = Object.entries(value)
  const named = headerName(value)
  return Object.fromEntries(
    members.map(([name, member]) => {
      const isSecret = SECRET_NAME.test(name) || (name === 'value' && named)
      return [name, coverAll(member, cover, isSecret && !isSignature(member))]
    }),
  )
}

/** The header that signs a webhook has a shape of its own, which is kept. */
function isSignature(value: unknown): boolean {
  return typeof value === 'string' && /^t=\d+,v1=/.test(value)
}

/** The match of a fault names a header and its value, which may be whose key it is. */
function headerName(value: object): boolean {
  const { name } = value as { readonly name?: unknown }
  return typeof name === 'string' && 'value' in value && SECRET_NAME.test(name)
}
