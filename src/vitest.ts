// The door for Vitest: `test` with a sandbox for each worker and an organisation for each test.
import { test as base, expect, type TestAPI } from 'vitest'

import type {
  KirimOrganization,
  KirimSandbox,
  OrganizationOptions,
  SandboxOptions,
} from './index.ts'
import { type KirimMatchers, kirimMatchers } from './library/matchers.ts'
import { beginForTest, checkNoBreach, journalReport, warnOfIdleFaults } from './library/per-test.ts'
import { startSandbox } from './library/sandbox.ts'

export { type KirimMatchers, kirimMatchers } from './library/matchers.ts'

declare module 'vitest' {
  interface Matchers<T> extends KirimMatchers<T> {}
}

/** What a test can ask for. */
export type KirimFixtures = {
  /** The organisation of this test. */
  kirim: KirimOrganization
  /** How it is begun; override it for some tests. */
  kirimOptions: OrganizationOptions
  /** The server that the tests of a worker share. */
  kirimServer: KirimSandbox
}

/**
 * `test` with the fixture `kirim`, for a sandbox that is started with these options. When a test
 * fails, what happened in its organisation is printed.
 */
export function kirimTest(options: SandboxOptions = {}): TestAPI<KirimFixtures> {
  expect.extend(kirimMatchers)
  return base.extend<KirimFixtures>({
    kirimOptions: {},
    kirimServer: [
      // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from it which fixtures are needed.
      async ({}, use) => {
        const server = await startSandbox(options)
        await use(server)
        await server.close()
      },
      { scope: 'worker' },
    ],
    kirim: async ({ kirimServer, kirimOptions, task, onTestFailed }, use) => {
      const kirim = await beginForTest(kirimServer, nameOf(task), kirimOptions)
      // biome-ignore lint/suspicious/noConsole: Vitest shows it beside the test that failed.
      onTestFailed(() => console.error(journalReport(kirim)))
      await use(kirim)
      checkNoBreach(kirim)
      warnOfIdleFaults(kirim)
      await kirim.delete()
    },
  })
}

type Named = {
  readonly name: string
  readonly suite?: Named | undefined
  readonly file: { readonly name: string }
}

/** File, suites and test: what stays the same however the tests are run. */
function nameOf({ name, suite, file }: Named): string {
  const suites: string[] = []
  for (let one = suite; one !== undefined; one = one.suite) suites.unshift(one.name)
  return [file.name, ...suites, name].join(' > ')
}

/** `test` with the fixture `kirim`: `test('…', async ({ kirim }) => { … })`. */
export const test = kirimTest()
/** The same. */
export const it = test
