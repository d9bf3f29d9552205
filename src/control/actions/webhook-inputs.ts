// What post-webhook takes: where to, which bytes, which headers, and how it is signed.
import { either, listOf, type Members, type Schema, words } from '../schema.ts'

const NULL: Schema = { type: 'null' }

export const POST_WEBHOOK_MEMBERS = {
  url: words('Where to.', { pattern: '^https?://', maxLength: 2048 }),
  subscription_id: words('In place of url: to this subscription, signed with its secrets.', {
    pattern: '^wbs_[0-9A-HJKMNP-TV-Z]{26}$',
    maxLength: 40,
  }),
  method: words('The HTTP method. Default POST.', { enum: ['POST', 'GET', 'PUT'] }),
  body: { description: 'The body, sent as compact JSON.' },
  text: words('The body as it is, in place of `body`.', { maxLength: 2_097_152 }),
  base64: words('The bytes of the body, in place of `body`.', { maxLength: 2_097_152 }),
  headers: {
    description: 'Further headers; null leaves one out that would be sent.',
    type: 'object',
    additionalProperties: either('A value.', words('Text.', { maxLength: 8192 }), NULL),
  },
  secret: either(
    'What it is signed with: one secret, several (a v1 for each, in this order), or null for no signature.',
    words('A secret.', { maxLength: 200 }),
    listOf('Several.', words('A secret.', { maxLength: 200 })),
    NULL,
  ),
  time: words('When it is said to be signed; now when left out.', {
    format: 'date-time',
    maxLength: 40,
  }),
  signed_before_s: {
    description: 'Signed so many seconds before that; below 0, after it.',
    type: 'integer',
    minimum: -1e9,
    maximum: 1e9,
  },
  signature: words('The whole X-Kirim-Signature, in place of a computed one.', {
    maxLength: 8192,
  }),
  copies: {
    description: 'How many are posted at the same time. Default 1.',
    type: 'integer',
    minimum: 1,
    maximum: 100,
  },
  timeout: words('How long to wait for an answer, in real time, e.g. 500ms. Default 10s.', {
    pattern: '^(\\d+(\\.\\d+)?(ms|s|m|h|d))+$',
    maxLength: 100,
  }),
} as const satisfies Members
