// World files: the schema is strict and true to the code, and the ready-made worlds fit it.
import { readFileSync } from 'node:fs'

import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'

import { RECIPIENTS, readBehaviour } from '../../src/domain/messaging/recipients.ts'
import {
  placeholdersIn,
  TEMPLATE_STATUSES,
} from '../../src/domain/messaging/templates/templates.ts'
import { SETTINGS } from '../../src/domain/world/settings.ts'
import { faultsOf } from '../../src/schema/check.ts'
import { BEHAVIOUR } from '../../src/schema/formats.ts'
import { WORLD_FILE } from '../../src/worlds/world-file.ts'

type Component = { type: string; text?: string; format?: string; buttons?: { type: string }[] }
type World = {
  name: string
  api_keys: { token: string }[]
  teams: { key: string }[]
  users?: { team: string }[]
  accounts: { phone_number: string; team: string }[]
  templates: { name: string; language: string; status: string; components: Component[] }[]
  contacts?: unknown[]
  generate?: unknown
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'))
}

type Part = {
  [keyword: string]: unknown
  description?: string
  properties?: { [name: string]: Part }
}

const schema = WORLD_FILE as Part
const ajv = new Ajv2020({ strict: true, allErrors: true, discriminator: true })
addFormats.default(ajv)
const accepts = ajv.compile<World>(schema)

const world = read('fixtures/worlds/default.json') as World
const empty = read('fixtures/worlds/empty.json') as World

