// Kept files that are not as they were written: only a torn end is dropped, all else stops the start.
import { describe, expect, it } from 'vitest'

import { UnusableData } from '../../../src/adapters/file-store/unusable-data.ts'
import { copyOf, type MemoryFiles, memoryFiles } from './memory-files.ts'
import { modelOf, textOf } from './model.ts'
import { call, FOLDER, go, openStore, STEPS, stop, tell } from './stories.ts'

type Kept = { readonly disk: MemoryFiles; readonly states: readonly string[] }

/** A folder after a story, of one organisation or two, with a log that is not folded. */
async function keep(steps = STEPS.slice(0, 12)): Promise<Kept> {
  const disk = memoryFiles()
  const going = await go({ files: disk, compactBytes: 1e9 })
  await tell(going, steps)
  await stop(going)
  return { disk, states: going.store.states.map(textOf) }
}

async function load(disk: MemoryFiles, told: string[] = []): Promise<string> {
  const store = openStore({ files: disk, pid: 2, told })
  try {
    return textOf(modelOf(await store.load()))
  } finally {
    await store.close()
  }
}

/** The start is refused, says where, and leaves every file as it was. */
async function expectRefused(disk: MemoryFiles, path: string, line?: number): Promise<void> {
  const before = bytesOf(disk)
  const error = await load(disk).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error, path).toBeInstanceOf(UnusableData)
  const { message } = error as Error
  expect(message).toContain(line === undefined ? path : `${path}, line ${line}`)
  expect(message).toMatch(/--memory.*--data.*snapshot load/)
  expect(bytesOf(disk) === before).toBe(true)
}

function pathsOf({ disk }: Kept, pattern: RegExp): string[] {
  return [...disk.contents().keys()].filter((path) => pattern.test(path))
}

const LOG = /changes-\d+\.jsonl$/
const SNAPSHOT = /snapshot-\d+\.jsonl$/

describe('a log', () => {
  it('may end anywhere in its last two lines: what is whole is there, the rest is dropped', async () => {
    const kept = await keep(STEPS.slice(0, 6))
    const [path = ''] = pathsOf(kept, LOG)
    const bytes = kept.disk.contents().get(path) as Buffer
    const lines = lineEnds(bytes)
    const from = lines.at(-3) as number
    const newest = kept.states.length - 1
    for (let end = from; end <= bytes.length; end++) {
      const disk = copyOf(kept.disk)
      disk.put(path, bytes.subarray(0, end))
      const told: string[] = []
      const whole = lines.filter((at) => at <= end).length
      expect(await load(disk, told)).toBe(kept.states[newest - (lines.length - whole)])
      expect([end, told.length]).toEqual([end, end < bytes.length ? 1 : 0])
      const gone = lines.length - whole
      if (gone > 0)
        expect(told[0]).toContain(gone === 1 ? 'the last change,' : `last ${gone} changes`)
      if (gone > 0) expect(told[0]).toMatch(/answered to clients before.*are? gone|is gone/)
    }
  })

  it('is written on where it was whole', async () => {
    const kept = await keep()
    const [path = ''] = pathsOf(kept, LOG)
    const bytes = kept.disk.contents().get(path) as Buffer
    kept.disk.put(path, bytes.subarray(0, bytes.length - 5))
    const going = await go({ files: kept.disk, pid: 3, compactBytes: 1e9 })
    await tell(going, STEPS.slice(9, 10))
    await stop(going)
    expect([await load(kept.disk)]).toEqual(going.store.states.slice(-1).map(textOf))
  })

  it('may have zeros behind its end, as after a power cut', async () => {
    const kept = await keep()
    const [path = ''] = pathsOf(kept, LOG)
    const bytes = kept.disk.contents().get(path) as Buffer
    kept.disk.put(path, Buffer.concat([bytes, Buffer.alloc(4096)]))
    expect(await load(kept.disk)).toBe(kept.states.at(-1))
  })

  it('must have all its lines, in order', async () => {
    const kept = await keep()
    const [path = ''] = pathsOf(kept, LOG)
    const lines = linesOf(kept.disk.contents().get(path) as Buffer)
    for (let line = 1; line < lines.length; line++) {
      const without = copyOf(kept.disk)
      without.put(path, Buffer.concat(lines.filter((_, index) => index !== line - 1)))
      await expectRefused(without, path, line)
      const swapped = copyOf(kept.disk)
      const [one, other] = [lines[line - 1] as Buffer, lines[line] as Buffer]
      swapped.put(path, Buffer.concat(lines.toSpliced(line - 1, 2, other, one)))
      await expectRefused(swapped, path, line)
    }
  })
})

