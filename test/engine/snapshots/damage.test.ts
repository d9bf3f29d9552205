// Snapshots that are wrong somewhere: refused with one sentence that says where, and nothing has changed.
import { describe, expect, it } from 'vitest'

import { loadSnapshot } from '../../../src/engine/snapshots/snapshots.ts'
import { DAMAGES } from './damages.ts'
import { loadText, startBusySandbox, startTestSandbox, textOf } from './stories.ts'

describe('a snapshot that is damaged', () => {
  it('is refused, whatever the damage, with its place; nothing has changed then', async () => {
    const sandbox = await startBusySandbox()
    const saved = await textOf(sandbox)
    for (const [what, damage, says] of DAMAGES) {
      const value = JSON.parse(saved)
      const damaged = damage(value) ?? value
      const failure = await load(sandbox, damaged)
      expect(failure?.message ?? 'It was loaded.', what).toMatch(says)
      expect(failure, what).toMatchObject({ code: 'invalid_field_value', param: 'snapshot' })
      expect((await textOf(sandbox)) === saved, what).toBe(true)
    }
  })

  it('is named with its line when it was kept as a text', async () => {
    const sandbox = await startBusySandbox()
    const saved = await textOf(sandbox)
    const lines = saved.split('\n')
    const at = lines.findIndex((line) => line.startsWith('{"id":"usr_'))
    lines[at] = (lines[at] as string).replace('"name":"', '"name":7,"nick":"')
    const { snapshots } = sandbox.app.sandbox.ports
    await snapshots.write('bad', pieces(lines.join('\n')), false)
    const { body } = await sandbox.act('load-snapshot', { name: 'bad' })
    expect(body.error.message).toContain(`users, row 1`)
    expect(body.error.message).toContain(`, line ${at + 1}: `)
  })

  it.each([
    ['half of it', (text: string) => text.slice(0, 5_000), /not valid JSON: line \d+, column \d+/],
    [
      'too deep',
      () => `{"a":${'['.repeat(100_000)}`,
      /nested deeper than 96 levels at line 1, column \d+/,
    ],
    ['nothing', () => '', /not valid JSON/],
  ])('is refused when it is %s', async (_what, damage, says) => {
    const sandbox = await startTestSandbox()
    const saved = await textOf(sandbox)
    await sandbox.app.sandbox.ports.snapshots.write('bad', pieces(damage(saved)), false)
    const { body } = await sandbox.act('load-snapshot', { name: 'bad' })
    expect(body.error.message).toMatch(says)
    expect(await textOf(sandbox)).toBe(saved)
  })
})

describe('a snapshot that does not go with the sandbox', () => {
  it('is refused when another organisation has its id', async () => {
    const sandbox = await startTestSandbox()
    const saved = await textOf(sandbox)
    const { body } = await sandbox.act('create-organization', { name: 'Second' })
    const second = sandbox.app.sandbox.organizations.get(body.data.organization_id)
    const loading = loadSnapshot(sandbox.app.sandbox, second as never, { value: JSON.parse(saved) })
    await expect(loading).rejects.toThrow(/is that of another organization of this sandbox/)
    expect(await textOf(sandbox)).toBe(saved)
  })

  it('is refused when a key of it opens another organisation', async () => {
    const other = await textOf(await startTestSandbox({ seed: 99 }))
    const sandbox = await startTestSandbox()
    const { body } = await sandbox.act('create-organization', { name: 'Second' })
    const second = sandbox.app.sandbox.organizations.get(body.data.organization_id)
    const loading = loadSnapshot(sandbox.app.sandbox, second as never, { value: JSON.parse(other) })
    await expect(loading).rejects.toThrow(
      /its token, which ends in box, opens another organization|its token, which ends in \w{4}, opens/,
    )
    expect(sandbox.app.sandbox.organizations.size).toBe(2)
  })
})

it('can be edited by hand, as long as it fits together', async () => {
  const sandbox = await startBusySandbox()
  const value = JSON.parse(await textOf(sandbox))
  value.tables.users[0].name = 'Somebody else'
  value.tables.users.reverse()
  await loadText(sandbox, JSON.stringify(value, null, 2))
  expect(await textOf(sandbox)).toContain('"name":"Somebody else"')
})

async function load(
  sandbox: Parameters<typeof loadText>[0],
  value: unknown,
): Promise<Error | null> {
  const { app } = sandbox
  try {
    await loadSnapshot(app.sandbox, app.organization, { value })
    return null
  } catch (error) {
    return error as Error
  }
}

async function* pieces(text: string): AsyncGenerator<string> {
  yield text
}
