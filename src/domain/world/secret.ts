// Secrets as a type of their own, and the mask over whatever looks like one in texts from outside.

declare const SECRET: unique symbol

/**
 * A text that opens something: an API key's token, a webhook secret. To the compiler it is no text,
 * so that none gets into a journal entry, a log line or a message unless somebody writes `reveal`.
 */
export type Secret = { readonly [SECRET]: 'only reveal() gives the text' }

/** The text as a secret. */
export function secretOf(text: string): Secret {
  return text as unknown as Secret
}

/** The secret's text: for whoever signs, compares, or shows it because that is the purpose. */
export function reveal(secret: Secret): string {
  return secret as unknown as string
}

/** Stands where a secret stood. */
const MASK = '***'

/** How the names end that a secret's value goes by, in a query and in a JSON text. */
const SECRET_NAME =
  /(?:key|token|secret|password|passwd|pwd|signature|sig|auth|authorization|credentials?)$/i

/**
 * What is covered wherever it stands, and what is left of it so that one still sees what it was.
 * Fragments count, too, for texts are cut before they come here.
 */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  // Our own keys and webhook secrets.
  [/(kdv_(?:live|test)_|whsec_)[\w-]+/gi, `$1${MASK}`],
  // user:password@ of a URL, also of one that stands encoded in a query.
  [/((?::|%3a)(?:\/\/|%2f%2f))[^\s/?#"'<>]*(@|%40)/gi, `$1${MASK}$2`],
  // What an Authorization header carries; a short plain word behind these two is just a word.
  [
    /\b([Bb]earer|[Bb]asic|BEARER|BASIC)(\s+|%20|\+)(?:(?=[a-z]*[^a-z\s])[\w.~+/=%-]{6,}|[a-z]{16,})/g,
    `$1$2${MASK}`,
  ],
  // Signatures: ours, and that of Meta.
  [/\b(v1|sha256)(=|%3d)[0-9a-f]{8,}/gi, `$1$2${MASK}`],
]

/** A parameter of a query, and a member of a JSON text that may be cut off: its name decides. */
const PARAMETER = /([?&;])([^=&;#\s"']{1,80})=[^&;#\s"']+/g
const MEMBER = /"([\w.-]{1,80})"(\s*:\s*)"(?:[^"\\]|\\.)*"?/g

/** Each shape holds one of these; few texts do, and looking for the shapes costs more. */
const SUSPECT = /kdv_|whsec_|@|%40|bearer|basic|v1=|v1%3d|sha256/i

/** The text with everything covered that is a key, a secret or a signature by its looks alone. */
export function shapesMasked(text: string): string {
  if (!SUSPECT.test(text)) return text
  let covered = text
  for (const [shape, rest] of SHAPES) covered = covered.replace(shape, rest)
  return covered
}

/** Covers that, and also what a secret's name stands before, as in `?token=` and `"password":`. */
export function masked(text: string): string {
  let covered = shapesMasked(text)
  if (/[?&;]/.test(text)) {
    covered = covered.replace(PARAMETER, (whole, mark: string, name: string) =>
      SECRET_NAME.test(name) ? `${mark}${name}=${MASK}` : whole,
    )
  }
  if (!text.includes('"')) return covered
  return covered.replace(MEMBER, (whole, name: string, colon: string) =>
    SECRET_NAME.test(name) ? `"${name}"${colon}"${MASK}"` : whole,
  )
}
