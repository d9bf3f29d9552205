// Every call that the store makes fails, tears or is the last one, in turn: nothing promised is lost.
import { describe, expect, it } from 'vitest'

import { type Fault, type FaultyFiles, faultyFiles } from './faulty-files.ts'
import { copyOf, type MemoryFiles, memoryFiles } from './memory-files.ts'
import { modelOf, textOf } from './model.ts'
import { call, type Going, go, openStore, rested, STEPS, stop, tell } from './stories.ts'

/** A story on files with a fault: the disk afterwards, and the sandbox if it got to be one. */
type Told = {
  readonly disk: MemoryFiles
  readonly files: FaultyFiles
  readonly going: Going | undefined
}

/** How far the story is told on when the fault has struck. */
const STEPS_AFTER = 3

type Durability = 'flush' | 'fsync'

async function tellOn(durability: Durability, at?: number, fault?: Fault): Promise<Told> {
  const disk = memoryFiles()
  const files = faultyFiles(disk, at, fault)
  let going: Going | undefined
  try {
    going = await go({ files, durability })
    let left = STEPS_AFTER
    await tell(going, STEPS, () => at !== undefined && files.calls.length > at && left-- === 0)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error) && (error as Error).name !== 'Died') {
      if ((error as Error).name !== 'UnusableData') throw error
    }
  }
  return { disk, files, going }
}

/** What a new process would find, as one text. */
async function reload(disk: MemoryFiles, told: string[] = []): Promise<string> {
  const store = openStore({ files: copyOf(disk), pid: 2, told })
  const kept = await store.load()
  await store.close()
  return textOf(modelOf(kept))
}

/** The states that may be found: whatever is promised, and what was on its way. */
function possible({ going }: Told): readonly string[] {
  return going === undefined ? [] : going.store.states.slice(going.store.promised).map(textOf)
}

async function expectNothingLost(told: Told, what: string): Promise<void> {
  const found = await reload(told.disk)
  if (told.going === undefined) return
  const states = possible(told)
  if (!states.includes(found)) {
    expect({ what, found }).toEqual({ what, found: states })
  }
}

describe.each(['flush', 'fsync'] as const)(
  'with --durability %s',
  { timeout: 60_000 },
  (durability) => {
    it('the story is told and found again as it was', async () => {
      const told = await tellOn(durability)
      expect(told.files.calls.length).toBeGreaterThan(100)
      expect([await reload(told.disk)]).toEqual(told.going?.store.states.slice(-1).map(textOf))
    })

    it('a process may end at any call, and in the middle of a write', async () => {
      for (const [at, name] of await callsOf(durability)) {
        const when = name === 'write' ? 'within' : 'before'
        const told = await tellOn(durability, at, { kind: 'dies', when })
        expect(told.files.isDead()).toBe(true)
        await expectNothingLost(told, `${name}, call ${at}`)
      }
    })

    it('any call may fail once, and a write after a part of it', async () => {
      for (const [at, name] of await callsOf(durability)) {
        const code = at % 2 === 0 ? 'ENOSPC' : 'EIO'
        const isShort = name === 'write' && at % 4 < 2
        const fault: Fault = isShort
          ? { kind: 'short', code }
          : { kind: 'fails', code, lasting: false }
        const told = await tellOn(durability, at, fault)
        await expectGoesOn(told, durability, `${name}, call ${at}, ${fault.kind}`)
      }
    })

    it('from any call on all may fail, until the disk is back', async () => {
      for (const [at, name] of await callsOf(durability)) {
        const code = at % 2 === 0 ? 'EACCES' : 'EROFS'
        const told = await tellOn(durability, at, { kind: 'fails', code, lasting: true })
        await expectNothingLost(told, `${name}, call ${at}`)
        told.files.heal()
        await expectGoesOn(told, durability, `${name}, call ${at}`)
      }
    })
  },
)

/** Each so many calls are tried; `npm run test:store` tries every one. Odd, so that all sorts occur. */
const STRIDE = Number(process.env.STORE_STRIDE ?? 7)

/** The calls of the story; of one that waits for the disk only those, for the others are the same. */
async function callsOf(durability: Durability): Promise<(readonly [at: number, name: string])[]> {
  const { calls } = (await tellOn(durability)).files
  const all = [...calls.entries()]
  const due = durability === 'flush' ? all : all.filter(([, name]) => name.startsWith('sync'))
  return due.filter((_, index) => index % STRIDE === 0)
}

/** The sandbox goes on as soon as it can, and knows just what its files know. */
async function expectGoesOn(told: Told, durability: Durability, what: string): Promise<void> {
  const { going, disk } = told
  if (going === undefined) {
    await reload(disk)
    return
  }
  const { sandbox } = going
  await going.clock.move(5_000)
  await rested(going)
  const reply = await call(sandbox, sandbox.defaultOrganization, 'POST', '/labels', { name: 'End' })
  const isLost = durability === 'fsync' && reply.status === 503
  if (!isLost)
    expect({ what, status: reply.status, body: reply.body }).toMatchObject({ what, status: 200 })
  if (!isLost)
    expect([what, await reload(disk)]).toEqual([what, ...going.store.states.slice(-1).map(textOf)])
  await expectNothingLost(told, what)
  await stop(going).catch((error: Error) => {
    if (durability === 'flush') throw error
  })
}
