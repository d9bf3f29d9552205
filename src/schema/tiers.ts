// The tiers: which rate limits an organisation has.

export const TIER_NAMES = ['default', 'pro', 'unlimited'] as const

export type Tier = (typeof TIER_NAMES)[number]