describe.each([
  ['default', world],
  ['empty', empty],
])('the world %s', (name, file) => {
  it('fits the schema and is called like its file', () => {
    expect(accepts(file), JSON.stringify(accepts.errors)).toBe(true)
    expect(file.name).toBe(name)
  })

  it('has the two keys and the number that the documentation names', () => {
    expect(file.api_keys.map(({ token }) => token)).toEqual([
      'kdv_test_kirimsandboxkirimsandbox',
      'kdv_live_kirimsandboxkirimsandbox',
    ])
    expect(file.accounts.map((account) => account.phone_number)).toEqual(['+6281100000001'])
  })

  it('refers to teams that it has', () => {
    const keys = file.teams.map(({ key }) => key)
    for (const { team } of [...(file.users ?? []), ...file.accounts]) expect(keys).toContain(team)
  })

  it('has each template once per language', () => {
    const names = file.templates.map((template) => `${template.name} ${template.language}`)
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('the default world', () => {
  const components = world.templates.flatMap((template) =>
    template.status === 'APPROVED' ? template.components : [],
  )

  it('has a dozen approved templates in two languages, and one of each other status', () => {
    const count = (status: string) =>
      world.templates.filter((template) => template.status === status).length
    expect(count('APPROVED')).toBeGreaterThanOrEqual(12)
    for (const status of ['PENDING', 'REJECTED', 'PAUSED', 'DISABLED'])
      expect(count(status)).toBe(1)
    expect(new Set(world.templates.map(({ language }) => language))).toEqual(
      new Set(['id', 'en_US']),
    )
  })

  it('covers every kind of header, of variable and of button', () => {
    const headers = components.filter(({ type }) => type === 'HEADER')
    expect(new Set(headers.map(({ format }) => format))).toEqual(
      new Set(['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT']),
    )
    const buttons = components.flatMap((component) => component.buttons ?? [])
    expect(new Set(buttons.map(({ type }) => type))).toEqual(
      new Set(['QUICK_REPLY', 'URL', 'PHONE_NUMBER', 'COPY_CODE', 'OTP']),
    )
    const bodies = components.filter(({ type }) => type === 'BODY')
    const variables = bodies.map(({ text }) => placeholdersIn(text ?? ''))
    expect(variables).toContainEqual([])
    expect(variables).toContainEqual(['1', '2', '3'])
    expect(variables.flat().some((name) => /^[a-z]/.test(name))).toBe(true)
  })

  it('has three agents and ten customers, and the empty one has neither', () => {
    expect(world.users).toHaveLength(3)
    expect(world.contacts).toHaveLength(3)
    expect(world.generate).toEqual({ contacts: 7, locale: 'id_ID' })
    expect(empty.users ?? []).toEqual([])
    expect(empty.contacts ?? []).toEqual([])
    expect(empty.generate).toBeUndefined()
    expect(empty.templates).toEqual(world.templates)
  })
})

describe('the schema', () => {
  it('says what every property is and lets no other in', () => {
    const visit = (part: Part, path: string): void => {
      if (part.properties !== undefined) {
        expect(part.additionalProperties, path).toBe(false)
      }
      for (const [name, below] of Object.entries(part.properties ?? {})) {
        expect(below.description ?? below.$ref, `${path}.${name}`).toBeTruthy()
        visit(below, `${path}.${name}`)
      }
      if (part.items !== undefined) visit(part.items as Part, `${path}[]`)
      for (const [index, below] of ((part.oneOf ?? []) as Part[]).entries()) {
        visit(below, `${path}(${index})`)
      }
    }
    visit(schema, 'world')
  })

  it('knows every setting with its range, and no other', () => {
    const settings = JSON.parse(JSON.stringify(schema.properties?.settings?.properties ?? {}))
    const expected = Object.entries(SETTINGS).map(([name, setting]) => {
      const {
        what,
        default: value,
        from,
        to,
        oneOf,
      } = setting as {
        what: string
        default: unknown
        from?: number
        to?: number
        oneOf?: readonly string[]
      }
      const rules = { minimum: from, maximum: to, enum: oneOf }
      const set = Object.entries(rules).filter(([, rule]) => rule !== undefined)
      const type = name.endsWith('Ms') || name === 'disableAfterFailures' ? 'integer' : typeof value
      return [name, { description: what, type, ...Object.fromEntries(set) }]
    })
    expect(settings).toEqual(Object.fromEntries(expected))
  })

  it('knows every status that a template can have', () => {
    const { status } = (schema.properties?.templates?.items as Part | undefined)?.properties ?? {}
    expect([...((status?.enum ?? []) as string[])].sort()).toEqual(
      Object.keys(TEMPLATE_STATUSES).sort(),
    )
  })

  it('takes every behaviour of the table of recipients', () => {
    const takes = (name: string) => BEHAVIOUR.parse(name) !== null
    const names = Object.keys(RECIPIENTS).filter((name) => readBehaviour(name) !== null)
    for (const name of [...names, 'fails:131047']) expect(takes(name), name).toBe(true)
    for (const name of ['', 'Reads', 'fails:', 'fails:x', 'a--b']) expect(takes(name)).toBe(false)
  })

  it('takes a world with customers and their conversations', () => {
    const contact = {
      phone_number: '+6281234567890',
      name: 'Siti Rahayu',
      email: 'siti@toko.example',
      metadata: { tier: 'gold', tags: ['a'] },
      recipient: 'never-reads',
      conversation: {
        status: 'pending',
        last_inbound: '1d12h',
        messages: [{ from: 'customer', text: 'Halo', ago: '1.5h' }],
      },
    }
    const recipients = [{ phone_number: '+6281234567891', behaviour: 'fails:131049' }]
    const settings = { readProbability: 0.5, statusStyle: 'v24', strictUrls: true }
    const file = { ...empty, contacts: [contact], recipients, settings }
    expect(accepts(file), JSON.stringify(accepts.errors)).toBe(true)
  })

  it.each([
    ['a member that nobody knows', { colour: 'red' }],
    [
      'a number without plus',
      { accounts: [{ phone_number: '62811', display_name: 'A', team: 'cs' }] },
    ],
    ['a key of another shape', { api_keys: [{ token: 'secret', label: 'A' }] }],
    ['no key', { api_keys: [] }],
    [
      'a time that is none',
      { contacts: [{ phone_number: '+6281234567890', conversation: { last_inbound: '2 hours' } }] },
    ],
    ['a setting beyond its range', { settings: { readProbability: 2 } }],
    ['a setting that nobody knows', { settings: { speed: 1 } }],
    ['a template in capitals', { templates: [{ ...empty.templates[0], name: 'Hello' }] }],
    ['a template without components', { templates: [{ ...empty.templates[0], components: [] }] }],
    [
      'a part that nobody knows',
      { templates: [{ ...empty.templates[0], components: [{ type: 'CAROUSEL' }] }] },
    ],
  ])('refuses %s', (_, changes) => {
    expect(accepts({ ...empty, ...changes })).toBe(false)
    expect(faultsOf(WORLD_FILE, { ...empty, ...changes })).toHaveLength(1)
  })
})
