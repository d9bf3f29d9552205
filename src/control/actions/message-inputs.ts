// The JSON Schema of a message that a customer writes: nothing passes that Meta could not have sent.

import {
  either,
  flag,
  listOf,
  MESSAGE_ID,
  type Members,
  type Schema,
  strict,
  words,
} from '../schema.ts'

const WHATSAPP_ID = '^[0-9]{7,15}$'

function degrees(description: string, limit: number): Schema {
  return { description, type: 'number', minimum: -limit, maximum: limit }
}

function amount(description: string): Schema {
  return { description, type: 'number', minimum: 0 }
}

const CONTEXT = strict('Which message is answered, or how this one was passed on.', {
  message_id: words('The quoted message: our msg_ id or its wamid.', { pattern: MESSAGE_ID }),
  forwarded: flag('The message was forwarded.'),
  frequently_forwarded: flag('The message was forwarded more than five times.'),
  referred_product: strict('The product of a catalogue that the customer asks about.', {
    'catalog_id!': words('The id of the catalogue.'),
    'product_retailer_id!': words('The id of the product in it.'),
  }),
})

const REFERRAL = strict('The advertisement the customer came from; what is left out is made up.', {
  source_url: words('Its address.'),
  source_id: words('Its id.'),
  source_type: { description: 'What it is.', enum: ['ad', 'post'] },
  headline: words('Its headline.'),
  body: words('Its text.'),
  media_type: { description: 'What it shows.', enum: ['image', 'video'] },
  image_url: words('Its picture.'),
  video_url: words('Its video.'),
  thumbnail_url: words('The still picture of the video.'),
  ctwa_clid: words('The id of the click.'),
  welcome_message: strict('What greets the customer.', { 'text!': words('The greeting.') }),
})

function media(kind: string, more: Members = {}): Schema {
  return strict(`The ${kind}; everything that is left out is made up.`, {
    url: words('Where the file is said to be. It is never fetched.', {
      pattern: '^https?://',
    }),
    mime_type: words('The MIME type of the file.'),
    sha256: words('The SHA-256 of the file in base64.'),
    id: words("Meta's id of the file: digits.", { pattern: '^[0-9]+$' }),
    ...more,
  })
}

const CAPTION = { caption: words('The text under it.') }

const CARD_NAME = either(
  'The name on the card.',
  words('The whole name.'),
  strict('The name in its parts.', {
    'formatted_name!': words('The whole name.'),
    first_name: words('The first name.'),
    last_name: words('The last name.'),
    middle_name: words('The middle name.'),
    prefix: words('What stands before it.'),
    suffix: words('What stands behind it.'),
  }),
)

const CARD_PHONE = either(
  'A number.',
  words('The number.'),
  strict('A number with its kind.', {
    'phone!': words('The number as it is written on the card.'),
    wa_id: words('Its digits, when it is on WhatsApp.', { pattern: WHATSAPP_ID }),
    type: words('CELL, HOME or WORK.'),
  }),
)

const CARD = strict('One card.', {
  'name!': CARD_NAME,
  phones: listOf('The numbers on the card.', CARD_PHONE),
  emails: listOf(
    'The addresses for mail.',
    strict('An address.', { 'email!': words('The address.'), type: words('HOME or WORK.') }),
  ),
  addresses: listOf(
    'Where the person is found.',
    strict('An address.', {
      street: words('Street and number.'),
      city: words('City.'),
      state: words('State or province.'),
      zip: words('Postal code.'),
      country: words('Country.'),
      country_code: words('Its two letters.'),
      type: words('HOME or WORK.'),
    }),
  ),
  org: strict('Where the person works.', {
    company: words('The company.'),
    department: words('The department.'),
    title: words('What the person is there.'),
  }),
  urls: listOf(
    'Pages.',
    strict('A page.', { 'url!': words('The address.'), type: words('HOME or WORK.') }),
  ),
  birthday: words('YYYY-MM-DD.', { format: 'date' }),
})

const TAP = strict('A tap: a row of a list, or a reply button.', {
  type: {
    description: 'Which of the two; need not be said.',
    enum: ['list_reply', 'button_reply'],
  },
  list_reply: strict('The row. What is left out is read from the list that was sent.', {
    'id!': words('The id of the row.'),
    title: words('Its title.'),
    description: words('Its description.'),
  }),
  button_reply: strict('The button.', {
    'id!': words('The id of the button.'),
    title: words('Its label.'),
  }),
})

const PRODUCT = strict('A product.', {
  'product_retailer_id!': words('Its id in the catalogue.'),
  'quantity!': amount('How many of it.'),
  'item_price!': amount('The price of one.'),
  'currency!': words('The currency, ISO 4217.'),
})

const TYPED_MEMBERS = {
  text: either(
    'The text.',
    words('What is written.', { minLength: 1 }),
    strict("The same in Meta's form.", { 'body!': words('What is written.', { minLength: 1 }) }),
  ),
  image: media('picture', CAPTION),
  video: media('video', CAPTION),
  document: media('file', { ...CAPTION, filename: words('The name of the file.') }),
  audio: media('sound', { voice: flag('Recorded in the chat, rather than sent as a file.') }),
  sticker: media('sticker', { animated: flag('The sticker moves.') }),
  location: strict('A place; the middle of Jakarta when it is left out.', {
    latitude: degrees('Degrees north.', 90),
    longitude: degrees('Degrees east.', 180),
    name: words('The name of the place.'),
    address: words('Its address.'),
    url: words('Its page.'),
  }),
  contacts: listOf('Cards of the address book.', CARD),
  interactive: TAP,
  button: either(
    'A tap on a quick reply of a template.',
    words('The label of the button.', { minLength: 1 }),
    strict('The button.', {
      'text!': words('Its label.', { minLength: 1 }),
      payload: words('Its payload; else the one that was sent for it, else the label.'),
    }),
  ),
  reaction: either(
    'An emoji on a message.',
    words('The emoji, on the newest message of the business; empty to take it back.'),
    strict('The emoji and its message.', {
      message_id: words('The message: our msg_ id or its wamid.', { pattern: MESSAGE_ID }),
      emoji: words('The emoji; empty to take it back.'),
    }),
  ),
  order: strict('A basket of a catalogue.', {
    catalog_id: words('The id of the catalogue.'),
    text: words('What is written beside it.'),
    'product_items!': listOf('What is in the basket.', PRODUCT),
  }),
  system: strict('The customer has a new number.', {
    wa_id: words('The new number.', { pattern: '^\\+?[0-9]{7,15}$' }),
    body: words('How Meta says it.'),
  }),
  unsupported: strict('A message that Meta does not show.', {
    'type!': words('What it was, for example poll.'),
  }),
}

/** The members of a message: its type, one member per type, and what may stand around any of them. */
export const CUSTOMER_WRITES_MEMBERS = {
  type: {
    description: 'The type of message; else the one whose member is given, else text.',
    enum: Object.keys(TYPED_MEMBERS),
  },
  ...TYPED_MEMBERS,
  context: CONTEXT,
  referral: REFERRAL,
}
