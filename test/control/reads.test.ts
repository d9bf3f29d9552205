// The table of reads: each row says what it is, what it takes, and what it gives.
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'

import { EVENT_STREAM } from '../../src/control/reads/events.ts'
import { INBOX_DOOR } from '../../src/control/reads/inbox-script.ts'
import { CONTROL_READS } from '../../src/control/reads/index.ts'

const ajv = new Ajv2020({ strict: true, allErrors: true, discriminator: true })
addFormats.default(ajv)

type Part = Readonly<Record<string, unknown>>

/** Every schema below a schema, with the way to it. */
function parts(schema: Part, path: string): [string, Part][] {
  const {
    properties = {},
    items,
    oneOf = [],
    additionalProperties,
  } = schema as {
    properties?: Record<string, Part>
    items?: Part
    oneOf?: Part[]
    additionalProperties?: Part | boolean
  }
  const below: [string, Part][] = [
    ...Object.entries(properties).map(([name, one]): [string, Part] => [`${path}.${name}`, one]),
    ...oneOf.map((one, index): [string, Part] => [`${path}(${index})`, one]),
  ]
  if (items !== undefined) below.push([`${path}[]`, items])
  if (typeof additionalProperties === 'object') below.push([`${path}.*`, additionalProperties])
  return [[path, schema], ...below.flatMap(([name, one]) => parts(one, name))]
}

describe.each(CONTROL_READS.map((row) => [row.path, row] as const))('GET %s', (path, row) => {
  it('says what it is in a sentence', () => {
    expect(row.what).toMatch(/^[A-Z].+\.$/)
  })

  it('describes every parameter of its path, which stands at its end', () => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    expect(Object.keys(row.params)).toEqual(names)
    expect(path).toMatch(/^(\/[a-z]+)+(\/\{\w+\})?$/)
  })

  it('has schemas that compile in strict mode', () => {
    const schemas = [row.reply, ...Object.values(row.params), ...Object.values(row.query)]
    for (const schema of schemas) expect(() => ajv.compile(schema)).not.toThrow()
  })

  it('describes whatever it takes and gives', () => {
    const all = [
      ...parts(row.reply, 'reply'),
      ...Object.entries(row.params),
      ...Object.entries(row.query),
    ]
    const silent = all.filter(([, { description }]) => !/^\S.+\.$/.test(String(description)))
    expect(silent.map(([name]) => name)).toEqual([])
  })

  it('names in snake case', () => {
    const names = [...parts(row.reply, 'reply'), ...Object.entries(row.query)].map(([name]) => name)
    expect(names.filter((name) => !/^[a-z0-9_.*()[\]]+$/.test(name))).toEqual([])
  })
})

it('has each path once', () => {
  const paths = [...CONTROL_READS, EVENT_STREAM, INBOX_DOOR].map(({ path }) => path)
  expect(new Set(paths).size).toBe(paths.length)
})

it('describes the events of the stream', () => {
  expect(Object.keys(EVENT_STREAM.events)).toEqual(expect.arrayContaining(['gap', 'request']))
  for (const schema of Object.values(EVENT_STREAM.events)) {
    expect(() => ajv.compile(schema)).not.toThrow()
  }
})
