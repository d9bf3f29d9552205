// An organisation for each test: how it is seeded, and what is reported about it when the test fails.
import { roll } from '../domain/world/dice.ts'
import { SEED_MAX } from '../schema/choices.ts'
import { DEFAULT_SEED, type OrganizationOptions } from './options.ts'
import type { FurtherOrganization, KirimOrganization } from './organization.ts'
import type { KirimSandbox } from './sandbox.ts'

/**
 * Begins the organisation of a test. Its seed comes from the test's name: whichever tests run before
 * it or beside it, it has the same ids.
 */
export function beginForTest(
  server: KirimSandbox,
  testName: string,
  options: OrganizationOptions = {},
): Promise<FurtherOrganization> {
  const base = options.seed ?? server.seed ?? DEFAULT_SEED
  const seed = Math.floor(roll(base, 'test', testName) * (SEED_MAX + 1))
  return server.createOrganization({ name: nameFrom(testName), ...options, seed })
}

/** As long as a name may be. */
const NAME_MAX = 200

function nameFrom(testName: string): string {
  return testName.slice(-NAME_MAX) || 'A test'
}

/** What happened, for whoever reads why a test failed. */
export function journalReport({ id, journal }: KirimOrganization): string {
  const text = journal.text()
  return text === ''
    ? `kirim-sandbox: nothing happened in ${id}.`
    : `kirim-sandbox: what happened in ${id}\n${text}`
}

/** @throws Error when the sandbox broke its own contract: no test should pass on top of that. */
export function checkNoBreach({ journal }: KirimOrganization): void {
  const breach = journal.entries().find(({ kind }) => kind === 'breach')
  if (breach === undefined || breach.kind !== 'breach') return
  throw new Error(
    `kirim-sandbox broke the contract. This is a bug of the sandbox: ${breach.message}`,
  )
}

/** Says which faults a test armed that never struck: it proves less than it seems to. */
export function warnOfIdleFaults(organization: KirimOrganization): void {
  // biome-ignore lint/suspicious/noConsole: test runners show it beside the test.
  for (const sentence of organization.idleFaults()) console.warn(`kirim-sandbox: ${sentence}`)
}
