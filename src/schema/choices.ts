// The named choices and ranges: tiers, statuses, seeds, ports. Nothing else in the sources repeats them.
import type { Schema } from './json-schema.ts'
import { choice, integer, words } from './shapes.ts'
import { TIER_NAMES } from './tiers.ts'

/** Which rate limits an organisation has. */
export const tier = (description: string, rules: Schema = {}) =>
  choice(description, TIER_NAMES, rules)

/** A seed is one word of 32 bits. */
export const SEED_MAX = 2 ** 32 - 1

/** The number that every id and chance is made from. */
export const seed = (description: string, rules: Schema = {}) =>
  integer(description, { minimum: 0, maximum: SEED_MAX, ...rules })

/** What WhatsApp tells of a message that was sent. */
export const TOLD_STATUSES = ['sent', 'delivered', 'read', 'failed'] as const

export const status = (description: string) => choice(description, TOLD_STATUSES)

const PORT_MAX = 65_535

/** A port to listen on; 0 is any free one. */
export const port = (description: string, rules: Schema = {}) =>
  integer(description, { minimum: 0, maximum: PORT_MAX, ...rules })

const META_CODE_MAX = 999_999

/** Meta's code of a failure. */
export const metaCode = (description: string) =>
  integer(description, { minimum: 0, maximum: META_CODE_MAX })

/** How many, counted from one. */
export const count = (description: string, maximum?: number) =>
  integer(description, { minimum: 1, ...(maximum !== undefined && { maximum }) })

/** Whole milliseconds. */
export const milliseconds = (description: string, maximum: number) =>
  integer(description, { minimum: 0, maximum })

const CALLED_MAX = 200

/** What people call something. */
export const named = (description: string) => words(description, CALLED_MAX)
