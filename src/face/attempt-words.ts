// What went wrong with an attempt, in words that say what to look at.

const CAUSES: readonly (readonly [cause: RegExp, words: (place: string) => string])[] = [
  [/ECONNREFUSED (\S+:\d+)/, (place) => `nothing listens on ${place}`],
  [/ENOTFOUND (\S+)/, (place) => `there is no host ${place}`],
  [/ECONNRESET()/, () => 'the receiver cut the connection'],
]

/** The error of an attempt as Node tells it, in words; what is not known stays as it is. */
export function errorWords(error: string): string {
  for (const [cause, words] of CAUSES) {
    const found = cause.exec(error)
    if (found !== null) return words(found[1] ?? '')
  }
  return error
}
