// World files: found by name or path, and refused with a sentence that says what to do.
import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, it, onTestFinished } from 'vitest'

import {
  readWorldFile,
  WORLD_FILE_MAX_BYTES,
  WorldFileError,
} from '../../src/adapters/world-files.ts'

const WORLDS = fileURLToPath(new URL('../../fixtures/worlds/', import.meta.url))

const NAMES = readdirSync(WORLDS).map((file) => file.replace(/\.json$/, ''))

const SMALL = {
  name: 'small',
  organization: { name: 'Toko Kecil' },
  api_keys: [{ token: 'kdv_test_tokotokotokotokotokoto01', label: 'Key' }],
  teams: [{ key: 'cs', name: 'CS' }],
  accounts: [{ phone_number: '+6281100000009', display_name: 'Toko', team: 'cs' }],
}

it.each<[string, object]>([
  ['retryjitter is not a known field', { retryjitter: 1 }],
  ['settings.retryJitter must be a number from 0 to 1', { retryJitter: 7 }],
])('a wrong setting is refused: %s', (words, settings) => {
  const path = fileWith(JSON.stringify({ ...SMALL, settings }))
  expect(() => readWorldFile(path)).toThrow(words)
})

describe('of files that others name', () => {
  it('those below the folder are read, wherever their links lead, and no others', () => {
    const folder = newFolder()
    const inside = join(folder, 'inside.json')
    writeFileSync(inside, JSON.stringify(SMALL))
    const outside = fileWith(JSON.stringify(SMALL))
    const link = join(folder, 'link.json')
    symlinkSync(outside, link)
    const places = { folder, named: new Set<string>() }
    expect(readWorldFile(inside, places)).toEqual(SMALL)
    expect(readWorldFile('default', places).name).toBe('default')
    for (const path of [outside, link, join(folder, '..', 'x.json'), '/etc/no-such-file']) {
      expect(() => readWorldFile(path, places)).toThrow(`it is outside ${folder}`)
    }
    expect(readWorldFile(outside, { folder, named: new Set([outside]) })).toEqual(SMALL)
  })

  it('none is read when there is no such folder', () => {
    const path = fileWith(JSON.stringify(SMALL))
    const places = { folder: null, named: new Set<string>() }
    expect(() => readWorldFile(path, places)).toThrow('takes only ready-made worlds by name')
    expect(() => readWorldFile('defualt', places)).toThrow('There is no world "defualt"')
  })
})

it('a byte order mark before a world counts for nothing', () => {
  expect(readWorldFile(fileWith(`\uFEFF${JSON.stringify(SMALL)}`))).toEqual(SMALL)
})

/** A folder that is gone when the test ends. */
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kirim-worlds-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function fileWith(content: string): string {
  const path = join(newFolder(), 'world.json')
  writeFileSync(path, content)
  return path
}

/** What reading it is refused with. */
function refusalOf(nameOrPath: string): string {
  try {
    readWorldFile(nameOrPath)
  } catch (error) {
    expect(error).toBeInstanceOf(WorldFileError)
    return (error as Error).message
  }
  throw new Error(`${nameOrPath} was not refused.`)
}

describe('a world file is read', () => {
  it.each(NAMES)('by the name %s', (name) => {
    expect(readWorldFile(name).name).toBe(name)
  })

  it('by its path', () => {
    expect(readWorldFile(fileWith(JSON.stringify(SMALL)))).toEqual(SMALL)
  })
})

describe('a world file is refused', () => {
  it('when there is none, with the names that there are', () => {
    const refusal = refusalOf('defualt')
    expect(refusal).toContain('There is no world "defualt"')
    for (const name of NAMES) expect(refusal).toContain(name)
  })

  it.each(['', '.json', 'default.json', '../worlds/default', 'no/such/file.json', 'a\u0000b'])(
    'when its name is %j',
    (name) => {
      expect(refusalOf(name)).toContain('There is no world')
    },
  )

  it('when it is a device or a pipe, at once', () => {
    const pipe = join(newFolder(), 'world.json')
    execFileSync('mkfifo', [pipe])
    for (const path of ['/dev/zero', pipe]) {
      expect(refusalOf(path)).toBe(
        `World file ${path} could not be read: it is not a regular file.`,
      )
    }
  })

  it('when it is larger than any world', () => {
    const path = fileWith('{}')
    truncateSync(path, WORLD_FILE_MAX_BYTES + 1)
    expect(refusalOf(path)).toContain(`it has more than ${WORLD_FILE_MAX_BYTES} bytes`)
  })

  it('when its path is a folder', () => {
    const folder = join(newFolder(), 'world.json')
    mkdirSync(folder)
    expect(refusalOf(folder)).toContain(`World file ${folder} could not be read`)
  })

  it.each(['', '{', '{"name": }', 'name: small', '\uFEFF{', '[1,]'])(
    'when it is not JSON: %j',
    (text) => {
      const path = fileWith(text)
      expect(refusalOf(path)).toContain(`World file ${path} is not valid JSON`)
    },
  )

  it.each<[string, object, string]>([
    ['a member is missing', { accounts: undefined }, 'accounts'],
    ['a member is of another kind', { teams: 'cs' }, 'teams'],
    ['a member is unknown', { acounts: [] }, 'acounts'],
    [
      'a part has a bad value',
      { accounts: [{ ...SMALL.accounts[0], phone_number: '0811' }] },
      'accounts.0.phone_number',
    ],
    ['a key has another shape', { api_keys: [{ token: 'secret', label: 'x' }] }, 'api_keys'],
    ['it has no key', { api_keys: [] }, 'api_keys'],
  ])('when %s, and names it', (_what, changes, param) => {
    const path = fileWith(JSON.stringify({ ...SMALL, ...changes }))
    const refusal = refusalOf(path)
    expect(refusal).toContain(`World file ${path}: `)
    expect(refusal).toContain(param)
  })

  it.each(['null', '[]', '"default"', '7'])('when it holds %s instead of an object', (text) => {
    expect(refusalOf(fileWith(text))).toContain('object')
  })
})
