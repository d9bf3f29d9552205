// What is normal for a program: what it does when nothing goes wrong, and how long that takes.

/** What one webhook leads to when nothing goes wrong. */
export type Normal = {
  /** Messages that the program sends to a customer who has written once, and when driven once. */
  readonly replies: number
  readonly driven: number
  /** Messages that it sends when the same customer writes again. */
  readonly further: number
  /** By the name of the subject: how often the id of a message is seen, at least and at most. */
  readonly seen: Readonly<Record<string, Seen>>
  /** By the name of the subject: whether the status of a message is seen beside its id. */
  readonly showsStatus: Readonly<Record<string, boolean>>
  /** Real milliseconds from the answer to a webhook until all that it leads to can be seen. */
  readonly effectMs: number
  /** Real milliseconds until a call that failed is made again; null when it is not. */
  readonly retryMs: number | null
}

export type Seen = { readonly least: number; readonly most: number }

export const NOTHING_LEARNED: Normal = {
  replies: 0,
  driven: 0,
  further: 0,
  seen: {},
  showsStatus: {},
  effectMs: 0,
  retryMs: 0,
}
