// Paths that are nearly one of the API's: with a slash too many, or of another generation of it.
import type { Api } from '../../api/api.ts'
import { methodsOf } from './routes.ts'

/** What somebody who asked for this path most likely wants to know; null when it is nothing known. */
export function nearMiss(api: Api, path: string): string | null {
  const tidy = path.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1')
  const isKnown = (one: string) => methodsOf(api, one).length > 0
  if (tidy !== path && isKnown(tidy)) {
    return `There is nothing at ${path}: it has a slash too many. Ask for ${tidy}.`
  }
  return api.otherGeneration(tidy, path, isKnown)
}
