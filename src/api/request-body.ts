// Reading a request's body: JSON within limits, and a clear no for everything else.
import { Failure } from '../domain/world/failures.ts'

/** Source: the size that the provider's published proxy configuration lets pass. */
export const BODY_MAX_BYTES = 1024 * 1024

/** Deeper bodies are refused: every recursive function over a body is safe below this. */
export const NESTING_MAX = 64

/** Why a body could not be taken from the socket. */
export type BodyProblem = 'too-large' | 'media-type' | 'unreadable'

const PROBLEMS: Readonly<Record<BodyProblem, string>> = {
  'too-large': `The request body is larger than ${BODY_MAX_BYTES.toLocaleString('en')} bytes.`,
  'media-type': 'The request body must be JSON, with the header "Content-Type: application/json".',
  unreadable: 'The request body could not be read to its end.',
}

/** The no for a body that did not arrive. */
export function bodyFailure(problem: BodyProblem): Failure {
  const param = problem === 'media-type' ? 'Content-Type' : undefined
  return new Failure('invalid_request', param, PROBLEMS[problem])
}

/**
 * The value of a body; undefined when there is none.
 *
 * @throws Failure invalid_request for what is no JSON, or is nested too deep.
 */
export function parseBody(text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined
  if (isDeeper(text, NESTING_MAX)) {
    const message = `The request body is nested deeper than ${NESTING_MAX} levels.`
    throw new Failure('invalid_request', undefined, message)
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Failure('invalid_request', undefined, `The request body is not valid JSON: ${reason}`)
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** Brackets and braces differ in one bit. */
const BRACE_BIT = 0x20
const OPENING = 0x7b
const CLOSING = 0x7d

/** Counts brackets outside strings; a text too short to be deep is not looked at. */
function isDeeper(text: string, levels: number): boolean {
  if (text.length <= levels) return false
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === QUOTE) inString = !inString
    else if (inString) {
      if (unit === BACKSLASH) i++
    } else if ((unit | BRACE_BIT) === OPENING) {
      depth++
      if (depth > levels) return true
    } else if ((unit | BRACE_BIT) === CLOSING) depth--
  }
  return false
}
