// Checkpoints in a test: going back, and doing the same again, gives the same bytes.
import { expect, it } from 'vitest'

import { type KirimSandbox, startSandbox } from '../../src/index.ts'

const READER = '+628000000003'

/** Calls, time, customers, faults, failing receivers: what they gave, to the byte. */
async function play(sandbox: KirimSandbox): Promise<unknown> {
  const texts: string[] = []
  const send = async (to: string, key: string) => {
    const response = await fetch(`${sandbox.url}/messages`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${sandbox.apiKey}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify({ to, type: 'text', text: { body: `Halo ${key}` } }),
    })
    texts.push(
      `${response.status} ${response.headers.get('x-request-id')} ${await response.text()}`,
    )
  }
  for (let n = 0; n < 12; n++) await send(n % 3 === 0 ? READER : `+62812345670${n}0`, `key-${n}`)
  await send(READER, 'key-0')
  const { message_id } = await sandbox.do.customerWrites({ from: '+6281234567890', text: 'Halo' })
  await sandbox.advance('3h')
  await sandbox.settle()
  return {
    texts,
    now: sandbox.now,
    inbound: message_id,
    messages: sandbox.messages({ direction: 'outbound' }),
    deliveries: sandbox.deliveries(),
    webhooks: sandbox.inbox.webhooks,
    faults: await (await fetch(`${sandbox.controlUrl}/faults`)).text(),
  }
}

async function prepared(): Promise<KirimSandbox> {
  const sandbox = await startSandbox({ seed: 7, clock: 'virtual', world: 'empty' })
  await sandbox.do.changeSettings({ settings: { signatureTime: 'world' } })
  await sandbox.inbox.subscribe(undefined, { answers: [200, 503, 500, 200] })
  await sandbox.do.armFault({ fault: 'reply.status', status: 503, probability: 0.4 })
  await sandbox.do.armFault({ fault: 'fate.repeat', every: 2 })
  // Half of what is under way is on the other side of the mark.
  await play(sandbox)
  await sandbox.do.customerWrites({ from: READER, text: 'Lagi' })
  await sandbox.call('GET /me')
  return sandbox
}

it('doing the same again gives the same bytes: ids, chances, retries, webhooks', async () => {
  await using sandbox = await prepared()
  const mark = await sandbox.checkpoint()
  const first = await play(sandbox)
  await sandbox.do.disarmFaults()
  await sandbox.do.changeSettings({ settings: { readProbability: 0 } })
  await sandbox.do.setClock({ mode: 'x60' })
  await sandbox.rewind(mark)
  const second = await play(sandbox)
  expect(second).toEqual(first)
  await sandbox.rewind()
  expect(await play(sandbox)).toEqual(first)
})

it('the played story is one in which chances count', async () => {
  await using sandbox = await prepared()
  const first = await play(sandbox)
  const second = await play(sandbox)
  expect(second).not.toEqual(first)
  expect(JSON.stringify(first)).toContain('503')
})

it('goes forward as well, to a later mark, and the journal goes on', async () => {
  await using sandbox = await startSandbox({ seed: 7 })
  await sandbox.checkpoint('early')
  const { data } = await sandbox.call('POST /messages', {
    body: { to: READER, type: 'text', text: { body: 'Halo' } },
  })
  await sandbox.checkpoint('late')
  await sandbox.rewind('early')
  expect(sandbox.messages()).toEqual([])
  await sandbox.rewind('late')
  expect(sandbox.messages(data.id)).toHaveLength(1)
  expect(sandbox.journal.text()).toMatch(
    /POST.*\n(?:.*\n)*.*back to the checkpoint early(?:.*\n)*.*checkpoint late/,
  )
})

it('keys that came later open nothing any more', async () => {
  await using sandbox = await startSandbox()
  await sandbox.checkpoint()
  const { token } = await sandbox.do.issueKey()
  await sandbox.rewind()
  const { error } = await sandbox.call('GET /me', { apiKey: token, expect: 401 })
  expect(error.code).toBe('invalid_api_key')
})

it('refuses a mark that is none, and says which there are', async () => {
  await using sandbox = await startSandbox()
  await expect(sandbox.rewind('x')).rejects.toThrow(
    'There is no checkpoint x. The action checkpoint takes one.',
  )
  await sandbox.checkpoint('before')
  await expect(sandbox.rewind('x')).rejects.toThrow('Checkpoints: before.')
})
