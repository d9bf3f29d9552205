// TIM: a receiver answers in time, whatever else is slow.
import {
  type Answer,
  anotherCustomer,
  type Mail,
  post,
  type Scene,
  writes,
} from '../checking/scene.ts'
import {
  answerText,
  type Check,
  failed,
  isAccepted,
  mustHandleAll,
  passed,
  RETRIES,
} from './check.ts'

const LATE =
  'After 10 s the provider hangs up, counts the attempt as failed and sends the event again, while the first one may still be at work: everything is done twice.'
const QUEUE =
  'Keep the event, answer 200, and do the work afterwards (a queue, a job table). Give your own calls a time-out.'

type Part = Pick<Check, 'what' | 'play'> & Partial<Check>

function row(part: Part): Check {
  return {
    group: 'TIM',
    severity: 'must',
    source: RETRIES,
    needs: ['api'],
    consequence: LATE,
    cure: QUEUE,
    ...part,
  }
}

/** The answer to a webhook whose work needs an API that takes so long. */
async function answerWhileSlow(scene: Scene, ms: number): Promise<Answer> {
  const { bench, customer } = scene
  const mail = await writes(scene)
  await bench.client.act('arm-fault', {
    fault: 'reply.latency',
    ms,
    match: { operation: 'POST /messages', to: customer },
    times: 1,
  })
  return post(scene, mail)
}

const CROWD = 20
/** Advice of the provider: 1 to 2 s. A machine that is busy gets some more. */
const SOON_MS = 3_000

export const TIMING_CHECKS = {
  'TIM-01': row({
    what: 'The answer comes within 2 s while the API takes 4 s',
    severity: 'should',
    source: 'Kirim, /webhooks/retry/: answer within 1 to 2 s',
    play: async (scene) => {
      const answer = await answerWhileSlow(scene, 4_000)
      const seconds = (answer.durationMs / 1_000).toFixed(1)
      if (answer.status === null) return failed(`Got ${answerText(answer)}.`)
      if (answer.durationMs <= SOON_MS) return passed()
      return failed(`The answer took ${seconds} s: it waited for the API.`)
    },
  }),
  'TIM-02': row({
    what: 'The answer comes within 10 s while the API takes 11 s',
    play: async (scene) => {
      const answer = await answerWhileSlow(scene, 11_000)
      return answer.status === null ? failed(`Got ${answerText(answer)}.`) : passed()
    },
  }),
  'TIM-03': row({
    what: 'Twenty webhooks at once are all accepted in time, and all handled',
    needs: ['effects'],
    alone: true,
    consequence:
      'Events come in bursts: a campaign brings thousands of statuses. What is refused with a 4xx is dead at once; what is late comes again and makes the burst larger.',
    play: async (scene) => {
      const mails: Mail[] = []
      while (mails.length < CROWD) mails.push(await writes(scene, {}, anotherCustomer(scene)))
      const answers = await Promise.all(mails.map((mail) => post(scene, mail)))
      const bad = answers.filter((answer) => !isAccepted(answer))
      const [first] = bad
      if (first !== undefined) {
        return failed(`${bad.length} of ${CROWD} were not accepted: ${answerText(first)}.`)
      }
      return mustHandleAll(scene, mails, 5_000)
    },
  }),
} satisfies Record<string, Check>
