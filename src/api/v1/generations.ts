// The prefix of the first generation, and how paths of a newer one are known.

/** Where the API lives, as in production. */
export const V1_PREFIX = '/v1'

/** Paths of the provider's newer generations: the number stands in the path, or a new resource. */
const NEWER = new RegExp(`^${V1_PREFIX}/(?:\\d{6,20}|accounts|customers)(?:/|$)`)

/** The host of the generation that is simulated, and that of today's. */
const SIMULATED_HOST = 'api-kckit.kirim.chat'
const NEWER_HOST = 'api.kirimdev.com'

/** The document is what the provider published under this version; its pages were read until then. */
export const ABOUT_V1 = `The first generation of the Kirim Public API (${SIMULATED_HOST}, version 1.0.0 of its document; pages read until August 2026). The newer ones (api.kirim.chat, ${NEWER_HOST}) have the number in the path: /v1/{phone_number_id}/messages.`

/** What somebody who asked for a path of a newer generation most likely wants to know. */
export function otherGeneration(
  tidy: string,
  path: string,
  isKnown: (path: string) => boolean,
): string | null {
  if (!NEWER.test(tidy)) return null
  const number = /^\/v\d+\/(\d{6,20})/.exec(tidy)?.[1]
  const rest = number === undefined ? '' : tidy.slice(`${V1_PREFIX}/${number}`.length)
  const here =
    rest !== '' && isKnown(V1_PREFIX + rest)
      ? ` Here that is ${V1_PREFIX}${rest}, and a message names its number in "from".`
      : ''
  return `${path.slice(0, 100)} is a path of a newer generation of the Kirim API (${NEWER_HOST}). This sandbox simulates the first one (${SIMULATED_HOST}), whose paths have no number in them.${here}`
}
