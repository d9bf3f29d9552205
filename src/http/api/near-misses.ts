// Paths that are nearly one of the API's: with a slash too many, or of a newer generation of it.
import { API_PREFIX, methodsOf } from './routes.ts'

/** Paths of the provider's newer generations: the number stands in the path, or a new resource. */
const NEWER = new RegExp(`^${API_PREFIX}/(?:\\d{6,20}|accounts|customers)(?:/|$)`)

/** The host of the generation that is simulated, and that of today's. */
const SIMULATED_HOST = 'api-kckit.kirim.chat'
const NEWER_HOST = 'api.kirimdev.com'

/** What somebody who asked for this path most likely wants to know; null when it is nothing known. */
export function nearMiss(path: string): string | null {
  const tidy = path.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1')
  if (tidy !== path && methodsOf(tidy).length > 0) {
    return `There is nothing at ${path}: it has a slash too many. Ask for ${tidy}.`
  }
  if (!NEWER.test(tidy)) return null
  const number = /^\/v\d+\/(\d{6,20})/.exec(tidy)?.[1]
  const rest = number === undefined ? '' : tidy.slice(`${API_PREFIX}/${number}`.length)
  const here =
    rest !== '' && methodsOf(API_PREFIX + rest).length > 0
      ? ` Here that is ${API_PREFIX}${rest}, and a message names its number in "from".`
      : ''
  return `${path.slice(0, 100)} is a path of a newer generation of the Kirim API (${NEWER_HOST}). This sandbox simulates the first one (${SIMULATED_HOST}), whose paths have no number in them.${here}`
}
