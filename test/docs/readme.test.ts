// README's commands work when they are pasted in their order into fresh sandboxes, whatever the seed.
import { describe, expect, it } from 'vitest'

import { startCli } from '../cli/running.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { readPage, storiesOf } from './pages.ts'
import { hasShell, paste, STORY_MAX_MS } from './pasting.ts'

const SEEDS = [1, 2, 42, 1_000_003, 4_294_967_295]

const SITI = '+6281300000001'
const BUDI = '+6281300000002'
const DEWI = '+6281300000003'

/** Up to here a reader has only a terminal; what follows needs a project with tests. */
const { text } = readPage('README.md')
const forTheTerminal = { path: 'README.md', text: text.slice(0, text.indexOf('\n## In tests')) }
const stories = storiesOf(forTheTerminal)
const steps = stories
  .flatMap((story) => story.steps)
  .filter(({ commands }) => !isForElsewhere(commands))

/** The clone has commands of its own, and the receiver goes on for ever: that one is pasted elsewhere. */
function isForElsewhere(commands: string): boolean {
  return commands.startsWith('npm ci') || commands.startsWith('node receiver.mjs')
}

/** Where README leaves an id out, the reader pastes the one that the first reply has. */
const READS_THE_ID = `first=$(curl -s 'http://127.0.0.1:3000/v1/messages?limit=1' \\
  -H 'Authorization: Bearer kdv_test_kirimsandboxkirimsandbox' | grep -o 'msg_[0-9A-Z]*' | head -1)`

it('has a first message for Siti, and commands after it', () => {
  expect(steps.length).toBeGreaterThan(8)
  expect(steps[0]?.commands).toContain(`"to":"${SITI}"`)
  expect(text).toContain(BUDI)
  expect(text).toContain(DEWI)
})

describe.skipIf(!hasShell).each(SEEDS)('under the seed %i', (seed) => {
  it(
    'every command is taken, and the first message is read',
    async () => {
      const sandbox = await startCli(['--memory', '--seed', `${seed}`, '--clock', 'x60'])
      const [send, ...others] = steps.map(({ commands }) => ({
        commands: commands.replaceAll('msg_…', '$first'),
        output: [],
      }))
      if (send === undefined) throw new Error('README has no command.')
      const first = { ...send, commands: `${send.commands}\n${READS_THE_ID}` }
      const { origin } = new URL(sandbox.ready.url)
      // Scenarios have sandboxes of their own: this seed says nothing about them.
      const due = others.filter(({ commands }) => seed === SEEDS[0] || !/ run /.test(commands))
      const { outputs, stderr } = await paste({ flags: [], steps: [first, ...due] }, origin)
      expect(stderr).not.toContain('kirim-sandbox:')
      expect(outputs.join('')).not.toMatch(/"error":\{/)
      const { data } = JSON.parse(outputs[0] ?? '')
      expect(data.status).toBe('pending')
      const message = await sandbox.call('GET', `/messages/${data.id}`)
      expect(message.body.data.status).toBe('read')
    },
    STORY_MAX_MS,
  )
})

describe('the customers who are always there', () => {
  const seeds = Array.from({ length: 12 }, (_, n) => n * 357_913_941)

  it.each(seeds)(
    'Siti reads within five seconds; the others need a template (seed %i)',
    async (seed) => {
      const sandbox = await startTestSandbox({ world: 'default', seed })
      const send = async (to: string) => {
        const { body } = await sandbox.call('POST', '/messages', {
          to,
          type: 'text',
          text: { body: 'Halo!' },
        })
        return body.data.id as string
      }
      const ids = [await send(SITI), await send(BUDI), await send(DEWI)]
      await sandbox.advance(5_000)
      const seen = ids.map(async (id) => {
        const { data } = (await sandbox.call('GET', `/messages/${id}`)).body
        return [data.status, data.error?.code]
      })
      expect(await Promise.all(seen)).toEqual([
        ['read', undefined],
        ['failed', 'outside_24h_window'],
        ['failed', 'outside_24h_window'],
      ])
    },
  )
})
