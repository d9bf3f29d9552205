// Whether a value is part of another one, as far as it says: members that are left out may be anything.

/** A part of a JSON value; in the place of a value, an asymmetric matcher of the test runner. */
export type Part = unknown

/**
 * Objects are compared by the members of the part; an array must be as long as its part. Asymmetric
 * matchers, such as `expect.any(String)`, decide for themselves.
 */
export function isPartOf(part: Part, whole: unknown): boolean {
  if (isAsymmetric(part)) return part.asymmetricMatch(whole)
  if (Array.isArray(part)) {
    if (!Array.isArray(whole) || whole.length !== part.length) return false
    return part.every((one, index) => isPartOf(one, whole[index]))
  }
  if (typeof part !== 'object' || part === null) return Object.is(part, whole)
  if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) return false
  return Object.entries(part).every(([name, value]) =>
    isPartOf(value, (whole as Readonly<Record<string, unknown>>)[name]),
  )
}

type Asymmetric = { asymmetricMatch(value: unknown): boolean }

function isAsymmetric(value: unknown): value is Asymmetric {
  if (typeof value !== 'object' || value === null) return false
  return typeof (value as Partial<Asymmetric>).asymmetricMatch === 'function'
}
