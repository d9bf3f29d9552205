// The published schema: fresh, valid draft-07, and of the same mind as the reader.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { Ajv } from 'ajv'
import ajvFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

import { STEPS } from '../../src/scenario/step-table.ts'
import { ROOT } from '../house/sources.ts'

const text = readFileSync(join(ROOT, 'scenario.schema.json'), 'utf8')
const schema = JSON.parse(text)
const ajv = new Ajv({
  discriminator: true,
  allErrors: true,
  strict: true,
  strictRequired: false,
  strictTypes: false,
})
ajvFormats.default(ajv)
const validate = ajv.compile(schema)

it('is as the build writes it', async () => {
  const script = pathToFileURL(join(ROOT, 'scripts', 'print-reference.mjs')).href
  const { printSchema } = await import(script)
  expect(text).toBe(await printSchema())
})

it('is draft-07, and knows every step', () => {
  expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#')
  expect(Object.keys(schema.definitions.step.properties)).toEqual(
    expect.arrayContaining(Object.keys(STEPS)),
  )
  expect(text).not.toMatch(/"x-|\$defs/)
})

describe('takes what the reader takes', () => {
  const folder = join(ROOT, 'scenarios')
  it.each(readdirSync(folder))('%s', (file) => {
    validate(parse(readFileSync(join(folder, file), 'utf8')))
    expect(validate.errors).toBeNull()
  })
})

describe('refuses what the reader refuses', () => {
  it.each(['no-steps', 'unknown-member', 'unknown-step', 'two-things', 'wrong-input', 'settings'])(
    '%s.yaml',
    (name) => {
      const file = join(ROOT, 'test', 'scenario', 'broken', `${name}.yaml`)
      expect(validate(parse(readFileSync(file, 'utf8')))).toBe(false)
    },
  )
})
