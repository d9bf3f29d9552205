// Programs under test: started, killed with all that they started, and started again.
import { expect, it, onTestFinished } from 'vitest'

import { newProgram, type Program, ProgramError } from '../../../src/scenario/programs/program.ts'
import { freePort } from './ports.ts'

const ENV = {
  KIRIM_BASE_URL: 'http://127.0.0.1:1/v1',
  KIRIM_API_KEY: 'kdv_test_x',
  KIRIM_WEBHOOK_SECRET: 'whsec_x',
  KIRIM_CONTROL_URL: 'http://127.0.0.1:1/_sandbox',
}

/** Answers with its variables. */
const ECHO = `require('http').createServer((q, r) => r.end(JSON.stringify(process.env)))
  .listen(process.env.PORT, '127.0.0.1')`

async function program(code: string): Promise<Program> {
  const port = await freePort()
  const made = newProgram({
    url: `http://127.0.0.1:${port}/hook`,
    command: { words: [process.execPath, '-e', code] },
    env: ENV,
  })
  onTestFinished(() => made.stop())
  return made
}

async function variables({ url }: Program): Promise<Record<string, string>> {
  return (await (await fetch(url)).json()) as Record<string, string>
}

it('is started with what it finds its surroundings by, and is ready when it answers', async () => {
  const one = await program(ECHO)
  await one.start()
  expect(await variables(one)).toMatchObject({ ...ENV, PORT: new URL(one.url).port })
})

it('is killed and started again, with another secret if it is given one', async () => {
  const one = await program(ECHO)
  await one.start()
  await one.kill()
  expect(await one.isUp()).toBe(false)
  expect(one.end).toMatchObject({ signal: 'SIGKILL', wasMeant: true })
  await one.start({ KIRIM_WEBHOOK_SECRET: 'whsec_other' })
  expect(await variables(one)).toMatchObject({ KIRIM_WEBHOOK_SECRET: 'whsec_other' })
  expect(one.deaths).toBe(0)
})

it('counts a death that nobody asked for', async () => {
  const one = await program(
    `require('http').createServer((q, r) => q.method === 'PUT' ? process.exit(7) : r.end())
      .listen(process.env.PORT, '127.0.0.1')`,
  )
  await one.start()
  await fetch(one.url, { method: 'PUT' }).catch(() => undefined)
  await expect.poll(() => one.deaths).toBe(1)
  expect(one.end).toMatchObject({ exitCode: 7, wasMeant: false })
})

it('tells what a program wrote that ended before it answered', async () => {
  const one = await program(`console.error('no database'); process.exit(3)`)
  const failure = one.start()
  await expect(failure).rejects.toThrow(ProgramError)
  await expect(failure).rejects.toThrow(/exit code 3[\s\S]*no database/)
})

it('waits for one that runs already, and says what to do when nobody is there', async () => {
  const url = `http://127.0.0.1:${await freePort()}/hook`
  const one = newProgram({ url, env: ENV, readyWithinMs: 50 })
  expect(one.isOurs).toBe(false)
  await expect(one.start()).rejects.toThrow(/did not answer within 0.05 s. Start it/)
})
