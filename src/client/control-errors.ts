// What may come back instead of an answer: the sandbox's no, or no sandbox at all.

export type Refusal = {
  /** As the error envelope names it: `clock_not_virtual`. */
  readonly code: string
  readonly message: string
  readonly param?: string | undefined
  readonly status: number
  readonly requestId?: string | undefined
}

/** The sandbox was asked and said no. */
export class ControlError extends Error {
  override readonly name = 'ControlError'
  readonly code: string
  readonly param: string | undefined
  readonly status: number
  readonly requestId: string | undefined

  constructor({ code, message, param, status, requestId }: Refusal) {
    super(message)
    this.code = code
    this.param = param
    this.status = status
    this.requestId = requestId
  }
}

/** Nobody answers there, or somebody who is no kirim-sandbox. */
export class NoSandboxError extends Error {
  override readonly name = 'NoSandboxError'
}

const ADVICE = 'Start one with `kirim-sandbox start`, or say with --url where it is.'

const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name could not be looked up',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  UND_ERR_HEADERS_TIMEOUT: 'it took the request and did not answer',
  UND_ERR_SOCKET: 'the connection was cut',
}

/** For what `fetch` rejects with: the reason stands in its cause. */
export function notReachable(url: string, error: unknown): NoSandboxError {
  const { cause, message } = error as {
    cause?: { code?: string; message?: string }
    message: string
  }
  const reason = CAUSES[cause?.code ?? ''] ?? (cause?.message || message)
  return new NoSandboxError(`No sandbox answers at ${url}: ${reason}. ${ADVICE}`)
}

export function notASandbox(url: string, what: string): NoSandboxError {
  return new NoSandboxError(`What answers at ${url} is not a kirim-sandbox: ${what}. ${ADVICE}`)
}