it('a byte that has flipped anywhere stops the start, but for the end of the last line', async () => {
  const kept = await keep(STEPS.slice(0, 4))
  for (const path of pathsOf(kept, /(?:changes|snapshot)-\d+\.jsonl$/)) {
    const bytes = kept.disk.contents().get(path) as Buffer
    const isLog = LOG.test(path)
    for (let at = 0; at < bytes.length - 1; at += 61) {
      const disk = copyOf(kept.disk)
      const flipped = Buffer.from(bytes)
      flipped[at] = (flipped[at] as number) ^ 0x04
      disk.put(path, flipped)
      const line = lineEnds(bytes).findIndex((end) => at < end) + 1
      await expectRefused(disk, path, isLog ? line : undefined)
    }
  }
})

describe('what is missing stops the start', () => {
  it.each([
    ['the list', /sandbox\.json$/],
    ['a snapshot', SNAPSHOT],
    ['a log', LOG],
  ])('%s, removed or empty', async (_, pattern) => {
    const kept = await keep()
    for (const path of pathsOf(kept, pattern)) {
      for (const left of [undefined, Buffer.alloc(0)]) {
        const disk = copyOf(kept.disk)
        disk.put(path, left)
        const where =
          SNAPSHOT.test(path) && left === undefined ? path.replace(/\/snap.*/, '') : path
        await expectRefused(disk, where)
      }
    }
  })

  it('a whole folder of an organisation', async () => {
    const kept = await keep()
    const [path = ''] = pathsOf(kept, LOG)
    const folder = path.slice(0, path.lastIndexOf('/'))
    kept.disk.remove(folder)
    await expectRefused(kept.disk, folder)
  })

  it('the log before the last one', async () => {
    const kept = await keep()
    const [path = ''] = pathsOf(kept, LOG)
    const bytes = kept.disk.contents().get(path) as Buffer
    kept.disk.put(path.replace('changes-1', 'changes-3'), bytes)
    await expectRefused(kept.disk, path.replace('changes-1', 'changes-3'))
  })
})

describe('what is of something else stops the start', () => {
  it.each([LOG, SNAPSHOT])('the file of another organisation: %s', async (pattern) => {
    const kept = await keep()
    const [one = '', other = ''] = pathsOf(kept, pattern)
    const contents = kept.disk.contents()
    kept.disk.put(one, contents.get(other))
    kept.disk.put(other, contents.get(one))
    await expectRefused(kept.disk, one, 1)
  })

  it.each([
    ['garbage', 'not JSON'],
    ['null', 'null'],
    ['a list of nothing', '{"format":1}'],
    ['a folder elsewhere', '{"format":1,"organizations":[{"id":"org_A","folder":"../x"}]}'],
    ['half an entry', '{"format":1,"organizations":[{"id":"org_A"}]}'],
  ])('a list that is %s', async (_, text) => {
    const { disk } = await keep()
    disk.put(`${FOLDER}/sandbox.json`, Buffer.from(text))
    const before = bytesOf(disk)
    await expect(load(disk)).rejects.toThrow(`${FOLDER}/sandbox.json`)
    expect(bytesOf(disk) === before).toBe(true)
  })

  it('a list that names one organisation twice', async () => {
    const { disk } = await keep()
    const path = `${FOLDER}/sandbox.json`
    const list = JSON.parse(String(disk.contents().get(path)))
    list.organizations.push(list.organizations[0])
    disk.put(path, Buffer.from(JSON.stringify(list)))
    await expectRefused(disk, path)
  })

  it('a list of a newer version, which is named as the cure', async () => {
    const { disk } = await keep()
    const path = `${FOLDER}/sandbox.json`
    disk.put(path, Buffer.from('{"format":3,"organizations":[]}'))
    await expect(load(disk)).rejects.toThrow(/format 3.*Use that version of kirim-sandbox/)
  })
})

