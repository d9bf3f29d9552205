// Control actions as functions.
import { expect, expectTypeOf, it } from 'vitest'

import { ACTIONS } from '../../src/control/actions/index.ts'
import {
  type ActionName,
  type ActionResult,
  KirimActionError,
  startSandbox,
} from '../../src/index.ts'

it('has a function for every control action', async () => {
  await using sandbox = await startSandbox()
  const names = Object.keys(sandbox.do).map((name) =>
    name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
  )
  expect(names).toEqual(Object.keys(ACTIONS))
})

it('gives back what the control API gives back', async () => {
  await using sandbox = await startSandbox()
  const { message_id, wamid } = await sandbox.do.customerWrites({
    from: '+6281234567890',
    text: 'Halo',
  })
  const [message] = sandbox.messages(message_id)
  expect(message).toMatchObject({ wamid, direction: 'inbound', text: 'Halo' })
})

it('gives back a copy, not the settings that count', async () => {
  await using sandbox = await startSandbox()
  const { settings } = await sandbox.do.changeSettings()
  settings.readProbability = 0
  expect((await sandbox.do.changeSettings()).settings.readProbability).not.toBe(0)
})

it('throws a no with its code and the part that is to blame', async () => {
  await using sandbox = await startSandbox()
  const error = await sandbox.do.armFault({ fault: 'status' }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(KirimActionError)
  expect(error).toMatchObject({
    action: 'arm-fault',
    code: 'missing_required_field',
    param: 'status',
  })
  expect((error as Error).message).toMatch(/^arm-fault: The fault reply\.status needs status/)
})

it('checks inputs that the compiler did not see', async () => {
  await using sandbox = await startSandbox()
  const input = { from: 'nobody' } as { from: string }
  await expect(sandbox.do.customerWrites(input)).rejects.toMatchObject({ param: 'from' })
})

/** Actions of which the compiler does not know what they give back. */
type Untold = {
  [Name in ActionName]: unknown extends ActionResult<Name> ? Name : never
}[ActionName]

it('knows the type of every result', () => {
  expectTypeOf<Untold>().toEqualTypeOf<never>()
})

it('says which faults were armed and never struck', async () => {
  await using sandbox = await startSandbox()
  await sandbox.do.armFault({ fault: 'latency', ms: 1, times: 1 })
  await sandbox.do.armFault({
    fault: 'empty',
    optional: true,
    match: { operation: 'POST /labels' },
  })
  expect(sandbox.idleFaults()).toEqual([
    expect.stringMatching(/^The fault reply\.latency .* never struck/),
  ])
  await sandbox.call('GET /me')
  expect(sandbox.idleFaults()).toEqual([])
})
