// Regular expressions that somebody wrote, searched for in a bounded time: some would run for ever.
import { runInThisContext } from 'node:vm'

/** Longer than any search that ends takes, even on a machine that is busy with other things. */
const SEARCH_MAX_MS = 1_000

/** Texts up to this length can be searched at once with a pattern that cannot branch. */
const SHORT_TEXT_MAX = 1_000

/** A search that did not end, or could not begin. */
export class PatternError extends Error {
  override readonly name = 'PatternError'
}

/**
 * Whether a regular expression finds something in a text.
 *
 * @throws PatternError when it is none, or has not found out within a second.
 */
export function finds(pattern: string, text: string): boolean {
  const wanted = patternProblem(pattern)
  if (wanted !== null) throw new PatternError(`$pattern takes ${wanted}; got ${pattern}.`)
  if (cannotBranch(pattern) && text.length <= SHORT_TEXT_MAX) {
    return new RegExp(pattern, 'u').test(text)
  }
  // Node can interrupt what runs as a script of its own, and nothing else.
  const search = `new RegExp(${JSON.stringify(pattern)}, 'u').test(${JSON.stringify(text)})`
  try {
    return runInThisContext(search, { timeout: SEARCH_MAX_MS })
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    throw new PatternError(
      `$pattern /${pattern}/ was still searching a text of ${text.length} characters after ${SEARCH_MAX_MS / 1_000} s. Write it so that each character can be matched in one way only: not (a+)+, but a+.`,
    )
  }
}

/** Why a value is no regular expression, as what it should be; references in it stand for a letter. */
export function patternProblem(value: unknown): string | null {
  if (typeof value !== 'string') return 'a regular expression'
  try {
    new RegExp(value.replace(/\$\{[^}]*\}/g, 'x'), 'u')
    return null
  } catch (error) {
    return `a regular expression (${(error as Error).message})`
  }
}

/** With one repetition and no choice there is one way to go on at each place, and at most to go back. */
function cannotBranch(pattern: string): boolean {
  return !pattern.includes('|') && (pattern.match(/[*+?{]/g) ?? []).length <= 1
}
