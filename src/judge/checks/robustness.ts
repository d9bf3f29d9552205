// ROB: whatever may come is taken, and nothing that comes ends the program.
import {
  anotherCustomer,
  type Mail,
  post,
  reaches,
  type Scene,
  sendsMessage,
  type Writes,
  writes,
} from '../checking/scene.ts'
import {
  answerText,
  type Check,
  failed,
  isAccepted,
  mustAccept,
  mustAnswer,
  mustHandle,
  mustHandleAll,
  OVERVIEW,
  passed,
  type Result,
} from './check.ts'

const DEAD_AT_ONCE =
  'A 4xx ends the delivery at once, a 5xx after 31 h; twenty given up in a row disable the subscription, and then nothing comes any more.'
const TOLERANT =
  'Read the members that you need and pass over the rest. Answer 200 to events, types and members that you do not know: the provider adds new ones.'
const CRASH =
  'A program that ends answers nobody until it is back; what was at work is lost. Whoever knows the secret, or a fault of the provider, can end it at will.'
const CATCH =
  'Verify the signature, then parse inside of a try, and answer 400 to what is no JSON object. Catch errors at the top of the handler, so that one request never ends the process.'

type Part = Pick<Check, 'what' | 'play'> & Partial<Check>

function row(part: Part): Check {
  return {
    group: 'ROB',
    severity: 'must',
    source: OVERVIEW,
    needs: [],
    consequence: DEAD_AT_ONCE,
    cure: TOLERANT,
    ...part,
  }
}

/** Changes the body as JSON; the bytes are signed anew. */
function edited(mail: Mail, edit: (body: Payload) => void): Mail {
  const body = JSON.parse(mail.body) as Payload
  edit(body)
  return { ...mail, body: JSON.stringify(body) }
}

type Payload = Record<string, unknown> & {
  readonly entry: readonly {
    readonly changes: readonly {
      readonly value: Record<string, unknown> & {
        messages: Record<string, unknown>[]
        contacts?: unknown[]
      }
    }[]
  }[]
}

function changeOf(body: Payload) {
  const value = body.entry[0]?.changes[0]?.value
  if (value === undefined) throw new Error('The webhook has no value.')
  return value
}

/** Posts what is no good webhook: an answer is wanted, and afterwards a good one is still taken. */
async function mustSurvive(scene: Scene, bad: Mail, twist = {}): Promise<Result> {
  const answered = mustAnswer(scene, await post(scene, bad, twist))
  if (answered.verdict !== 'passed') return answered
  return mustAccept(scene, await post(scene, await writes(scene)))
}

const ITEM = {
  product_retailer_id: 'kopi-1',
  quantity: 1,
  item_price: 25_000,
  currency: 'IDR',
}

const KINDS: readonly Writes[] = [
  { type: 'text' },
  { type: 'image', image: {} },
  { type: 'video', video: {} },
  { type: 'document', document: {} },
  { type: 'audio', audio: {} },
  { type: 'sticker', sticker: {} },
  { type: 'location', location: { latitude: -6.2, longitude: 106.8 } },
  { type: 'contacts', contacts: [{ name: { formatted_name: 'Budi' } }] },
  { type: 'interactive', interactive: { button_reply: { id: 'yes', title: 'Ya' } } },
  { type: 'button', button: { text: 'Ya' } },
  { type: 'order', order: { product_items: [ITEM] } },
  { type: 'system', system: {} },
  { type: 'unsupported', unsupported: { type: 'poll' } },
]

/** As large as the provider's own receiver is set up to take. */
const LARGE_BYTES = 1_000_000
const DEEP = 5_000

