// What is checked against the contract, and what is found: types only.

export type RequestInput = {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
  /** Names in lower case, as Node gives them. */
  readonly headers: Readonly<Record<string, unknown>>
  /** The parsed JSON; undefined when the request had no body. */
  readonly body: unknown
}

export type ViolationCode =
  | 'missing_required_field'
  | 'invalid_phone_number'
  | 'invalid_limit'
  | 'invalid_field_value'
  | 'invalid_request'

export type Place = 'path' | 'query' | 'header' | 'body'

export type Violation = {
  readonly where: Place
  /** Dotted path of the field (`interactive.action.button`, `contact_ids.3`); none for the whole. */
  readonly param?: string
  readonly expected: string
  readonly got: string
  readonly code: ViolationCode
  readonly message: string
}
