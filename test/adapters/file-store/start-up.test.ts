// Starts on a data folder: which ones are refused, what is made, and what of a sandbox comes back.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, it, onTestFinished } from 'vitest'

import { openFileStore } from '../../../src/adapters/file-store/file-store.ts'
import {
  FORMATS,
  type Formats,
  type Migration,
} from '../../../src/adapters/file-store/migrations.ts'
import type { AppOptions } from '../../../src/app.ts'
import { newManualClock } from '../../engine/manual-clock.ts'
import { startTestSandbox } from '../../support/sandbox.ts'
import { memoryFiles } from './memory-files.ts'
import { modelOf, textOf } from './model.ts'
import { FOLDER, go, onlyProcess, STEPS, stop, tell } from './stories.ts'

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kirim-data-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function startOn(folder: string, options: Partial<AppOptions> = {}) {
  return startTestSandbox({ data: { folder, durability: 'flush' }, ...options })
}

describe('a folder is refused', () => {
  it('that is a file', async () => {
    const path = join(newFolder(), 'file')
    writeFileSync(path, 'text')
    await expect(startOn(path)).rejects.toThrow(/cannot be used|is no data folder/)
  })

  it('that holds something else, which stays as it is', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'notes.tmp'), 'mine')
    await expect(startOn(folder)).rejects.toThrow('it holds notes.tmp')
    expect(readdirSync(folder)).toEqual(['notes.tmp'])
  })

  it('that another sandbox uses', async () => {
    const folder = join(newFolder(), 'data')
    await startOn(folder)
    await expect(startOn(folder)).rejects.toThrow(
      `in use by the sandbox with process id ${process.pid}`,
    )
  })
})

it('a folder is made with those above it, for its owner only, and ignored by git', async () => {
  const folder = join(newFolder(), 'a b', 'données ☃', 'data')
  const { app, call } = await startOn(folder)
  await call('POST', '/labels', { name: 'Kept', color: 'red' })
  await app.close()
  expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('*\n')
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  expect(paths.length).toBeGreaterThan(5)
  for (const path of ['.', ...paths]) {
    const stat = statSync(join(folder, path))
    const isGit = path === '.gitignore'
    expect([path, (stat.mode & 0o777).toString(8)]).toEqual([
      path,
      stat.isDirectory() ? '700' : '600',
    ])
    expect(isGit || stat.size > 0 || stat.isDirectory()).toBe(true)
  }
  const again = await startOn(folder)
  expect((await again.call('GET', '/labels')).body.data).toHaveLength(1)
})

it('an empty folder and one of a start that ended on the way are used', async () => {
  const folder = newFolder()
  mkdirSync(join(folder, 'organizations'))
  writeFileSync(join(folder, '.gitignore'), '*\n')
  await expect(startOn(folder)).resolves.toBeDefined()
})

it('a folder of which only saved snapshots are left is used, and has them', async () => {
  const folder = join(newFolder(), 'data')
  const first = await startOn(folder)
  await first.call('POST', '/labels', { name: 'Kept', color: 'red' })
  rmSync(folder, { recursive: true })
  expect((await first.act('save-snapshot', { name: 'advised' })).status).toBe(200)
  await first.app.close()
  const again = await startOn(folder)
  expect((await again.act('load-snapshot', { name: 'advised' })).status).toBe(200)
  expect((await again.call('GET', '/labels')).body.data).toHaveLength(1)
})

describe('kept data of the former format', () => {
  const KEPT = fileURLToPath(new URL('kept-in-format-1', import.meta.url))

  it('is taken up with everything, and is then of this format', async () => {
    const folder = join(newFolder(), 'data')
    cpSync(KEPT, folder, { recursive: true })
    for (let starts = 0; starts < 2; starts++) {
      const { app, call, world } = await startOn(folder, { rate: 0 })
      expect([world.tier, app.sandbox.organizations.size]).toEqual(['pro', 2])
      const { body: labels } = await call('GET', '/labels')
      expect(labels.data.map(({ name }: { name: string }) => name)).toEqual(['Baru'])
      const { body: contacts } = await call('GET', '/contacts')
      expect(contacts.data.map(({ name }: { name: string }) => name)).toEqual(['Siti'])
      expect(world.messages.slots.size).toBe(2)
      await app.close()
      const list = JSON.parse(readFileSync(join(folder, 'sandbox.json'), 'utf8'))
      expect(list.format).toBe(2)
    }
  })

  it('with an empty first log, as a power cut has left it, is the beginning', async () => {
    const folder = join(newFolder(), 'data')
    cpSync(KEPT, folder, { recursive: true })
    for (const name of readdirSync(join(folder, 'organizations'))) {
      writeFileSync(join(folder, 'organizations', name, 'changes-1.jsonl'), '')
    }
    const { call } = await startOn(folder, { rate: 0 })
    expect((await call('GET', '/labels')).body.data).toEqual([])
  })
})

