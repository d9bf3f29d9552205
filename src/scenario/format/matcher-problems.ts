// What is wrong with matchers as they are written, each with its place.
import { nearest } from '../../schema/nearest.ts'
import { type MatcherRow, ROWS, show, TYPES } from './matchers.ts'

/** What is wrong with a matcher, or with matchers inside a value; by the path to each. */
export function matcherProblems(
  value: unknown,
  path: readonly string[],
): { readonly path: readonly string[]; readonly message: string; readonly ofName: boolean }[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, operand]) => {
    const at = [...path, name]
    if (Array.isArray(value) || !/^\$[a-z]/.test(name)) return matcherProblems(operand, at)
    const row = ROWS[name]
    if (row === undefined) {
      const names = Object.keys(ROWS)
      const near = nearest(name, names)
      const hint = near === undefined ? '' : ` Did you mean ${near}?`
      const message = `${name} is not a matcher; expected one of ${names.join(', ')}.${hint}`
      return [{ path: at, message, ofName: true }]
    }
    const problem = operandProblem(row, operand)
    if (problem !== null) return [{ path: at, message: `${name} ${problem}`, ofName: false }]
    return matcherProblems(operand, at)
  })
}

function operandProblem({ takes }: MatcherRow, operand: unknown): string | null {
  const refuse = (what: string) => `takes ${what}; got ${show(operand)}.`
  if (takes === 'list') return Array.isArray(operand) ? null : refuse('a list')
  if (takes === 'true or false') return typeof operand === 'boolean' ? null : refuse(takes)
  if (takes === 'a type') {
    return TYPES.includes(operand as 'null') ? null : refuse(`one of ${TYPES.join(', ')}`)
  }
  if (takes !== 'text') return null
  if (typeof operand !== 'string') return refuse('a regular expression')
  try {
    new RegExp(operand.replace(/\$\{[^}]*\}/g, 'x'), 'u')
    return null
  } catch (error) {
    return `takes a regular expression; ${(error as Error).message}.`
  }
}
