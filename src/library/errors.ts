// What a test may catch: every error of the library has a code that tells what happened.
import type { FailureCode } from '../domain/failures/failures.ts'

/** The base of them all. `code` is stable; the message is for people. */
export abstract class KirimSandboxError extends Error {
  abstract readonly code: string
}

/**
 * Why a sandbox could not be started: a taken port, a host that is none of this machine, a world
 * file that cannot be used, an option that makes no sense.
 */
export type StartErrorCode =
  | 'port_taken'
  | 'port_forbidden'
  | 'host_unknown'
  | 'world_invalid'
  | 'option_invalid'
  | 'start_failed'

/** The sandbox, or an organisation in it, could not be begun. Nothing is left behind. */
export class KirimStartError extends KirimSandboxError {
  override readonly name = 'KirimStartError'
  readonly code: StartErrorCode

  constructor(code: StartErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/** A control action said no. The codes are those of the control API. */
export class KirimActionError extends KirimSandboxError {
  override readonly name = 'KirimActionError'
  readonly code: FailureCode
  /** The action, as the control API names it: `arm-fault`. */
  readonly action: string
  /** The part of the input that is to blame: `match.operation`. */
  readonly param: string | undefined

  constructor(action: string, code: FailureCode, message: string, param: string | undefined) {
    super(`${action}: ${message} (${[code, param].filter(Boolean).join(', ')})`)
    this.action = action
    this.code = code
    this.param = param
  }
}

export type CallErrorFacts = {
  readonly operation: string
  readonly expected: number
  readonly status: number
  readonly code: string
  readonly message: string
  readonly param?: string | undefined
  readonly requestId?: string | undefined
  readonly body: unknown
}

/** `call` was answered with another status than the one it expected. */
export class KirimCallError extends KirimSandboxError {
  override readonly name = 'KirimCallError'
  /** `error.code` of the answer; `unexpected_status` when the answer is no error. */
  readonly code: string
  readonly operation: string
  readonly status: number
  readonly param: string | undefined
  readonly requestId: string | undefined
  /** The body of the answer. */
  readonly body: unknown

  constructor(facts: CallErrorFacts) {
    const { operation, expected, status, code, message, param } = facts
    const why = [code, param].filter(Boolean).join(', ')
    super(`${operation} answered ${status}, not ${expected}: ${message} (${why})`)
    this.operation = operation
    this.code = code
    this.status = status
    this.param = param
    this.requestId = facts.requestId
    this.body = facts.body
  }
}

/** wait_timeout: the time was up · wait_hopeless: it cannot happen any more. */
export type WaitErrorCode = 'wait_timeout' | 'wait_hopeless'

/** What was waited for did not happen. The message tells what did. */
export class KirimWaitError extends KirimSandboxError {
  override readonly name = 'KirimWaitError'
  readonly code: WaitErrorCode
  /** The lines below the first one of the message: what is known of why. */
  readonly story: readonly string[]

  constructor(code: WaitErrorCode, headline: string, story: readonly string[]) {
    super([headline, ...story.map((line) => `  ${line}`)].join('\n'))
    this.code = code
    this.story = story
  }
}

/** The sandbox was closed, or the organisation deleted, and is asked all the same. */
export class KirimClosedError extends KirimSandboxError {
  override readonly name = 'KirimClosedError'
  readonly code = 'sandbox_closed'
}
