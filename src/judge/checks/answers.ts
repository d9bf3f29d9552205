// ANS: the answer tells the provider the truth: 2xx for what is kept, 5xx for what should come again.
import { rest } from '../checking/bench.ts'
import { settledHandling } from '../checking/effects.ts'
import { post, type Scene, writes } from '../checking/scene.ts'
import {
  answerText,
  type Check,
  failed,
  isAccepted,
  mustHandle,
  passed,
  RETRIES,
  type Result,
} from './check.ts'

type Part = Pick<Check, 'what' | 'play' | 'consequence' | 'cure'> & Partial<Check>

function row(part: Part): Check {
  return { group: 'ANS', severity: 'must', source: RETRIES, needs: [], ...part }
}

/** While this lasts, the program cannot send anything to the customer. */
async function breakApi({ bench, customer }: Scene): Promise<string> {
  const fault = (await bench.client.act('arm-fault', {
    fault: 'reply.status',
    status: 503,
    match: { operation: 'POST /messages', to: customer },
  })) as { readonly id: string }
  return fault.id
}

async function mendApi({ bench }: Scene, id: string): Promise<void> {
  await bench.client.act('disarm-faults', { fault_id: id })
}

/** As the provider tries again what was not accepted. */
const AGAIN = { headers: { 'x-kirim-attempt': '2' } }
/** The work of programs that answer first and work later takes its time. */
const LATER_MS = 6_000

export const ANSWER_CHECKS = {
  'ANS-01': row({
    what: 'Work that failed is not answered with a 4xx',
    needs: ['api'],
    consequence:
      'A 4xx other than 408 and 429 ends the delivery at once: the event is dead, though it would have worked a minute later.',
    cure: 'Answer 503 when the work could not be done, and the provider tries again for 31 h. 4xx says: never send this again.',
    play: async (scene) => {
      const mail = await writes(scene)
      const fault = await breakApi(scene)
      const answer = await post(scene, mail)
      await mendApi(scene, fault)
      const { status } = answer
      const isDead = status !== null && status >= 400 && status < 500
      if (isDead && status !== 408 && status !== 429) {
        return failed(`The API was down, and the answer was ${answerText(answer)}.`)
      }
      return passed()
    },
  }),
  'ANS-02': row({
    what: 'Work that failed is done in the end',
    needs: ['api'],
    source: `${RETRIES}: never 2xx for what you could not process`,
    consequence: 'After a 2xx the provider never sends the event again. It is lost.',
    cure: 'Answer 503 when the work could not be done; or keep the event before you answer, and try the work again by yourself.',
    play: async (scene) => {
      const mail = await writes(scene)
      const fault = await breakApi(scene)
      const answer = await post(scene, mail)
      await rest(300)
      await mendApi(scene, fault)
      if (!isAccepted(answer)) await post(scene, mail, AGAIN)
      const result = await mustHandle(scene, mail, 1, LATER_MS)
      if (result.verdict === 'passed') return result
      return {
        ...result,
        came: `The API was down for a moment; the answer was ${answerText(answer)}. ${result.came}`,
      }
    },
  }),
  'ANS-03': row({
    what: 'What was answered with a 2xx survives a crash right after it',
    needs: ['effects', 'start'],
    alone: true,
    source: `${RETRIES}: never 2xx for what you could not process`,
    consequence:
      'After a 2xx the provider never sends the event again. A deploy, a crash, a full memory, and it is lost.',
    cure: 'Write the event to a disk or a queue before you answer, and go through what is left when you start.',
    play: async (scene) => {
      const { program } = scene.bench
      const mail = await writes(scene)
      const answer = await post(scene, mail)
      await program.kill()
      await program.start()
      if (!isAccepted(answer)) return passed('It was not accepted, so it comes again.')
      return mustSurviveCrash(scene, mail)
    },
  }),
  'ANS-04': row({
    what: 'The answer is no redirect',
    consequence:
      'Redirects are never followed. Each is a failed attempt, and after eight the event is dead.',
    cure: 'Subscribe the URL that answers itself: mind https, the host name, and the slash at the end.',
    play: async (scene) => {
      const answer = await post(scene, await writes(scene))
      const { status } = answer
      const isRedirect = status !== null && status >= 300 && status < 400
      return isRedirect ? failed(`Got ${answerText(answer)}.`) : passed()
    },
  }),
  'ANS-05': row({
    what: 'A secret that was mixed up loses no events: what cannot be verified is answered 5xx',
    severity: 'may',
    needs: ['secret'],
    source: `${RETRIES}: a 4xx is dead at once`,
    consequence:
      'With a 401, every event of the time in which secret and subscription did not fit is dead at once, and twenty of them disable the subscription. With a 503, all of them come again once the secret is right.',
    cure: 'Answer 503 to what you cannot verify, and raise an alarm; or bring dead deliveries back with POST /webhook_deliveries/bulk_replay after a mix-up.',
    play: async (scene) => {
      const answers = []
      for (let number = 0; number < 3; number++) {
        const mail = await writes(scene)
        answers.push(await post(scene, mail, { secret: 'whsec_of_another_subscription' }))
      }
      const dead = answers.filter(
        ({ status }) =>
          status !== null && status >= 400 && status < 500 && status !== 408 && status !== 429,
      )
      if (dead.length === 0) return passed()
      return failed(`${dead.length} of 3 events would be dead at once: HTTP ${dead[0]?.status}.`)
    },
  }),
} satisfies Record<string, Check>

/** The program was killed when it had answered: by now it has had its time. */
async function mustSurviveCrash(
  scene: Scene,
  mail: Parameters<typeof settledHandling>[1],
): Promise<Result> {
  const { replied, seen } = await settledHandling(scene, mail, 1)
  if ((replied ?? 1) >= 1 && (seen ?? 1) >= 1) return passed()
  return failed(
    'It was answered with a 2xx; the program was killed and started again, and nothing came of it.',
  )
}
