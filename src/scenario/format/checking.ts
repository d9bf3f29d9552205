// Checks what stands in a scenario file against its shape: references are left for later, matchers read as such.
import { type Fault, faultsOf, type Look, sentenceOf } from '../../schema/check.ts'
import type { Schema } from '../../schema/json-schema.ts'
import { matcherProblems } from './matchers.ts'
import type { Flaw } from './scenario.ts'
import { isOpen } from './variables.ts'

/** Looks at what the schema alone cannot judge: names of receivers and replies. */
export type Visitor = (schema: Schema, value: unknown, path: readonly string[]) => Flaw[]

/** Everything in a value that does not fit. */
export function flawsOf(
  schema: Schema,
  value: unknown,
  path: readonly string[],
  visit: Visitor,
): Flaw[] {
  const look: Look = (shape, seen, at) => {
    if (shape['x-matcher'] === true) {
      return { faults: matcherProblems(seen, at).map(asFault), isJudged: true }
    }
    const faults = visit(shape, seen, at).map(asFault)
    return { faults, isJudged: shape['x-steps'] === true || isOpen(seen) }
  }
  return faultsOf(schema, value, { path, look }).map(flawOf)
}

function asFault({ path, message, ofName }: Flaw): Fault {
  const problem = ofName === true ? 'unknown' : 'wrong'
  return { problem, path, message, expected: '', got: '', schema: {} }
}

/** A member that is missing has no place; the object that lacks it has. */
function flawOf(fault: Fault): Flaw {
  const { problem, path } = fault
  const steps = fault.schema['x-steps'] === true ? { expected: 'a list of steps' } : {}
  const message = sentenceOf({ ...fault, ...steps }, subjectOf(path))
  if (problem === 'missing') return { path: path.slice(0, -1), message, ofName: true }
  return { path, message, ...(problem === 'unknown' && { ofName: true }) }
}

/** What a value is called where it stands: the file shows the rest. */
function subjectOf(path: readonly string[]): string {
  const subject = path.at(-1) ?? 'A scenario'
  return /^\d+$/.test(subject) ? `Item ${Number(subject) + 1}` : subject
}
