// The journal kept whole paths of requests that no operation has, and held on to whole paths of the others.
import { expect, it } from 'vitest'

import { entriesAfter, shownPath } from '../../src/domain/world/journal.ts'
import { startTestSandbox } from '../support/sandbox.ts'

it.each(['/nothing/', '/contacts/'])('the beginning of %s and the rest is kept', async (begin) => {
  const kirim = await startTestSandbox()
  const path = `${begin}${'x'.repeat(10_000)}`
  await kirim.call('PUT', path)
  const [entry] = entriesAfter(kirim.world.journal, 0)
  expect(entry).toMatchObject({ kind: 'request', path: `/v1${path}`.slice(0, 1_000) })
})

it('is a text of its own, byte for byte', () => {
  expect(shownPath('/v1/a?\xff')).toBe('/v1/a?\xff')
  expect(shownPath('\xff'.repeat(2_000))).toBe('\xff'.repeat(1_000))
})
