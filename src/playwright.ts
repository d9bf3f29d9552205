// The door for Playwright Test: fixtures for `test.extend`, a sandbox for each worker, an organisation for each test.
import type { KirimOrganization, KirimSandbox, SandboxOptions } from './index.ts'
import { beginForTest, checkNoBreach, journalReport, warnOfIdleFaults } from './library/per-test.ts'
import { startSandbox } from './library/sandbox.ts'

export { type KirimMatchers, kirimMatchers } from './library/matchers.ts'

/** The fixtures of a test. */
export type KirimTestFixtures = {
  /** The organisation of this test. */
  kirim: KirimOrganization
}

/** The fixtures of a worker. */
export type KirimWorkerFixtures = {
  /** The server that the tests of a worker share. */
  kirimServer: KirimSandbox
}

type Use<Value> = (value: Value) => Promise<void>

/** What is needed of Playwright's `TestInfo`. */
type TestInfo = {
  readonly titlePath: string[]
  readonly status?: string | undefined
  readonly expectedStatus: string
  attach(name: string, options: { body: string; contentType: string }): Promise<void>
}

/**
 * For `test.extend<KirimTestFixtures, KirimWorkerFixtures>(kirimFixtures())`. When a test fails,
 * what happened in its organisation is attached to its report.
 */
export function kirimFixtures(options: SandboxOptions = {}): {
  kirimServer: [(fixtures: object, use: Use<KirimSandbox>) => Promise<void>, { scope: 'worker' }]
  kirim: (
    fixtures: KirimWorkerFixtures,
    use: Use<KirimOrganization>,
    testInfo: TestInfo,
  ) => Promise<void>
} {
  return {
    kirimServer: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from it which fixtures are needed.
      async ({}, use) => {
        const server = await startSandbox(options)
        await use(server)
        await server.close()
      },
      { scope: 'worker' },
    ],
    kirim: async ({ kirimServer }, use, testInfo) => {
      const kirim = await beginForTest(kirimServer, testInfo.titlePath.join(' > '))
      await use(kirim)
      if (testInfo.status !== testInfo.expectedStatus) {
        const body = journalReport(kirim)
        await testInfo.attach('kirim-sandbox journal', { body, contentType: 'text/plain' })
      }
      checkNoBreach(kirim)
      warnOfIdleFaults(kirim)
      await kirim.delete()
    },
  }
}
