// The door for Jest: a sandbox for each file and an organisation for each test, by Jest's own globals.
import type {
  FurtherOrganization,
  KirimOrganization,
  KirimSandbox,
  SandboxOptions,
} from './index.ts'
import { type KirimMatchers, kirimMatchers } from './library/matchers.ts'
import { beginForTest, checkNoBreach, warnOfIdleFaults } from './library/per-test.ts'
import { startSandbox } from './library/sandbox.ts'

export { type KirimMatchers, kirimMatchers } from './library/matchers.ts'

declare global {
  namespace jest {
    interface Matchers<R, T> extends KirimMatchers<R> {}
  }
}

type Hook = (run: () => Promise<void>) => void

/** What Jest puts into every test file. */
type JestGlobals = {
  readonly beforeAll: Hook
  readonly beforeEach: Hook
  readonly afterEach: Hook
  readonly afterAll: Hook
  readonly expect: {
    extend(matchers: object): void
    getState(): { readonly currentTestName?: string; readonly testPath?: string }
  }
}

/**
 * Starts a sandbox before the tests of a file, or of a `describe`, and gives each of them an
 * organisation. What it returns gives the organisation of the test that is running:
 * `const kirim = useKirim()`, and in a test `kirim().call(…)`. The matchers are there as well.
 *
 * @throws Error outside of Jest, or where `injectGlobals` is off.
 */
export function useKirim(options: SandboxOptions = {}): () => KirimOrganization {
  const { beforeAll, beforeEach, afterEach, afterAll, expect } = globalsOfJest()
  let server: KirimSandbox | undefined
  let current: FurtherOrganization | undefined
  expect.extend(kirimMatchers)
  beforeAll(async () => {
    server = await startSandbox(options)
  })
  beforeEach(async () => {
    const { currentTestName = '', testPath = '' } = expect.getState()
    const file = testPath.split(/[\\/]/).at(-1)
    if (server) current = await beginForTest(server, `${file} > ${currentTestName}`)
  })
  afterEach(async () => {
    const ended = current
    current = undefined
    if (ended === undefined) return
    checkNoBreach(ended)
    warnOfIdleFaults(ended)
    await ended.delete()
  })
  afterAll(async () => {
    await server?.close()
  })
  return () => {
    if (current !== undefined) return current
    throw new Error(
      'kirim() was called outside of a test: there is an organization in each test only.',
    )
  }
}

function globalsOfJest(): JestGlobals {
  const globals = globalThis as unknown as Partial<JestGlobals>
  if (typeof globals.beforeAll === 'function' && globals.expect !== undefined) {
    return globals as JestGlobals
  }
  throw new Error('useKirim is called in a test file of Jest, with its globals (injectGlobals).')
}