it('an older list beside newer organisations loses none of them', async () => {
  const disk = memoryFiles()
  const going = await go({ files: disk, compactBytes: 1e9 })
  const older = disk.contents().get(`${FOLDER}/sandbox.json`)
  await tell(going, STEPS.slice(0, 12))
  await stop(going)
  const newer = disk.contents().get(`${FOLDER}/sandbox.json`)
  const states = going.store.states.map(textOf)
  disk.put(`${FOLDER}/sandbox.json`, older)
  const told: string[] = []
  await load(disk, told)
  expect(told.join()).toMatch(/does not list: org_\w+-1\..*put the newer one back/)
  disk.put(`${FOLDER}/sandbox.json`, newer)
  expect(await load(disk)).toBe(states.at(-1))
})

describe('a log that was cut', () => {
  it('to any of its lines is noticed, with how many answered changes are gone', async () => {
    const kept = await keep()
    for (const path of pathsOf(kept, LOG)) {
      const bytes = kept.disk.contents().get(path) as Buffer
      const lines = lineEnds(bytes)
      for (const [index, end] of lines.slice(0, -1).entries()) {
        const disk = copyOf(kept.disk)
        disk.put(path, bytes.subarray(0, end))
        const told: string[] = []
        await load(disk, told)
        const gone = lines.length - 1 - index
        const what = gone === 1 ? 'the last change, answered' : `the last ${gone} changes, answered`
        expect(told).toEqual([expect.stringContaining(what)])
        const again: string[] = []
        await load(disk, again)
        expect(again).toEqual([])
      }
    }
  })

  it('while the sandbox runs is not written on', async () => {
    const disk = memoryFiles()
    const going = await go({ files: disk, compactBytes: 1e9 })
    await tell(going, STEPS.slice(0, 6))
    const [path = ''] = pathsOf({ disk, states: [] }, LOG)
    const file = disk.open(path, 'write')
    disk.truncate(file, disk.stat(file).size - 30)
    const states = going.store.states.length
    const reply = await call(going.sandbox, going.sandbox.defaultOrganization, 'POST', '/labels', {
      name: 'Lost',
      color: 'green',
    })
    expect([reply.status, JSON.stringify(reply.body)]).toEqual([
      503,
      expect.stringContaining('30 bytes are gone from its end'),
    ])
    expect(going.store.states.length).toBe(states)
    await stop(going)
    const told: string[] = []
    await load(disk, told)
    expect(told).toEqual([
      expect.stringContaining('the last change, answered to clients before, is gone'),
    ])
  })
})

it('an empty first log beside its whole snapshot is the beginning', async () => {
  const disk = memoryFiles()
  const going = await go({ files: disk, compactBytes: 1e9 })
  const [beginning] = going.store.states.slice(-1).map(textOf)
  const [path = ''] = pathsOf({ disk, states: [] }, LOG)
  disk.put(path, Buffer.alloc(0))
  const again = await go({ files: disk, pid: 2, compactBytes: 1e9 })
  expect(textOf(modelOf(again.kept))).toBe(beginning)
  await tell(again, STEPS.slice(0, 3))
  await stop(again)
  expect([await load(disk)]).toEqual(again.store.states.slice(-1).map(textOf))
})

it.each(['EACCES', 'EIO'])('what cannot be read (%s) is not called damaged', async (code) => {
  const { disk } = await keep()
  const list = (folder: string) => {
    if (folder.includes('org_')) throw Object.assign(new Error(code), { code, path: folder })
    return disk.list(folder)
  }
  const store = openStore({ files: { ...disk, list }, pid: 2 })
  const error = await store.load().catch((thrown: Error) => thrown)
  expect(String(error)).toMatch(
    /data folder \/data cannot be used: .*organizations\/org_\w+-1\).*--data DIR/,
  )
  expect(String(error)).not.toContain('damaged')
  await store.close()
})

