// What somebody typed, as values: phone numbers, and options with their values.

const PHONE = /^\+?[\d\s().-]{7,20}$/

/** As E.164; null for what is no number. What begins with 0 is taken as Indonesian. */
export function readPhone(text: string): string | null {
  if (!PHONE.test(text.trim())) return null
  const digits = text.replaceAll(/\D/g, '')
  return digits.startsWith('0') ? `+62${digits.slice(1)}` : `+${digits}`
}

/** A value ends where the next name begins: it needs no quotes. */
const MEMBER = /([\w.-]+)=("[^"]*"|'[^']*'|.*?)(?=\s+[\w.-]+=|\s*$)/g

/**
 * `status=503 match.operation=POST /messages` as members, numbers as numbers; null where something is
 * no member.
 */
export function readMembers(text: string): Record<string, unknown> | null {
  if (text.replace(MEMBER, '').trim() !== '') return null
  const members = Object.create(null) as Record<string, unknown>
  for (const [, path = '', raw = ''] of text.matchAll(MEMBER)) {
    const word = raw.trim().replace(/^(["'])(.*)\1$/, '$2')
    const isNumber = /^-?\d+(\.\d+)?$/.test(raw)
    const names = path.split('.')
    const last = names.pop() ?? ''
    let place = members
    for (const name of names) {
      const next = (place[name] ?? Object.create(null)) as Record<string, unknown>
      place[name] = next
      place = next
    }
    place[last] = isNumber ? Number(raw) : isYesOrNo(raw) ? raw === 'true' : word
  }
  return members
}

function isYesOrNo(raw: string): boolean {
  return raw === 'true' || raw === 'false'
}
