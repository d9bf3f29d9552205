// SIG: what is signed well is accepted, and nothing else.
import { type Mail, post, type Scene, type Twist, writes } from '../checking/scene.ts'
import { type Check, mustAccept, mustRefuse, otherSecret, type Result, SIGNING } from './check.ts'

const FORGED =
  'The provider never sends this: somebody else does. A program that takes it lets anybody write into your data.'
const LOST =
  'The provider sends exactly this. A 4xx ends the delivery at once; anything else but 2xx is tried again for 31 h and then given up. The event is lost.'
const VERIFY =
  'Verify before you read anything: take t and every v1 from X-Kirim-Signature, compute the HMAC-SHA256 of the text of t, a dot and the raw body with the whole secret (whsec_ included), compare in constant time, refuse when t is more than 300 s away, and answer an error status.'
const RAW =
  'Verify the raw bytes of the body as they came, before any JSON parser sees them (Express: express.raw; FastAPI: await request.body(); PHP: php://input).'

type Make = (mail: Mail, scene: Scene) => Twist

/** A row whose play is one webhook, posted with a twist. */
function row(
  what: string,
  judge: (scene: Scene, answer: Awaited<ReturnType<typeof post>>) => Result,
  make: Make,
  cure: string,
  severity: Check['severity'] = 'must',
): Check {
  return {
    group: 'SIG',
    what,
    severity,
    source: SIGNING,
    needs: ['secret'],
    consequence: judge === mustAccept ? LOST : FORGED,
    cure,
    play: async (scene) => {
      const mail = await writes(scene)
      const result = judge(scene, await post(scene, mail, make(mail, scene)))
      if (result.verdict === 'passed') return result
      return { ...result, came: `${result.came}${otherSecret(scene.bench)}` }
    },
  }
}

const accepts = (what: string, make: Make, cure: string) => row(what, mustAccept, make, cure)
const refuses = (what: string, make: Make, cure = VERIFY) => row(what, mustRefuse, make, cure)

/** Other bytes for the same JSON: what parses and writes it anew never sees them. */
function respaced(body: string): string {
  return JSON.stringify(JSON.parse(body), null, 2).replaceAll('/', '\\/')
}

export const SIGNATURE_CHECKS = {
  'SIG-01': accepts('A well signed webhook is accepted', () => ({}), VERIFY),
  'SIG-02': refuses('A webhook without a signature is refused', () => ({ secret: null })),
  'SIG-03': refuses('A signature made with another secret is refused', () => ({
    secret: 'whsec_of_somebody_else',
  })),
  'SIG-04': refuses('A body that was changed after signing is refused', (mail) => ({
    body: mail.body.replace('"messaging_product":"whatsapp"', '"messaging_product":"whatsapq"'),
    signedText: mail.body,
  })),
  'SIG-05': accepts(
    'A body whose bytes are not what a JSON library would write is accepted',
    (mail) => ({ body: respaced(mail.body) }),
    RAW,
  ),
  'SIG-06': refuses(
    'A signature over the JSON written anew, and not over the bytes that came, is refused',
    (mail) => ({ body: respaced(mail.body), signedText: mail.body }),
    RAW,
  ),
  'SIG-07': refuses('A signature that is 301 s old is refused', () => ({ signedBefore: 301 })),
  'SIG-08': refuses('A signature that is dated 305 s ahead is refused', () => ({
    signedBefore: -305,
  })),
  'SIG-09': accepts(
    'A signature that is 290 s old is accepted',
    () => ({ signedBefore: 290 }),
    'Allow 300 s between t and your clock, and keep the clock right (NTP).',
  ),
  'SIG-10': refuses('A good digest under another scheme (v0) is refused', () => ({
    scheme: 'v0',
  })),
  'SIG-11': accepts(
    'Of two v1, the second being the good one is accepted',
    (_, { bench }) => ({ secret: ['whsec_of_a_rotation', bench.secret] }),
    'During a rotation there is a v1 for each active secret, newest first. Accept when any v1 fits any secret that you know.',
  ),
  'SIG-12': accepts(
    'Of two v1, the first being the good one is accepted',
    (_, { bench }) => ({ secret: [bench.secret, 'whsec_of_a_rotation'] }),
    'During a rotation there is a v1 for each active secret. Accept when any v1 fits any secret that you know.',
  ),
  'SIG-13': refuses('A signature with empty values is refused', () => ({ signature: 't=,v1=' })),
  'SIG-14': refuses('An old signature whose time was set to now is refused', () => ({
    signedBefore: 3_600,
    datedNow: true,
  })),
  'SIG-15': refuses('A header that is no signature is refused', () => ({
    signature: 'undefined',
  })),
} satisfies Record<string, Check>