it('a log that cannot be folded is told as that, and changes go on being kept', async () => {
  const disk = memoryFiles()
  const told: string[] = []
  const rename = (from: string, to: string) => {
    if (to.includes('changes-2')) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    disk.rename(from, to)
  }
  const going = await go({ files: { ...disk, rename }, told, compactBytes: 3_000 })
  await tell(going, STEPS.slice(0, 12))
  await stop(going)
  expect(told[0]).toMatch(
    /could not be folded into a new snapshot: .*disk is full.*changes are kept/,
  )
  expect(told.join()).not.toContain('could not be kept')
  expect([await load(disk)]).toEqual(going.store.states.slice(-1).map(textOf))
})

describe('leftovers', () => {
  it('that say themselves that they are are removed, and nothing else', async () => {
    const kept = await keep()
    const [path = ''] = pathsOf(kept, LOG)
    const folder = path.slice(0, path.lastIndexOf('/'))
    const { disk } = kept
    disk.put(`${folder}/snapshot-2.jsonl.tmp`, Buffer.from('half'))
    disk.put(`${folder}/notes.txt`, Buffer.from('mine'))
    disk.put(`${FOLDER}/notes.txt`, Buffer.from('mine'))
    disk.put(`${FOLDER}/lock.abc123`, Buffer.from('half'))
    for (const name of ['org_0000-1', 'org_0000-2', 'mine']) {
      disk.makeFolder(`${FOLDER}/organizations/${name}`)
      disk.put(`${FOLDER}/organizations/${name}/file`, Buffer.from('what'))
    }
    disk.put(`${FOLDER}/organizations/org_0000-1/unlisted`, Buffer.alloc(0))
    const before = [...disk.contents().keys()]
    const told: string[] = []
    expect(await load(disk, told)).toBe(kept.states.at(-1))
    expect(told).toEqual([
      expect.stringMatching(
        /organizations holds what sandbox.json does not list: (mine, org_0000-2|org_0000-2, mine)\. .*left as it is/,
      ),
    ])
    const gone = before.filter((one) => !disk.contents().has(one))
    expect(gone.sort()).toEqual(
      [
        `${FOLDER}/lock.abc123`,
        `${folder}/snapshot-2.jsonl.tmp`,
        `${FOLDER}/organizations/org_0000-1/file`,
        `${FOLDER}/organizations/org_0000-1/unlisted`,
      ].sort(),
    )
  })

  it('of two generations the newer one is read, and the older one removed', async () => {
    const disk = memoryFiles()
    const going = await go({ files: { ...disk, remove: () => undefined }, compactBytes: 3_000 })
    await tell(going, STEPS.slice(0, 10))
    expect(going.store.states.length).toBeGreaterThan(10)
    const kept = { disk, states: going.store.states.map(textOf) }
    expect(pathsOf(kept, SNAPSHOT).length).toBeGreaterThan(2)
    expect(await load(disk)).toBe(kept.states.at(-1))
    expect(pathsOf(kept, SNAPSHOT)).toHaveLength(2)
  })

  it('a log that was only begun is none, although the one before is torn', async () => {
    const kept = await keep(STEPS.slice(0, 6))
    const [path = ''] = pathsOf(kept, LOG)
    const bytes = kept.disk.contents().get(path) as Buffer
    kept.disk.put(path, bytes.subarray(0, bytes.length - 3))
    kept.disk.put(path.replace('changes-1', 'changes-2'), Buffer.from('0123abcd {"kind'))
    expect(await load(kept.disk)).toBe(kept.states.at(-2))
  })
})

/** All that is on the disk, as one text. */
function bytesOf(disk: MemoryFiles): string {
  return [...disk.contents()].map(([path, bytes]) => path + bytes.toString('latin1')).join()
}

function lineEnds(bytes: Buffer): number[] {
  const ends: number[] = []
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) ends.push(at + 1)
  return ends
}

function linesOf(bytes: Buffer): Buffer[] {
  const ends = lineEnds(bytes)
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
}
