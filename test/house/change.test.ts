// The change test: what is new is one row in one place, and all who read the tables have it unasked.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { describe, expect, it } from 'vitest'

import { CONTROL_READS } from '../../src/control/reads/index.ts'
import { SETTINGS_READ } from '../../src/control/reads/settings.ts'
import { SETTINGS } from '../../src/domain/world/settings.ts'
import { publishedSchema } from '../../src/scenario/published-schema.ts'
import type { Schema } from '../../src/schema/json-schema.ts'
import { WORLD_FILE } from '../../src/worlds/world-file.ts'
import { isGenerated, pathsBelow, ROOT, readSources } from './sources.ts'

const NAMES = Object.keys(SETTINGS)
const ROW = 'domain/world/settings.ts'

describe('a new read is a file in the folder of reads', () => {
  it('from which the table is printed', async () => {
    const script = pathToFileURL(join(ROOT, 'scripts', 'print-reads.mjs')).href
    const { readTable } = await import(script)
    const printed = readFileSync(join(ROOT, 'src', 'control', 'reads', 'table.ts'), 'utf8')
    expect(printed).toBe(await readTable())
  })

  it('named in its own file and in the table, of all of its room', () => {
    const room = join(ROOT, 'src', 'control', 'reads')
    const texts = pathsBelow(room).map((path) => [path, readFileSync(join(room, path), 'utf8')])
    const exported = texts.flatMap(([path = '', text = '']) =>
      path === 'table.ts'
        ? []
        : [...text.matchAll(/^export const (\w+_READ) =/gm)].map(([, name = '']) => [path, name]),
    )
    expect(exported.length).toBe(CONTROL_READS.length)
    const sources = readSources().filter(({ path }) => path.startsWith('control/'))
    const elsewhere = sources.flatMap(({ path, text }) =>
      exported
        .filter(([own, name]) => text.includes(name as string) && !isOwn(path, own as string))
        .map(([, name]) => `${name} in ${path}`),
    )
    expect(elsewhere).toEqual([])
  })

  const isOwn = (path: string, own: string) =>
    path === `control/reads/${own}` || path === 'control/reads/table.ts'
})

describe('a new setting is a row of the table of settings', () => {
  /** The names of the members of an object at a path. */
  const membersAt = (schema: unknown, ...path: readonly string[]) =>
    Object.keys(path.reduce((inside, name) => (inside as Schema)[name], schema) as object)

  it('which world files, scenarios and the page of the reference have unasked', () => {
    expect(membersAt(WORLD_FILE, 'properties', 'settings', 'properties')).toEqual(NAMES)
    const scenario = publishedSchema()
    expect(membersAt(scenario, 'properties', 'settings', 'anyOf', '0', 'properties')).toEqual(NAMES)
    const page = readFileSync(join(ROOT, 'docs', 'reference', 'settings.md'), 'utf8')
    expect(NAMES.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
    expect(SETTINGS_READ.path).toBe('/settings')
  })

  /** Where else a setting may be named, and why. */
  const BESIDE: Readonly<Record<string, string>> = {
    'control/actions/organizations.ts': 'the example of change-settings',
    'judge/checking/bench.ts': 'a check sets the times of its own world',
    'judge/checking/subject.ts': 'a check sets the times of its own world',
    'cli/run/stage.ts': 'scenarios sign with world time',
    'scenario/play/receivers.ts': 'the receivers of a play verify in the time that signs',
    'engine/inboxes/receiving.ts': 'the built-in receiver verifies in the time that signs',
    'control/actions/webhooks.ts': 'sign-webhook signs in the time that signs',
    'control/reads/message-time-line.ts': 'the time line finds the events of its message',
    'domain/messaging/recipients.ts': 'a number that reads all its messages',
  }

  /** Options of a start, too. */
  const OPTIONS = ['strictUrls', 'strictMembers']

  const sources = readSources().filter(({ path }) => path !== ROW && !isGenerated(path))

  it.each(NAMES.filter((name) => !OPTIONS.includes(name)))(
    '%s is named beside its row where it is obeyed, and nowhere else',
    (name) => {
      const word = new RegExp(`\\b${name}\\b`)
      const naming = sources.filter(({ text }) => word.test(text)).map(({ path }) => path)
      const obeying = naming.filter((path) => !Object.hasOwn(BESIDE, path))
      expect(obeying).toHaveLength(1)
    },
  )
})
