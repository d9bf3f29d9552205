// @ts-nocheck RECOVERED from a compiled bundle after an accidental deletion: the code is as it was, its types and comments are lost and its owner must put them back.
const E164 = '^\\+[1-9]\\d{6,14}$'
const MESSAGE_ID = '^(msg_[0-9A-HJKMNP-TV-Z]{26}|wamid\\..+)$'
const TEXT_MAX = 65536
const LIST_MAX = 100
function words(description, rules = {}) {
  return { description, type: 'string', maxLength: TEXT_MAX, ...rules }
}
function flag(description) {
  return { description, type: 'boolean' }
}
function coordinate(description, limit) {
  return { description, type: 'number', minimum: -limit, maximum: limit }
}
function strict(description, members) {
  const entries = Object.entries(members)
  const required = entries.filter(([name]) => name.endsWith('!')).map(([name]) => bare(name))
  return {
    description,
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, schema]) => [bare(name), schema])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  }
}
function bare(name) {
  return name.replace('!', '')
}
function listOf(description, items) {
  return { description, type: 'array', minItems: 1, maxItems: LIST_MAX, items }
}
function either(description, ...anyOf) {
  return { description, anyOf }
}
function loose(description) {
  return { description, type: 'object', additionalProperties: true }
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
function media(kind, more = {}) {
  return strict(`The ${kind}; everything that is left out is made up.`, {
    url: words('Where the file is said to be. It is never fetched.', { pattern: '^https?://' }),
    mime_type: words('The MIME type of the file.'),
    sha256: words('The SHA-256 of the file in base64.'),
    id: words("Meta's id of the file: digits.", { pattern: '^\\d+$' }),
    ...more,
  })
}
const CAPTION = { caption: words('The text under it.') }
const CARD_PHONES = listOf(
  'The numbers on the card.',
  either(
    'A number.',
    words('The number.'),
    strict('A number with its kind.', {
      'phone!': words('The number as it is written on the card.'),
      wa_id: words('Its digits, when it is on WhatsApp.'),
      type: words('CELL, HOME or WORK.'),
    }),
  ),
)
const CARD = {
  description: 'One card; its other members (emails, addresses, org, urls) are passed on.',
  type: 'object',
  properties: {
    name: either('The name on the card.', words('The whole name.'), {
      ...loose('The name in its parts.'),
      properties: { formatted_name: words('The whole name.') },
      required: ['formatted_name'],
    }),
    phones: CARD_PHONES,
  },
  required: ['name'],
  additionalProperties: true,
}
const TAP = {
  ...strict('A tap: a row of a list, or a reply button.', {
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
  }),
}
const MEMBERS = {
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
    latitude: coordinate('Degrees north.', 90),
    longitude: coordinate('Degrees east.', 180),
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
    'product_items!': listOf(
      'What is in the basket.',
      loose('A product: product_retailer_id, quantity, item_price, currency.'),
    ),
  }),
  system: strict('The customer has a new number.', {
    wa_id: words('The new number.'),
    body: words('How Meta says it.'),
    type: words('The kind of change; user_changed_number when it is left out.'),
  }),
  unsupported: strict('A message that Meta does not show.', {
    'type!': words('What it was, for example poll.'),
  }),
}
const ACTION_INPUTS = {
  'customer-writes': strict('A customer writes to a business number.', {
    'from!': words("The customer's number, E.164.", { pattern: E164 }),
    to: words('The business number; may be left out when there is only one.', { pattern: E164 }),
    name: words("The name in the customer's WhatsApp profile.", { minLength: 1 }),
    type: {
      description: 'The type of message; else the one whose member is given, else text.',
      enum: Object.keys(MEMBERS),
    },
    ...MEMBERS,
    context: CONTEXT,
    referral: loose('The advertisement the customer came from; what is left out is made up.'),
  }),
}

export { ACTION_INPUTS }
