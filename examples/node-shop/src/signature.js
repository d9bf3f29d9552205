// Whether a webhook comes from Kirim: the signature of its bytes, and how old it is.
import { createHmac, timingSafeEqual } from 'node:crypto'

/** A signature that is older was copied by somebody; so much may two clocks differ. */
const TOLERANCE_S = 300

/** `secrets` has two entries while a secret is being rotated. `now` is in Unix seconds. */
export function isSigned({ header, body, secrets, now }) {
  const parts = (header ?? '').split(',').map((part) => part.split('='))
  const t = parts.find(([name]) => name === 't')?.[1]
  if (t === undefined || !(Math.abs(now - Number(t)) <= TOLERANCE_S)) return false
  const given = parts.filter(([name]) => name === 'v1').map(([, digest = '']) => digest)
  return secrets.some((secret) => {
    const expected = createHmac('sha256', secret).update(`${t}.`).update(body).digest()
    return given.some((digest) => isSame(expected, Buffer.from(digest, 'hex')))
  })
}

/** In constant time, so that nobody can guess a digest byte by byte. */
function isSame(expected, given) {
  return given.length === expected.length && timingSafeEqual(expected, given)
}
