// What post-webhook takes: where to, which bytes, which headers, and how it is signed.
import { count } from '../../schema/choices.ts'
import { DIGEST_SCHEME, DURATION, INSTANT, idOf, WEB_ADDRESS } from '../../schema/formats.ts'
import {
  allOptional,
  anything,
  byName,
  choice,
  either,
  flag,
  integer,
  list,
  orNull,
  text,
  typed,
} from '../../schema/shapes.ts'

const NONE = typed<null>({ description: 'No signature.', type: 'null' })

export const POST_WEBHOOK_MEMBERS = allOptional({
  url: WEB_ADDRESS.shape('Where to.', { maxLength: 2048 }),
  subscription_id: idOf('wbs').shape(
    'In place of url: to this subscription, signed with its secrets.',
  ),
  method: choice('The HTTP method. Default POST.', ['POST', 'GET', 'PUT']),
  body: anything('The body, sent as compact JSON.'),
  text: text('The body as it is, in place of `body`.', { maxLength: 2_097_152 }),
  base64: text('The bytes of the body, in place of `body`.', { maxLength: 2_097_152 }),
  headers: byName(
    'Further headers; null leaves one out that would be sent.',
    orNull(text('A value.', { maxLength: 8192 })),
  ),
  secret: either(
    'What it is signed with: one secret, several (a v1 for each, in this order), or null for no signature.',
    text('A secret.', { maxLength: 200 }),
    list('Several.', text('A secret.', { maxLength: 200 })),
    NONE,
  ),
  time: INSTANT.shape('When it is said to be signed; now when left out.'),
  signed_before_s: integer('Signed so many seconds before that; below 0, after it.', {
    minimum: -1e9,
    maximum: 1e9,
  }),
  signed_text: text('What is signed, in place of the body: as if it was changed on its way.', {
    maxLength: 2_097_152,
  }),
  scheme: DIGEST_SCHEME.shape('The name of the digests. Default v1.'),
  dated_now: flag('Shows the present time in t, whatever time was signed. Default false.'),
  signature: text('The whole X-Kirim-Signature, in place of a computed one.', {
    maxLength: 8192,
  }),
  copies: count('How many are posted at the same time. Default 1.', 100),
  timeout: DURATION.shape('How long to wait for an answer, in real time, e.g. 500ms. Default 10s.'),
})