describe('kept data', () => {
  async function keep(): Promise<string> {
    const folder = join(newFolder(), 'data')
    const { app } = await startOn(folder)
    await app.close()
    return folder
  }

  it('that began otherwise than is asked for is refused', async () => {
    const folder = await keep()
    await expect(startOn(folder, { seed: 8, asked: new Set(['seed']) })).rejects.toThrow(
      /began with the seed 7, and 8 was asked for/,
    )
    await expect(startOn(folder, { world: 'warung', asked: new Set(['world']) })).rejects.toThrow(
      /began with the world empty/,
    )
    await expect(startOn(folder, { seed: 8, world: 'warung' })).resolves.toBeDefined()
  })

  it('takes up a clock, a tier and strict URLs that are asked for, and keeps them', async () => {
    const folder = await keep()
    const asked = new Set(['clock', 'tier', 'strictUrls'])
    const first = await startOn(folder, { rate: 60, tier: 'pro', strictUrls: true, asked })
    const shown = ({ app: { organization } }: typeof first) => {
      const { world, pace } = organization
      return [pace.rate, world.tier, world.settings.strictUrls]
    }
    expect(shown(first)).toEqual([60, 'pro', true])
    await first.app.close()
    const again = await startOn(folder)
    expect(shown(again)).toEqual([60, 'pro', true])
  })

  it('never leads to a request id that was given before', async () => {
    const folder = await keep()
    const ids: (string | null)[] = []
    for (let starts = 0; starts < 4; starts++) {
      const { app, call, act } = await startOn(folder)
      for (const { headers } of [
        await call('GET', '/labels'),
        await call('GET', '/labels'),
        await act('disarm-faults', {}),
      ]) {
        ids.push(headers.get('x-request-id'))
      }
      await app.close()
    }
    expect(new Set(ids).size).toBe(12)
  })
})

it('organisations, time, settings, faults and keys come back, and go on', async () => {
  const files = memoryFiles()
  const first = await go({ files })
  await tell(first, STEPS.slice(0, 12))
  const told = [...first.sandbox.organizations.values()]
  const before = first.store.states.slice(-1).map(textOf)
  await stop(first)
  const again = await go({ files, pid: 2 })
  expect([textOf(modelOf(again.kept))]).toEqual(before)
  const back = [...again.sandbox.organizations.values()]
  const shown = back.map(({ world, pace }) => [world.id, world.tier, world.now, pace.rate])
  expect(shown).toEqual(told.map(({ world, pace }) => [world.id, world.tier, world.now, pace.rate]))
  expect(again.sandbox.keys.size).toBe(first.sandbox.keys.size)
  expect(again.sandbox.begun).toBe(0)
})

it('an older format is made the newest once, and is then unreadable for the older program', async () => {
  const files = memoryFiles()
  const first = await go({ files })
  await tell(first, STEPS.slice(0, 12))
  await stop(first)
  const open = (formats: Formats, pid: number) =>
    openFileStore({
      folder: FOLDER,
      clock: newManualClock(),
      durability: 'flush',
      files,
      formats,
      tell: () => undefined,
      processes: onlyProcess(pid),
    })
  let migrated = 0
  const rename: Migration = (organization) => {
    migrated++
    return { ...organization, facts: { ...organization.facts, name: 'Renamed' } }
  }
  for (const [pid, times] of [
    [2, 2],
    [3, 2],
  ] as const) {
    const store = open([...FORMATS, rename], pid)
    const kept = await store.load()
    expect(kept.map(({ facts }) => facts.name)).toEqual(['Renamed', 'Renamed'])
    expect(migrated).toBe(times)
    await store.close()
  }
  expect(() => open(FORMATS, 4)).toThrow('Use that version of kirim-sandbox')
})
