// The JSON Schema of a message that a customer writes: nothing passes that Meta could not have sent.

import {
  DIGITS,
  MESSAGE_ID,
  PHONE_OR_DIGITS,
  WEB_ADDRESS,
  WHATSAPP_ID,
} from '../../schema/formats.ts'
import {
  allOptional,
  choice,
  either,
  flag,
  list,
  type Members,
  number,
  object,
  optional,
  type Shape,
  text,
  words,
} from '../../schema/shapes.ts'

const degrees = (description: string, limit: number) =>
  number(description, { minimum: -limit, maximum: limit })

const amount = (description: string) => number(description, { minimum: 0 })

const CONTEXT = object('Which message is answered, or how this one was passed on.', {
  message_id: optional(MESSAGE_ID.shape('The quoted message: our msg_ id or its wamid.')),
  forwarded: optional(flag('The message was forwarded.')),
  frequently_forwarded: optional(flag('The message was forwarded more than five times.')),
  referred_product: optional(
    object('The product of a catalogue that the customer asks about.', {
      catalog_id: text('The id of the catalogue.'),
      product_retailer_id: text('The id of the product in it.'),
    }),
  ),
})

const REFERRAL = object('The advertisement the customer came from; what is left out is made up.', {
  source_url: optional(text('Its address.')),
  source_id: optional(text('Its id.')),
  source_type: optional(choice('What it is.', ['ad', 'post'])),
  headline: optional(text('Its headline.')),
  body: optional(text('Its text.')),
  media_type: optional(choice('What it shows.', ['image', 'video'])),
  image_url: optional(text('Its picture.')),
  video_url: optional(text('Its video.')),
  thumbnail_url: optional(text('The still picture of the video.')),
  ctwa_clid: optional(text('The id of the click.')),
  welcome_message: optional(object('What greets the customer.', { text: text('The greeting.') })),
})

function media(kind: string, more: Members = {}): Shape {
  return object(`The ${kind}; everything that is left out is made up.`, {
    url: optional(
      WEB_ADDRESS.shape(
        'Where the file is said to be. It is never fetched, and nothing serves it.',
      ),
    ),
    file: optional(
      words(
        'The path of a file that the sandbox serves, below the folder in which it was started (or --world-dir). Neither this nor url: a small sample of the MIME type is served.',
        4_096,
      ),
    ),
    mime_type: optional(text('The MIME type of the file.')),
    sha256: optional(text('The SHA-256 of the file in base64.')),
    id: optional(DIGITS.shape("Meta's id of the file: digits.")),
    ...more,
  })
}

const CAPTION = { caption: optional(text('The text under it.')) }

const CARD_NAME = either(
  'The name on the card.',
  text('The whole name.'),
  object('The name in its parts.', {
    formatted_name: text('The whole name.'),
    first_name: optional(text('The first name.')),
    last_name: optional(text('The last name.')),
    middle_name: optional(text('The middle name.')),
    prefix: optional(text('What stands before it.')),
    suffix: optional(text('What stands behind it.')),
  }),
)

const CARD_PHONE = either(
  'A number.',
  text('The number.'),
  object('A number with its kind.', {
    phone: text('The number as it is written on the card.'),
    wa_id: optional(WHATSAPP_ID.shape('Its digits, when it is on WhatsApp.')),
    type: optional(text('CELL, HOME or WORK.')),
  }),
)

const CARD = object('One card.', {
  name: CARD_NAME,
  phones: optional(list('The numbers on the card.', CARD_PHONE)),
  emails: optional(
    list(
      'The addresses for mail.',
      object('An address.', { email: text('The address.'), type: optional(text('HOME or WORK.')) }),
    ),
  ),
  addresses: optional(
    list(
      'Where the person is found.',
      object('An address.', {
        street: optional(text('Street and number.')),
        city: optional(text('City.')),
        state: optional(text('State or province.')),
        zip: optional(text('Postal code.')),
        country: optional(text('Country.')),
        country_code: optional(text('Its two letters.')),
        type: optional(text('HOME or WORK.')),
      }),
    ),
  ),
  org: optional(
    object('Where the person works.', {
      company: optional(text('The company.')),
      department: optional(text('The department.')),
      title: optional(text('What the person is there.')),
    }),
  ),
  urls: optional(
    list(
      'Pages.',
      object('A page.', { url: text('The address.'), type: optional(text('HOME or WORK.')) }),
    ),
  ),
  birthday: optional(text('YYYY-MM-DD.', { format: 'date' })),
})

const TAP = object('A tap: a row of a list, or a reply button.', {
  type: optional({
    description: 'Which of the two; need not be said.',
    enum: ['list_reply', 'button_reply'],
  }),
  list_reply: optional(
    object('The row. What is left out is read from the list that was sent.', {
      id: text('The id of the row.'),
      title: optional(text('Its title.')),
      description: optional(text('Its description.')),
    }),
  ),
  button_reply: optional(
    object('The button.', {
      id: text('The id of the button.'),
      title: optional(text('Its label.')),
    }),
  ),
})

const PRODUCT = object('A product.', {
  product_retailer_id: text('Its id in the catalogue.'),
  quantity: amount('How many of it.'),
  item_price: amount('The price of one.'),
  currency: text('The currency, ISO 4217.'),
})

const TYPED_MEMBERS = {
  text: either(
    'The text.',
    words('What is written.'),
    object("The same in Meta's form.", { body: words('What is written.') }),
  ),
  image: media('picture', CAPTION),
  video: media('video', CAPTION),
  document: media('file', { ...CAPTION, filename: optional(text('The name of the file.')) }),
  audio: media('sound', {
    voice: optional(flag('Recorded in the chat, rather than sent as a file.')),
  }),
  sticker: media('sticker', { animated: optional(flag('The sticker moves.')) }),
  location: object('A place; the middle of Jakarta when it is left out.', {
    latitude: optional(degrees('Degrees north.', 90)),
    longitude: optional(degrees('Degrees east.', 180)),
    name: optional(text('The name of the place.')),
    address: optional(text('Its address.')),
    url: optional(text('Its page.')),
  }),
  contacts: list('Cards of the address book.', CARD),
  interactive: TAP,
  button: either(
    'A tap on a quick reply of a template.',
    words('The label of the button.'),
    object('The button.', {
      text: words('Its label.'),
      payload: optional(text('Its payload; else the one that was sent for it, else the label.')),
    }),
  ),
  reaction: either(
    'An emoji on a message.',
    text('The emoji, on the newest message of the business; empty to take it back.'),
    object('The emoji and its message.', {
      message_id: optional(MESSAGE_ID.shape('The message: our msg_ id or its wamid.')),
      emoji: optional(text('The emoji; empty to take it back.')),
    }),
  ),
  order: object('A basket of a catalogue.', {
    catalog_id: optional(text('The id of the catalogue.')),
    text: optional(text('What is written beside it.')),
    product_items: list('What is in the basket.', PRODUCT),
  }),
  system: object('The customer has a new number.', {
    wa_id: optional(PHONE_OR_DIGITS.shape('The new number.')),
    body: optional(text('How Meta says it.')),
  }),
  unsupported: object('A message that Meta does not show.', {
    type: text('What it was, for example poll.'),
  }),
}

/** The members of a message: its type, one member per type, and what may stand around any of them. */
export const CUSTOMER_WRITES_MEMBERS = allOptional({
  type: choice(
    'The type of message; else the one whose member is given, else text.',
    Object.keys(TYPED_MEMBERS),
  ),
  ...TYPED_MEMBERS,
  context: CONTEXT,
  referral: REFERRAL,
})
