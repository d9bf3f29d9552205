// Signals and ends under `exec`: the command hears of them, and outlives nobody.
import { expect, it } from 'vitest'

import { launchProcess } from './process.ts'

/** Says that it is there, and waits; what it does when it is asked to end is up to the test. */
function startWaiting(onSignal: string) {
  const script = `${onSignal}; setInterval(() => {}, 1000); console.log('there')`
  return launchProcess(['exec', '-q', '--', process.execPath, '-e', script])
}

const isThere = ({ stdout }: { stdout: string }) => stdout.includes('there\n')

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s is passed on, and its end is told', async (signal, code) => {
  const running = startWaiting('')
  await running.until(isThere)
  running.kill(signal)
  expect(await running.ended).toMatchObject({ code, signal: null })
})

it('lets the command tidy up, and end as it likes', async () => {
  const running = startWaiting(
    "process.on('SIGTERM', () => { console.log('tidied'); process.exit(4) })",
  )
  await running.until(isThere)
  running.kill('SIGTERM')
  expect(await running.ended).toMatchObject({ code: 4, stdout: 'there\ntidied\n' })
})

it('passes on every signal, not only the first', async () => {
  const running = startWaiting(
    "let n = 0; process.on('SIGINT', () => { console.log('no'); if (++n === 2) process.exit(6) })",
  )
  await running.until(isThere)
  running.kill('SIGINT')
  await running.until(({ stdout }) => stdout.includes('no\n'))
  running.kill('SIGINT')
  expect(await running.ended).toMatchObject({ code: 6 })
})

// The command holds the standard output that it got: only when it is gone does that end.
it('ends the command when it is killed itself', async () => {
  const running = startWaiting(
    "process.on('SIGTERM', () => { console.log('asked'); process.exit() })",
  )
  await running.until(isThere)
  running.kill('SIGKILL')
  expect(await running.ended).toMatchObject({ signal: 'SIGKILL', stdout: 'there\nasked\n' })
})

it('kills a command that will not end when asked', async () => {
  const running = startWaiting("process.on('SIGTERM', () => console.log('never'))")
  await running.until(isThere)
  running.kill('SIGKILL')
  expect(await running.ended).toMatchObject({ signal: 'SIGKILL', stdout: 'there\nnever\n' })
})
