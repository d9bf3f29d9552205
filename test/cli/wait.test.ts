// The command `wait`: until the sandbox answers, until a message or a delivery has got so far.
import { describe, expect, it } from 'vitest'

import { SUBJECTS, type Subject } from '../../src/cli/wait.ts'
import { oldestFirst } from '../../src/domain/world/tables.ts'
import { abandonedUrl, startStranger } from '../client/stranger.ts'
import { startReceiver } from '../support/receiver.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { runCommand } from './run-command.ts'

/** Delivered, and never read. */
const NEVER_READS = '+628000000002'

async function send({ call }: TestSandbox, to = NEVER_READS): Promise<string> {
  const { body } = await call('POST', '/messages', { to, type: 'text', text: { body: 'Halo!' } })
  return body.data.id
}

function wait({ app }: TestSandbox, ...args: string[]) {
  return runCommand(['wait', '--url', app.url, ...args])
}

describe('for the sandbox', () => {
  it('ends at once when it answers', async () => {
    const sandbox = await startTestSandbox()
    expect(await wait(sandbox)).toEqual({ exitCode: 0, stdout: '', stderr: '' })
  })

  it('goes on until it answers', async () => {
    let asked = 0
    const url = await startStranger((response) => {
      asked += 1
      if (asked < 3) response.destroy()
      else response.setHeader('content-type', 'application/json').end('{"data":{"status":"ok"}}')
    })
    expect(await runCommand(['wait', '--url', url])).toMatchObject({ exitCode: 0 })
    expect(asked).toBe(3)
  })

  it('says why it did not answer in time', async () => {
    const url = await abandonedUrl()
    const { exitCode, stderr } = await runCommand(['wait', '--url', url, '--timeout', '150ms'])
    expect(exitCode).toBe(4)
    expect(stderr).toContain(`the time is up. No sandbox answers at ${url}: nothing listens there.`)
  })

  it('gives up on one that takes requests and never answers', async () => {
    const url = await startStranger(() => {})
    const { exitCode, stderr } = await runCommand(['wait', '--url', url, '--timeout', '150ms'])
    expect(exitCode).toBe(4)
    expect(stderr).toContain('did not answer')
  })
})

describe('for a message', () => {
  it('ends when it has the status, while time passes', async () => {
    const sandbox = await startTestSandbox({ rate: 60 })
    const id = await send(sandbox)
    expect(await wait(sandbox, '--message', id)).toEqual({ exitCode: 0, stdout: '', stderr: '' })
  })

  it('ends when it is further than that', async () => {
    const sandbox = await startTestSandbox()
    const id = await send(sandbox)
    await sandbox.settle()
    expect(await wait(sandbox, '--message', id, '--status', 'sent')).toMatchObject({ exitCode: 0 })
  })

  it("takes Meta's id as well", async () => {
    const sandbox = await startTestSandbox()
    await send(sandbox)
    await sandbox.settle()
    const [message] = [...oldestFirst(sandbox.world.messages)]
    const args = ['--message', message?.wamid ?? '']
    expect(await wait(sandbox, ...args)).toMatchObject({ exitCode: 0 })
  })

  it('says how far it got when the time is up', async () => {
    const sandbox = await startTestSandbox()
    const id = await send(sandbox)
    const { exitCode, stderr } = await wait(sandbox, '--message', id, '--timeout', '300ms')
    expect(exitCode).toBe(4)
    expect(stderr).toMatch(
      /: the time is up: msg_\w+ is pending, not delivered \(sent is due at 2026-01-01T\S+, world time; /,
    )
  })

  it('says when nothing more is planned', async () => {
    const sandbox = await startTestSandbox()
    const id = await send(sandbox)
    await sandbox.settle()
    const args = ['--message', id, '--status', 'read', '--timeout', '300ms']
    expect(await wait(sandbox, ...args)).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining('is delivered, not read (nothing more is planned)'),
    })
  })

  it('gives up when it failed, and says why', async () => {
    const sandbox = await startTestSandbox()
    const id = await send(sandbox, '+62800000131026')
    await sandbox.settle()
    const { exitCode, stderr } = await wait(sandbox, '--message', id, '--status', 'read')
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/is failed and will not be read \(recipient_not_on_whatsapp: /)
    expect(await wait(sandbox, '--message', id, '--status', 'failed')).toMatchObject({
      exitCode: 0,
    })
  })

  it('that does not exist is refused', async () => {
    const sandbox = await startTestSandbox()
    const id = 'msg_01J9Z3K4M5N6P7Q8R9S0T1V2W3'
    const { exitCode, stderr } = await wait(sandbox, '--message', id)
    expect(exitCode).toBe(1)
    expect(stderr).toContain('(resource_not_found, 404)')
  })
})

describe('for a delivery', () => {
  /** A delivery to a receiver that answers so. */
  async function deliver(...answers: number[]) {
    const sandbox = await startTestSandbox()
    const { url } = await startReceiver(...answers)
    const events = ['message.received']
    await sandbox.call('POST', '/webhook_subscriptions', { url, events })
    await sandbox.act('customer-writes', { from: '+6281234567890', text: 'Halo' })
    const [id = ''] = [...sandbox.world.deliveries.slots.keys()]
    return { sandbox, id }
  }

  it('ends when it succeeded', async () => {
    const { sandbox, id } = await deliver(200)
    await sandbox.settle()
    expect(await wait(sandbox, '--delivery', id)).toEqual({ exitCode: 0, stdout: '', stderr: '' })
  })

  it('gives up when it is dead, and says after what', async () => {
    const { sandbox, id } = await deliver(410)
    await sandbox.settle()
    const { exitCode, stderr } = await wait(sandbox, '--delivery', id)
    expect(exitCode).toBe(1)
    expect(stderr).toContain('is dead and will not be succeeded (attempt 1 was answered 410)')
    expect(await wait(sandbox, '--delivery', id, '--status', 'failed')).toMatchObject({
      exitCode: 0,
    })
  })

  it('says when it is tried again when the time is up', async () => {
    const { sandbox, id } = await deliver(503)
    await sandbox.advance(1_000)
    const { exitCode, stderr } = await wait(sandbox, '--delivery', id, '--timeout', '300ms')
    expect(exitCode).toBe(4)
    expect(stderr).toMatch(/is failed, not succeeded \(the next attempt is due at 2026-01-01T/)
  })
})

describe('is refused', () => {
  it.each([
    ['a status of nothing', ['--status', 'read'], '--status needs --message or --delivery'],
    ['a status that there is not', ['--message', 'a', '--status', 'gone'], 'must be one of sent,'],
    ['an empty id', ['--message', ''], 'need an id; got an empty one'],
    ['two things at once', ['--message', 'a', '--delivery', 'b'], 'cannot be given together'],
    ['a time that is none', ['--timeout', '10'], 'got "10". Did you mean 10s?'],
    ['a time without end', ['--timeout', '1000d'], '--timeout must be at most 24d; got "1000d".'],
  ])('%s', async (_what, args, problem) => {
    const { exitCode, stderr } = await runCommand(['wait', ...args])
    expect(exitCode).toBe(2)
    expect(stderr).toContain(problem)
  })
})

it.each(Object.entries<Subject>(SUBJECTS))('knows what each status of a %s means', (_name, row) => {
  for (const [status, { reached, lost }] of Object.entries(row.statuses)) {
    expect(reached).toContain(status)
    expect(lost.filter((one) => reached.includes(one))).toEqual([])
  }
})
