// The step `drive`: makes a real program send, by a URL of its own.
import { anything, integer, list, object, optional, text } from '../../schema/shapes.ts'
import { StepError } from '../play/play-state.ts'
import { doing } from '../play/step.ts'

/** A driver that has not answered by then is not waited for. */
const DRIVE_MS = 10_000

const URL_MAX = 2_048
const PHONE_MAX = 40

export const drive = doing({
  what: 'Makes a real program send: posts JSON to a URL of its own, which must answer with a 2xx.',
  input: object('Where, and with what.', {
    url: text('Where the program takes it.', { maxLength: URL_MAX }),
    to: optional(text('The number of the customer; sent as {"to": …}.', { maxLength: PHONE_MAX })),
    body: optional(anything('Another body in its place.')),
    allow: optional(
      list('Statuses that are as good as a 2xx.', integer('An HTTP status.'), { maxItems: 20 }),
    ),
  }),
  example: "- drive: { url: 'http://127.0.0.1:4000/remind', to: '+6281200000001' }",
  givesReply: false,
  act: async ({ play, input }) => {
    const { url, to, body = { to }, allow = [] } = input
    if (play.machine.isSimulated) {
      throw new StepError('Only real programs can be driven; give a receiver its url.')
    }
    const { status } = await post(url, body)
    const isWell = status < 300 || allow.includes(status)
    if (!isWell) throw new StepError(`${url} must answer with a 2xx; it answered ${status}.`)
    return undefined
  },
})

async function post(url: string, body: unknown): Promise<Response> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(DRIVE_MS),
    })
    await response.body?.cancel()
    return response
  } catch (error) {
    throw new StepError(`${url} did not answer: ${(error as Error).message}.`)
  }
}
