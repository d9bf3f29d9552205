// The table of checks: what a good receiver of webhooks and a good client of the API do, one row each.
import { ANSWER_CHECKS } from './answers.ts'
import { API_CHECKS } from './api-client.ts'
import type { Check, Group } from './check.ts'
import { DEAD_LETTER_CHECKS } from './dead-letters.ts'
import { DUPLICATE_CHECKS } from './duplicates.ts'
import { ORDER_CHECKS } from './order.ts'
import { ROBUSTNESS_CHECKS } from './robustness.ts'
import { ROTATION_CHECKS } from './rotation.ts'
import { SIGNATURE_CHECKS } from './signatures.ts'
import { TIMING_CHECKS } from './timing.ts'

/** By id, which never changes: baselines and reports name it. */
export const CHECKS: Readonly<Record<string, Check>> = {
  ...SIGNATURE_CHECKS,
  ...DUPLICATE_CHECKS,
  ...ORDER_CHECKS,
  ...ROBUSTNESS_CHECKS,
  ...TIMING_CHECKS,
  ...ANSWER_CHECKS,
  ...ROTATION_CHECKS,
  ...DEAD_LETTER_CHECKS,
  ...API_CHECKS,
}

/** What the groups are about. */
export const GROUPS: Readonly<Record<Group, string>> = {
  SIG: 'signatures',
  DUP: 'duplicates',
  ORD: 'order',
  ROB: 'robustness',
  TIM: 'timing',
  ANS: 'answers',
  ROT: 'rotation of secrets',
  DEAD: 'dead deliveries',
  API: 'calling the API',
}

/** What a check needs, as it is told to somebody who did not offer it. */
export const NEEDS = {
  secret: 'the secret that the program verifies with: --secret, or a command that is started',
  effects:
    'that what the program does with a webhook can be seen: it answers customers through the API, or --observe tells',
  statuses: 'that --observe tells the status of a message beside its wamid',
  api: 'that the program answers customers through the API at KIRIM_BASE_URL',
  start: 'a command behind two dashes, so that the program can be ended and started again',
  subscription: 'a subscription of the sandbox: leave --secret out',
} as const
