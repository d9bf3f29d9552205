// ORD: the order of events is not guaranteed, and the statuses of a message share one event id.
import { settledStatuses } from '../checking/effects.ts'
import {
  contactCreated,
  type Mail,
  post,
  reaches,
  type Scene,
  sendsMessage,
  writes,
} from '../checking/scene.ts'
import {
  answerText,
  type Check,
  failed,
  isAccepted,
  mustHandle,
  OVERVIEW,
  passed,
  type Result,
} from './check.ts'

const LADDER_CURE =
  'Keep the status as a state machine: pending, sent, delivered, read only ever go up, and failed comes from pending or sent. What arrives from lower down is old news: answer 200 and change nothing.'
const LOST_STATUS =
  'The provider sends each status once it is known and is content with your 2xx. Your record stays wrong for good: messages look undelivered that were read.'

type Status = 'sent' | 'delivered' | 'read' | 'failed'

type Part = Pick<Check, 'what' | 'play'> & Partial<Check>

function row(part: Part): Check {
  return {
    group: 'ORD',
    severity: 'must',
    source: OVERVIEW,
    needs: ['statuses'],
    consequence: LOST_STATUS,
    cure: LADDER_CURE,
    ...part,
  }
}

/** The webhooks of a message's statuses, in the order in which they really came about. */
async function statusesOf(scene: Scene, statuses: readonly Status[]): Promise<Mail[]> {
  await writes(scene)
  const message = await sendsMessage(scene)
  const mails: Mail[] = []
  for (const status of statuses) mails.push(await reaches(scene, message, status))
  return mails
}

/** Posts them one after another, and looks for a status in the end. */
async function mustShow(scene: Scene, mails: readonly Mail[], wanted: Status): Promise<Result> {
  for (const mail of mails) {
    const answer = await post(scene, mail)
    if (!isAccepted(answer)) return failed(`Expected a 2xx; got ${answerText(answer)}.`)
  }
  const [{ id } = { id: '' }] = mails
  const statuses = await settledStatuses(scene, id, wanted)
  // A history names many: then the last one is the present.
  if (statuses.at(-1) === wanted) return passed()
  const seen = statuses.length === 0 ? 'none' : statuses.join(', ')
  return failed(`Expected ${wanted} as the status of ${id}; seen: ${seen}.`)
}

export const ORDER_CHECKS = {
  'ORD-01': row({
    what: 'Three statuses of a message, which share one event id, are all taken in',
    source: 'Kirim, payloads page: X-Kirim-Event-Id of a status is the wamid',
    cure: 'Tell duplicates of a message.status by the wamid and the status together: X-Kirim-Event-Id is the wamid, and is the same for sent, delivered and read.',
    play: async (scene) =>
      mustShow(scene, await statusesOf(scene, ['sent', 'delivered', 'read']), 'read'),
  }),
  'ORD-02': row({
    what: 'A delivered that comes after read does not take the message back',
    play: async (scene) => {
      const [sent, delivered, read] = await statusesOf(scene, ['sent', 'delivered', 'read'])
      return mustShow(scene, [sent, read, delivered] as Mail[], 'read')
    },
  }),
  'ORD-03': row({
    what: 'A sent that comes last does not take the message back',
    play: async (scene) => {
      const [sent, delivered] = await statusesOf(scene, ['sent', 'delivered'])
      return mustShow(scene, [delivered, sent] as Mail[], 'delivered')
    },
  }),
  'ORD-04': row({
    what: 'A failure that comes after sent is taken in',
    source: 'Kirim, /guides/failed-sends/',
    consequence:
      'A message that failed looks sent. Nobody writes again, and the customer never hears of it.',
    play: async (scene) => mustShow(scene, await statusesOf(scene, ['sent', 'failed']), 'failed'),
  }),
  'ORD-05': row({
    what: 'A contact.created that comes after the first message of its customer does no harm',
    needs: ['effects'],
    consequence:
      'A new customer brings two events in any order. An error for either of them is tried again, or dead.',
    cure: 'Take contact.created as news about a contact that may be there already (an upsert by phone number).',
    play: async (scene) => {
      const mail = await writes(scene)
      const created = await contactCreated(scene)
      await post(scene, mail)
      const answer = await post(scene, created)
      if (!isAccepted(answer)) return failed(`Expected a 2xx; got ${answerText(answer)}.`)
      return mustHandle(scene, mail, 1)
    },
  }),
  'ORD-06': row({
    what: 'A read that comes first, before sent and delivered, is taken in and stays',
    play: async (scene) => {
      const [sent, delivered, read] = await statusesOf(scene, ['sent', 'delivered', 'read'])
      return mustShow(scene, [read, sent, delivered] as Mail[], 'read')
    },
  }),
} satisfies Record<string, Check>
