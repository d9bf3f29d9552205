// Kills a sandbox at random moments under load, starts it again, and looks whether anything is missing.
import { expect, it } from 'vitest'

import { roll } from '../../src/domain/world/dice.ts'
import { startProcess } from '../cli/process.ts'
import { newFolder } from '../support/folder.ts'
import { type Answer, type Receiver, startReceiver } from '../support/receiver.ts'
import { type Ledger, newLedger } from './ledger.ts'
import { load, send } from './load.ts'
import { verifyAll, verifyEnd } from './verify.ts'

/** Kills of one run; `npm run test:crash` has many more. */
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 1)
const SEED = Number(process.env.CRASH_SEED ?? 7)
/** Writes that are acknowledged until the kill: between the first few and some hundreds. */
const WRITES_MAX = 250

it.each(['flush', 'fsync'])(
  'nothing that was acknowledged is lost by a kill, with --durability %s',
  async (durability) => {
    const ledger = newLedger()
    const receiver = await startFlakyReceiver()
    // Small, so that a kill may come while the log is folded.
    const flags = ['--data', newFolder(), '--durability', durability, '--compact-at', '64']
    for (let round = 0; round < ROUNDS; round++) {
      const sandbox = await startProcess(flags)
      if (round === 0) await subscribe(sandbox.ready, receiver)
      await verifyAll(sandbox.ready, ledger)
      const until = 5 + Math.floor(roll(SEED, 'kill', durability, round) * WRITES_MAX)
      let writes = 0
      const acknowledged = () => {
        writes++
        if (writes === until) sandbox.kill('SIGKILL')
      }
      await load({ ready: sandbox.ready, ledger, seed: SEED, round, acknowledged })
      expect(await sandbox.ended).toMatchObject({ signal: 'SIGKILL' })
    }
    const { ready } = await startProcess(flags)
    receiver.answers = []
    await verifyAll(ready, ledger)
    const figures = await verifyEnd(ready, ledger, receiver)
    tell(durability, ledger, figures)
  },
  60_000 + ROUNDS * 10_000,
)

/** Answers late, wrongly or not at all now and then, so that attempts are in flight and retries wait. */
async function startFlakyReceiver(): Promise<Receiver> {
  const receiver = await startReceiver()
  const held: Answer = (response) => void response.socket?.once('close', () => response.end())
  const answers = Array.from({ length: 5_000 }, (_, n): Answer => {
    const chance = roll(SEED, 'answer', n)
    if (chance < 0.02) return held
    return chance < 0.1 ? 503 : 200
  })
  receiver.answers.push(...answers)
  return receiver
}

async function subscribe(ready: Parameters<typeof send>[0], { url }: Receiver): Promise<void> {
  const events = ['message.status', 'message.received', 'contact.created', 'contact.updated']
  const { status } = await send(ready, 'POST', '/webhook_subscriptions', { url, events })
  expect(status).toBe(200)
}

function tell(durability: string, { writes }: Ledger, figures: Record<string, number>): void {
  if (process.env.CRASH_ROUNDS === undefined) return
  const facts = { durability, kills: ROUNDS, writes, ...figures }
  const words = Object.entries(facts).map(([name, value]) => `${name} ${value}`)
  process.stdout.write(`${words.join(', ')}\n`)
}
