// The doors for Jest and Playwright: what they hand to a test, and what they clear away.
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
} from 'vitest'

import type { KirimOrganization, KirimSandbox } from '../../src/index.ts'
import { useKirim } from '../../src/jest.ts'
import { kirimFixtures } from '../../src/playwright.ts'

describe('for Jest', () => {
  // Jest gives them to every file; here, whoever imports them.
  const globals = { beforeAll, beforeEach, afterEach, afterAll, expect }
  Object.assign(globalThis, globals)
  const kirim = useKirim({ settings: { readProbability: 0 } })
  for (const name of Object.keys(globals)) Reflect.deleteProperty(globalThis, name)
  const seen: KirimOrganization[] = []

  it('gives each test an organization', async () => {
    seen.push(kirim())
    await kirim().do.customerWrites({ from: '+6281234567890', text: 'Halo' })
    expect(kirim().name).toContain('doors.test.ts > ')
    expect((await kirim().do.changeSettings()).settings.readProbability).toBe(0)
  })

  it('and clears the one before away', async () => {
    expect(kirim().messages({ direction: 'inbound' })).toEqual([])
    expect(kirim().url).toBe(seen[0]?.url)
    await expect(seen[0]?.call('GET /me')).rejects.toMatchObject({ code: 'sandbox_closed' })
  })

  it('says where it can be used', () => {
    expect(() => useKirim()).toThrow('in a test file of Jest')
  })
})

describe('for Playwright', () => {
  const passed = { titlePath: ['a.spec.ts', 'works'], expectedStatus: 'passed' }

  it('gives a server to a worker and an organization to a test', async () => {
    const attached: string[] = []
    const attach = async (_name: string, { body }: { body: string }) => void attached.push(body)
    const server = await startWorker()
    const { kirim } = kirimFixtures()
    const run = (status: string) => {
      const use = async (organization: KirimOrganization) => {
        expect(organization.url).toBe(server.url)
        await organization.do.customerWrites({ from: '+6281234567890', text: 'Halo' })
      }
      return kirim({ kirimServer: server }, use, { ...passed, status, attach })
    }
    await run('passed')
    expect(attached).toEqual([])
    await run('failed')
    expect(attached).toEqual([expect.stringContaining('+6281234567890  Halo')])
  })

  /** Playwright asks for the fixture, and lets go of it when the worker ends. */
  async function startWorker(): Promise<KirimSandbox> {
    const [start, { scope }] = kirimFixtures().kirimServer
    expect(scope).toBe('worker')
    let end = () => {}
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    return new Promise((resolve) => {
      const worker = start({}, async (server) => {
        resolve(server)
        await ended
      })
      onTestFinished(() => {
        end()
        return worker
      })
    })
  }
})