export const ROBUSTNESS_CHECKS = {
  'ROB-01': row({
    what: 'A member that nobody knows does no harm',
    play: async (scene) => {
      const mail = edited(await writes(scene), (body) => {
        body.livemode = true
        Object.assign(changeOf(body).messages[0] ?? {}, { group_id: 'G1', edit: { of: null } })
      })
      return mustAccept(scene, await post(scene, mail))
    },
  }),
  'ROB-02': row({
    what: 'An event that nobody knows is accepted',
    play: async (scene) => {
      const id = `evt_${'0'.repeat(25)}1`
      const headers = {
        'content-type': 'application/json',
        'x-kirim-source': 'kirim',
        'x-kirim-event': 'conversation.snoozed',
        'x-kirim-event-id': id,
        'x-kirim-delivery-id': `wbd_${'0'.repeat(25)}2`,
        'x-kirim-attempt': '1',
      }
      const event = { id, type: 'conversation.snoozed', created_at: '2026-01-01T00:00:00Z' }
      const mail = { id, headers, body: JSON.stringify({ ...event, data: { until: null } }) }
      return mustAccept(scene, await post(scene, mail))
    },
  }),
  'ROB-03': row({
    what: 'A message of a type that nobody knows is accepted',
    play: async (scene) => {
      const mail = edited(await writes(scene), (body) => {
        const [message] = changeOf(body).messages
        delete message?.text
        Object.assign(message ?? {}, { type: 'hologram', hologram: { id: '1' } })
      })
      return mustAccept(scene, await post(scene, mail))
    },
  }),
  'ROB-04': row({
    what: 'Every kind of message that customers can send is accepted',
    cure: 'Branch by type, and answer 200 to those that you do nothing with. Only a text has text.body.',
    play: async (scene) => {
      const refused: string[] = []
      const quoted = await writes(scene)
      const reaction: Writes = {
        type: 'reaction',
        reaction: { message_id: quoted.id, emoji: '👍' },
      }
      for (const kind of [...KINDS, reaction]) {
        const mail = await writes(scene, kind)
        const answer = await post(scene, mail)
        mustAccept(scene, answer)
        if (!isAccepted(answer)) refused.push(`${kind.type}: ${answerText(answer)}`)
      }
      return refused.length === 0 ? passed() : failed(`Expected a 2xx. ${refused.join('; ')}.`)
    },
  }),
  'ROB-05': row({
    what: 'Statuses are accepted with pricing and conversation, and without them',
    source: 'Meta, status messages webhook reference',
    play: async (scene) => {
      await writes(scene)
      const message = await sendsMessage(scene)
      const mail = await reaches(scene, message, 'sent')
      const first = mustAccept(scene, await post(scene, mail))
      if (first.verdict !== 'passed') return first
      const bare = edited(mail, (body) => {
        for (const status of (changeOf(body).statuses ?? []) as Record<string, unknown>[]) {
          delete status.pricing
          delete status.conversation
        }
      })
      return mustAccept(scene, await post(scene, bare))
    },
  }),
  'ROB-06': row({
    what: 'Of several messages in one webhook, each is handled',
    source: 'Meta, webhooks: messages is a list, and may hold several',
    needs: ['effects'],
    consequence: 'The provider is content with your 2xx. The messages behind the first are lost.',
    cure: 'Go through every entry, every change and every message and status of a webhook.',
    play: async (scene) => {
      const first = await writes(scene)
      const second = await writes(scene, {}, anotherCustomer(scene))
      const both = edited(first, (body) => {
        const [value, further] = [changeOf(body), changeOf(JSON.parse(second.body))]
        value.messages.push(...further.messages)
        value.contacts?.push(...(further.contacts ?? []))
      })
      await post(scene, both)
      return mustHandleAll(scene, [first, second])
    },
  }),
  'ROB-07': row({
    what: 'A well signed body that is no JSON is answered, and ends nothing',
    consequence: CRASH,
    cure: CATCH,
    play: async (scene) => mustSurvive(scene, await writes(scene), { body: '{"entry": [' }),
  }),
  'ROB-08': row({
    what: 'A well signed empty body is answered, and ends nothing',
    consequence: CRASH,
    cure: CATCH,
    play: async (scene) => mustSurvive(scene, await writes(scene), { body: '' }),
  }),
  'ROB-09': row({
    what: 'A well signed JSON that is no object (null, a list) is answered, and ends nothing',
    consequence: CRASH,
    cure: CATCH,
    play: async (scene) => {
      const mail = await writes(scene)
      const first = await mustSurvive(scene, mail, { body: 'null' })
      return first.verdict === 'passed' ? mustSurvive(scene, mail, { body: '[1]' }) : first
    },
  }),
  'ROB-10': row({
    what: 'A webhook of one megabyte is accepted',
    severity: 'may',
    source: "The provider's own receiver, whose server takes bodies of 1 MB",
    cure: 'Raise the limit of your body parser (Express: express.raw({ limit: "1mb" })).',
    play: async (scene) => {
      const mail = edited(await writes(scene), (body) => {
        body.padding = 'x'.repeat(LARGE_BYTES)
      })
      return mustAccept(scene, await post(scene, mail))
    },
  }),
  'ROB-11': row({
    what: 'A Content-Type with a charset, or in another case, is accepted',
    severity: 'should',
    source: 'RFC 9110, 8.3.1: media types have parameters, and no case',
    cure: 'Compare the media type only, in lower case; or take any type on this route.',
    play: async (scene) => {
      const headers = { 'content-type': 'Application/JSON; charset=UTF-8' }
      return mustAccept(scene, await post(scene, await writes(scene), { headers }))
    },
  }),
  'ROB-12': row({
    what: 'A wrong Content-Type is answered, and ends nothing',
    severity: 'should',
    consequence: CRASH,
    cure: CATCH,
    play: async (scene) =>
      mustSurvive(scene, await writes(scene), { headers: { 'content-type': 'text/plain' } }),
  }),
  'ROB-13': row({
    what: 'A GET of the URL is answered, and ends nothing',
    severity: 'should',
    consequence: 'Browsers, scanners and monitors ask with GET. It is nobody’s message.',
    cure: 'Answer 404 or 405 to anything but POST.',
    play: async (scene) => mustSurvive(scene, await writes(scene), { method: 'GET', secret: null }),
  }),
  'ROB-14': row({
    what: 'Ids with line breaks are accepted, and ends nothing',
    source: 'OWASP, log injection: line breaks in what is logged',
    severity: 'should',
    cure: 'Take ids as opaque texts: bind them as parameters, and write them into logs as JSON.',
    play: async (scene) => {
      const mail = edited(await writes(scene), (body) => {
        const [message] = changeOf(body).messages
        Object.assign(message ?? {}, { id: 'wamid.A\r\nInjected: yes\n[ERROR] "' })
      })
      return mustAccept(scene, await post(scene, mail))
    },
  }),
  'ROB-15': row({
    what: 'Hostile texts are taken as texts, and handled',
    source: 'OWASP, injection',
    severity: 'should',
    needs: ['effects'],
    cure: 'Bind texts as parameters, escape them where they are shown, and never evaluate them. Remove U+0000 if your database cannot hold it (PostgreSQL).',
    play: async (scene) => {
      const text = `'; DROP TABLE messages;-- <script>alert(1)</script> {{7*7}} %s %n ../../ \u0000 \u202E ${'👩‍👩‍👧'.repeat(20)}`
      const mail = await writes(scene, { text })
      const answer = mustAccept(scene, await post(scene, mail))
      return answer.verdict === 'passed' ? mustHandle(scene, mail, 1) : answer
    },
  }),
  'ROB-16': row({
    what: 'A member called __proto__ changes nothing for those that follow',
    source: 'OWASP, prototype pollution',
    severity: 'should',
    cure: 'Do not merge what comes into objects of your own; read member by member.',
    play: async (scene) => {
      const mail = await writes(scene)
      const dirty = `{"__proto__":{"messages":[],"type":"x"},${mail.body.slice(1)}`
      return mustSurvive(scene, { ...mail, body: dirty })
    },
  }),
  'ROB-17': row({
    what: 'A body that is nested very deeply is answered, and ends nothing',
    severity: 'should',
    source: 'OWASP, denial of service',
    consequence: CRASH,
    cure: CATCH,
    play: async (scene) => {
      const body = `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`
      return mustSurvive(scene, await writes(scene), { body })
    },
  }),
} satisfies Record<string, Check>
