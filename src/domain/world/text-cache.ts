// Texts that were made before: a row never changes, so what was written of it once can be sent again.

/** Two generations: what is asked for again moves to the young one, what is not is forgotten. */
export type TextCache = { young: Map<object | string, string>; old: Map<object | string, string> }

/** Texts in one generation: some hundred list pages, about a megabyte. */
const GENERATION_MAX = 2_000

export function newTextCache(): TextCache {
  return { young: new Map(), old: new Map() }
}

/** The text that belongs to a row or a label; `write` must depend on nothing else. */
export function textOf(cache: TextCache, key: object | string, write: () => string): string {
  const known = cache.young.get(key)
  if (known !== undefined) return known
  const text = cache.old.get(key) ?? write()
  if (cache.young.size >= GENERATION_MAX) {
    cache.old = cache.young
    cache.young = new Map()
  }
  cache.young.set(key, text)
  return text
}
