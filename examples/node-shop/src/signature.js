// Whether a webhook comes from Kirim: the signature of its bytes, and how old it is.
import { createHmac, timingSafeEqual } from 'node:crypto'

/** A signature that is older was copied by somebody; so much may two clocks differ. */
const TOLERANCE_S = 300

/** `t=<unix seconds>,v1=<hex>[,v1=<hex>]`; parts of other names are for later schemes. */
const HEADER = /^[^=,]+=[^,]*(?:,[^=,]+=[^,]*)*$/
const SECONDS = /^(?:0|[1-9]\d{0,14})$/
const DIGEST = /^[0-9a-f]{64}$/

/** `secrets` has two entries while a secret is being rotated. `now` is in Unix seconds. */
export function isSigned({ header, body, secrets, now }) {
  if (!HEADER.test(header ?? '')) return false
  const [t, ...furtherTimes] = valuesOf(header, 't')
  const digests = valuesOf(header, 'v1')
  if (furtherTimes.length > 0 || !SECONDS.test(t) || !digests.every((one) => DIGEST.test(one))) {
    return false
  }
  if (Math.abs(now - Number(t)) > TOLERANCE_S) return false
  return secrets.some((secret) => {
    const expected = createHmac('sha256', secret).update(`${t}.`).update(body).digest()
    // In constant time, so that nobody can guess a digest byte by byte.
    return digests.some((one) => timingSafeEqual(expected, Buffer.from(one, 'hex')))
  })
}

function valuesOf(header, name) {
  const parts = header.split(',').filter((part) => part.startsWith(`${name}=`))
  return parts.map((part) => part.slice(name.length + 1))
}
