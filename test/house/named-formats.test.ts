// One definition, many readers: what a format, a tier and a seed may be stands in src/schema only.
import { describe, expect, it } from 'vitest'

import { CONFIG_SHAPE } from '../../src/cli/options.ts'
import { ACTION_INPUTS } from '../../src/control/actions/index.ts'
import { CONTROL_READS } from '../../src/control/reads/index.ts'
import { FILE_SCHEMA } from '../../src/scenario/format/file-schema.ts'
import { STEPS } from '../../src/scenario/step-table.ts'
import * as formats from '../../src/schema/formats.ts'
import type { Schema } from '../../src/schema/json-schema.ts'
import { WORLD_FILE } from '../../src/worlds/world-file.ts'
import { isGenerated, readSources } from './sources.ts'

const { formatOf, ID_CHARACTERS } = formats

/** Too short to be anybody's own: `^/`, digits, an address of the web. */
const COMMON: readonly unknown[] = [formats.API_PATH, formats.DIGITS, formats.WEB_ADDRESS]

const PATTERNS = [
  ID_CHARACTERS,
  ...Object.values(formats).flatMap((one) =>
    typeof one === 'object' && 'rules' in one && !COMMON.includes(one)
      ? [(one as formats.Format).rules.pattern ?? []].flat()
      : [],
  ),
].map(plain)

/** A pattern however it is written: with or without groups that capture, anchors, and names for digits. */
function plain(pattern: string): string {
  return pattern
    .replaceAll('(?:', '(')
    .replaceAll(/\\d/g, '[0-9]')
    .replaceAll(/^\^|\$$/g, '')
}

/** The patterns that stand in a source, as texts or as regular expressions. */
function repeated(text: string): string[] {
  const source = plain(text.replaceAll('\\\\', '\\'))
  return PATTERNS.filter((pattern) => source.includes(pattern))
}

const TIERS = /'default'\s*[,|]\s*'pro'/
const SEED_MAXIMUM = /4_?294_?967_?29[56]|2 \*\* 32\b/

/** Where 2 ** 32 is a word of a hash, and no seed. */
const HASHES = ['domain/world/dice.ts']

const others = readSources().filter(({ path }) => !path.startsWith('schema/') && !isGenerated(path))

describe('outside src/schema', () => {
  it('no file repeats the pattern of a named format', () => {
    const found = others.flatMap(({ path, text }) =>
      repeated(text).map((pattern) => `${path}: ${pattern}`),
    )
    expect(found).toEqual([])
  })

  it('no file lists the tiers, or says how large a seed may be', () => {
    const found = others.filter(
      ({ path, text }) => TIERS.test(text) || (SEED_MAXIMUM.test(text) && !HASHES.includes(path)),
    )
    expect(found.map(({ path }) => path)).toEqual([])
  })

  it.each([
    ['const PHONE = /^\\+[1-9][0-9]{6,14}$/', 1],
    ["const HOW_LONG = '^((\\\\d+(\\\\.\\\\d+)?)(ms|s|m|h|d))+$'", 1],
    ['const IDS = /msg_[0-9A-HJKMNP-TV-Z]{26}/g', 1],
    ['const NUMBER = /^[0-9]+$/', 0],
  ])('%s', (text, count) => {
    expect(repeated(text).length).toBe(count)
  })
})

/** Every schema inside a schema. */
function schemasIn(value: unknown): Schema[] {
  if (typeof value !== 'object' || value === null) return []
  return [value as Schema, ...Object.values(value).flatMap(schemasIn)]
}

it.each(
  Object.entries({
    ...ACTION_INPUTS,
    ...Object.fromEntries(
      CONTROL_READS.map(({ path, params, query }) => [path, { params, query }]),
    ),
    ...Object.fromEntries(Object.entries(STEPS).map(([name, row]) => [`step ${name}`, row.input])),
    'a scenario': FILE_SCHEMA,
    'a world file': WORLD_FILE,
    'the config file': CONFIG_SHAPE,
  }),
)('each pattern of %s has words to say instead', (_name, shape) => {
  const unnamed = schemasIn(shape).filter(
    (schema) => typeof schema.pattern === 'string' && formatOf(schema) === undefined,
  )
  expect(unnamed).toEqual([])
})
