// How time passes, as people write it: real, virtual, or x and a factor.

const FACTOR_DIGITS_MAX = 6
export const CLOCK_PATTERN = `^(real|virtual|x[1-9]\\d{0,${FACTOR_DIGITS_MAX - 1}})$`

const CLOCK = new RegExp(CLOCK_PATTERN)

/** What a clock mode means as a rate: real is 1, virtual is 0, x60 is 60; null for no mode. */
export function rateOf(mode: string): number | null {
  if (!CLOCK.test(mode)) return null
  if (mode === 'real') return 1
  return mode === 'virtual' ? 0 : Number(mode.slice(1))
}

/** The mode of a rate: what `rateOf` reads. */
export function modeOf(rate: number): string {
  if (rate === 1) return 'real'
  return rate === 0 ? 'virtual' : `x${rate}`
}

/** The mode that somebody who wrote this most likely meant: `60x` and `60` for x60. */
export function clockMeant(text: string): string | undefined {
  const factor = /^\s*[x×*]?\s*(\d+)\s*[x×*]?\s*$/i.exec(text)?.[1]
  const mode = factor === undefined ? text.trim().toLowerCase() : `x${Number(factor)}`
  return rateOf(mode) === null ? undefined : mode
}
