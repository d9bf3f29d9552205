// What keeps snapshots: one suite for the process's memory and for a folder, and what only files have.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it, onTestFinished } from 'vitest'

import { diskFiles } from '../../src/adapters/file-store/files.ts'
import { folderSnapshots } from '../../src/adapters/folder-snapshots.ts'
import { memorySnapshots } from '../../src/adapters/memory-snapshots.ts'
import { NotKept } from '../../src/engine/not-kept.ts'
import { BEGINNING_MAX_BYTES } from '../../src/engine/ports.ts'
import { loadable } from '../../src/engine/snapshots/snapshots.ts'

const MAX = 1_000_000

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kirim-snapshots-'))
  onTestFinished(() => {
    chmodSync(folder, 0o700)
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

async function* pieces(...texts: string[]): AsyncGenerator<string> {
  yield* texts
}

async function* broken(): AsyncGenerator<string> {
  yield 'half'
  throw new NotKept('the other half never came.')
}

describe.each([
  ['memory', () => memorySnapshots()],
  ['a folder', () => folderSnapshots(join(newFolder(), 'snapshots'))],
])('snapshots in %s', (_what, open) => {
  it('are as they were written, however many pieces they came in', async () => {
    const snapshots = open()
    const bytes = await snapshots.write('a', pieces('{"é', '🙏', '"}\n'), false)
    expect(await snapshots.read('a', MAX)).toBe('{"é🙏"}\n')
    expect(bytes).toBe(Buffer.byteLength('{"é🙏"}\n'))
  })

  it('are none at first, and null by a name that nothing has', async () => {
    const snapshots = open()
    expect(await snapshots.list()).toEqual([])
    expect(await snapshots.read('a', MAX)).toBeNull()
  })

  it('are listed by name, each with its size and how it begins', async () => {
    const snapshots = open()
    await snapshots.write('b', pieces('x'.repeat(BEGINNING_MAX_BYTES + 5)), false)
    await snapshots.write('a', pieces('{}'), false)
    expect(await snapshots.list()).toEqual([
      { name: 'a', bytes: 2, beginning: '{}' },
      { name: 'b', bytes: BEGINNING_MAX_BYTES + 5, beginning: 'x'.repeat(BEGINNING_MAX_BYTES) },
    ])
  })

  it('are replaced only when somebody says so', async () => {
    const snapshots = open()
    await snapshots.write('a', pieces('old'), false)
    expect(await snapshots.write('a', pieces('new'), false)).toBeNull()
    expect(await snapshots.read('a', MAX)).toBe('old')
    expect(await snapshots.write('a', pieces('new'), true)).toBe(3)
    expect(await snapshots.read('a', MAX)).toBe('new')
  })

  it('are not there when their text breaks off, and the old one stays', async () => {
    const snapshots = open()
    await expect(snapshots.write('a', broken(), false)).rejects.toThrow(NotKept)
    expect(await snapshots.list()).toEqual([])
    await snapshots.write('a', pieces('old'), false)
    await expect(snapshots.write('a', broken(), true)).rejects.toThrow(NotKept)
    expect(await snapshots.read('a', MAX)).toBe('old')
  })

  it('have one winner when two are written under one name at the same time', async () => {
    const snapshots = open()
    const sizes = await Promise.all([
      snapshots.write('a', pieces('one'), false),
      snapshots.write('a', pieces('other'), false),
    ])
    expect(sizes.filter((size) => size === null)).toHaveLength(1)
    expect(await snapshots.list()).toHaveLength(1)
  })

  it('are not read when they are too large', async () => {
    const snapshots = open()
    await snapshots.write('a', pieces('12345'), false)
    expect(await snapshots.read('a', 4)).toBeNull()
    expect(await snapshots.read('a', 5)).toBe('12345')
  })
})

describe('snapshots in a folder', () => {
  it('are files for their owner only, and leave nothing else behind', async () => {
    const folder = join(newFolder(), 'snapshots')
    const snapshots = folderSnapshots(folder)
    await snapshots.write('a', pieces('{}'), false)
    await snapshots.write('b', broken(), false).catch(() => undefined)
    expect(readdirSync(folder)).toEqual(['a.json'])
    expect(statSync(join(folder, 'a.json')).mode & 0o777).toBe(0o600)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  it('may be put there by hand; other files are passed over', async () => {
    const folder = newFolder()
    for (const name of ['mine.json', 'notes.txt', '.hidden.json', 'a.json.1.unfinished']) {
      writeFileSync(join(folder, name), '{}')
    }
    const snapshots = folderSnapshots(folder)
    expect((await snapshots.list()).map(({ name }) => name)).toEqual(['mine'])
    await snapshots.write('b', pieces('{}'), false)
    expect(readdirSync(folder).some((name) => name.endsWith('.unfinished'))).toBe(false)
  })

  it('say why they cannot be kept', async () => {
    const full = {
      ...diskFiles(),
      write: () => {
        throw Object.assign(new Error('no'), { code: 'ENOSPC' })
      },
    }
    const folder = newFolder()
    const snapshots = folderSnapshots(folder, full)
    await expect(snapshots.write('a', pieces('{}'), false)).rejects.toThrow(
      /a\.json: the disk is full/,
    )
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('what could not be used again', () => {
  it.each([
    ['memory', () => memorySnapshots()],
    ['a folder', () => folderSnapshots(join(newFolder(), 'snapshots'))],
  ])('is not saved in %s: a snapshot larger than can be loaded', async (_what, open) => {
    const snapshots = open()
    const write = snapshots.write('large', loadable(pieces('12345', '67890'), 9), false)
    await expect(write).rejects.toThrow(/more than 9 bytes.*could not be loaded again/)
    expect(await snapshots.list()).toEqual([])
    expect(await snapshots.write('small', loadable(pieces('12345', '6789'), 9), false)).toBe(9)
  })

  it('is not listed: a pipe that lies among the snapshots blocks nothing', async () => {
    const folder = newFolder()
    execFileSync('mkfifo', [join(folder, 'pipe.json')])
    const snapshots = folderSnapshots(folder)
    expect(await snapshots.list()).toEqual([])
    expect(await snapshots.read('pipe', MAX)).toBeNull()
  })
})
