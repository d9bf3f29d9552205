// The parts of a template in Meta's form, as shapes: header, body, footer, buttons.
import { LANGUAGE, PHONE, TEMPLATE_NAME } from '../../../schema/formats.ts'
import {
  choice,
  flag,
  integer,
  kinds,
  list,
  literal,
  object,
  optional,
  rows,
  words,
} from '../../../schema/shapes.ts'
import type { MetaTemplateStatus, TemplateCategory } from '../../world/rows.ts'
import { TEMPLATE_STATUSES } from './templates.ts'

const STATUSES = Object.keys(TEMPLATE_STATUSES) as MetaTemplateStatus[]
const CATEGORIES: readonly TemplateCategory[] = ['MARKETING', 'UTILITY', 'AUTHENTICATION']

/** Meta's own status of a template. */
export const templateStatus = (description: string) => choice(description, STATUSES)

export const templateCategory = (description: string) => choice(description, CATEGORIES)

const NAMED_EXAMPLE = object('An example for a named placeholder.', {
  param_name: words('The name of the placeholder.'),
  example: words('What it could be.'),
})

const BUTTON = kinds(
  'A button of a template.',
  'type',
  object('A reply that is tapped instead of written.', {
    type: literal('Says that this is a quick reply.', 'QUICK_REPLY'),
    text: words('The label.', 25),
  }),
  object('A link.', {
    type: literal('Says that this is a link.', 'URL'),
    text: words('The label.', 25),
    url: words('The address; it may end in one placeholder.', 2000),
    example: optional(rows('The address with the placeholder filled in.', words('One example.'))),
  }),
  object('A number to call.', {
    type: literal('Says that this is a number.', 'PHONE_NUMBER'),
    text: words('The label.', 25),
    phone_number: PHONE.shape('The number that is called.'),
  }),
  object('A coupon that is copied.', {
    type: literal('Says that this is a coupon.', 'COPY_CODE'),
    text: optional(words('The label.', 25)),
    example: optional(words('A coupon.', 15)),
  }),
  object('A one-time code that is copied or filled in.', {
    type: literal('Says that this is a one-time code.', 'OTP'),
    otp_type: choice('How the code gets into the app.', ['COPY_CODE', 'ONE_TAP', 'ZERO_TAP']),
    text: optional(words('The label.', 25)),
    autofill_text: optional(words('The label of the button that fills the code in.', 25)),
    package_name: optional(words('The Android app that takes the code.')),
    signature_hash: optional(words('The signature of that app.')),
  }),
  object('A form inside WhatsApp.', {
    type: literal('Says that this is a form.', 'FLOW'),
    text: words('The label.', 25),
    flow_id: optional(words('The id of the form.')),
    flow_action: optional(choice('What a tap does.', ['navigate', 'data_exchange'])),
    navigate_screen: optional(words('The first screen.')),
  }),
)

export const COMPONENT = kinds(
  'A part of a template.',
  'type',
  object('What stands above: a text or a file.', {
    type: literal('Says that this is the header.', 'HEADER'),
    format: choice('What it is made of.', ['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION']),
    text: optional(words('The text, with at most one placeholder.', 60)),
    example: optional(
      object('What the placeholders could be: Meta asks for it when a template is made.', {
        header_text: optional(
          rows('One text per placeholder of the header.', words('One example.')),
        ),
        header_text_named_params: optional(
          rows('One text per named placeholder of the header.', NAMED_EXAMPLE),
        ),
        header_handle: optional(
          rows('Where the sample file of the header is.', words('One example.')),
        ),
        body_text: optional(
          rows(
            'A list with one text per placeholder of the body.',
            rows('One text per placeholder.', words('One example.')),
          ),
        ),
        body_text_named_params: optional(
          rows('One text per named placeholder of the body.', NAMED_EXAMPLE),
        ),
      }),
    ),
  }),
  object('The text.', {
    type: literal('Says that this is the body.', 'BODY'),
    text: optional(words('The text with its placeholders.', 1024)),
    add_security_recommendation: optional(
      flag('Adds that the code must not be shared; for one-time codes.'),
    ),
    example: optional(
      object('What the placeholders could be: Meta asks for it when a template is made.', {
        header_text: optional(
          rows('One text per placeholder of the header.', words('One example.')),
        ),
        header_text_named_params: optional(
          rows('One text per named placeholder of the header.', NAMED_EXAMPLE),
        ),
        header_handle: optional(
          rows('Where the sample file of the header is.', words('One example.')),
        ),
        body_text: optional(
          rows(
            'A list with one text per placeholder of the body.',
            rows('One text per placeholder.', words('One example.')),
          ),
        ),
        body_text_named_params: optional(
          rows('One text per named placeholder of the body.', NAMED_EXAMPLE),
        ),
      }),
    ),
  }),
  object('What stands below, small.', {
    type: literal('Says that this is the footer.', 'FOOTER'),
    text: optional(words('The text.', 60)),
    code_expiration_minutes: optional(
      integer('After how many minutes a one-time code is void.', { minimum: 1, maximum: 90 }),
    ),
  }),
  object('What can be tapped.', {
    type: literal('Says that these are the buttons.', 'BUTTONS'),
    buttons: list('The buttons, in order.', BUTTON, { minItems: 1, maxItems: 10 }),
  }),
)

/** A template in one language, as Meta defines it. */
export const TEMPLATE = object('A template in one language, as Meta defines it.', {
  name: TEMPLATE_NAME.shape('The name: lower-case letters, digits and underscores.'),
  language: LANGUAGE.shape('The language code.'),
  category: templateCategory('What it is for; it decides the price.'),
  status: templateStatus("Meta's own status."),
  components: list('Its parts, each at most once.', COMPONENT, { minItems: 1, maxItems: 4 }),
  account: optional(PHONE.shape('The number it belongs to; the first one when it is left out.')),
})
