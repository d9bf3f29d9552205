// The table of steps: a step is one value in one file, and nothing else knows its name.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { expect, it } from 'vitest'

import { STEPS } from '../../src/scenario/step-table.ts'
import { OWN_STEPS } from '../../src/scenario/steps/index.ts'
import { pathsBelow, ROOT } from '../house/sources.ts'
import { problemsOf } from './playing.ts'

const folder = join(ROOT, 'src', 'scenario', 'steps')

it('is printed from the files of its folder', async () => {
  const script = pathToFileURL(join(ROOT, 'scripts', 'print-steps.mjs')).href
  const { stepTable } = await import(script)
  expect(readFileSync(join(folder, 'index.ts'), 'utf8')).toBe(await stepTable())
  const files = readdirSync(folder).filter((file) => file !== 'index.ts')
  expect(Object.keys(OWN_STEPS)).toEqual(files.map((file) => file.replace('.ts', '')).sort())
})

/** `call` and its like are words of their own. */
const COMPOUND = Object.keys(OWN_STEPS).filter((name) => name.includes('-'))

it.each(COMPOUND)('%s is named in its own file and in the table only', (name) => {
  const room = join(ROOT, 'src', 'scenario')
  const quoted = new RegExp(`['"\`]${name}['"\`]`)
  const naming = pathsBelow(room).filter((path) =>
    quoted.test(readFileSync(join(room, path), 'utf8')),
  )
  expect(naming.filter((path) => ![`steps/${name}.ts`, 'steps/index.ts'].includes(path))).toEqual(
    [],
  )
})

it.each(Object.entries(OWN_STEPS))('%s has an example that can be read', (name, { example }) => {
  const story = `name: story
variables: { order: {} }
receivers:
  crm: { events: [message.status] }
  app:
    url: http://127.0.0.1:4000/hook
    events: [message.status]
    observe: http://127.0.0.1:4000/state
    start: node app.js
steps:
- call: { operation: GET /me }
  as: ${name === 'call' ? 'me' : 'sent'}
${example}`
  expect(example).toMatch(new RegExp(`^- ${name}:|\\n- ${name}:`))
  expect(problemsOf(story)).toEqual([])
})

it('takes every control action for a step', () => {
  expect(STEPS['advance-clock']?.givesReply).toBe(true)
  expect(Object.keys(STEPS).length).toBeGreaterThan(Object.keys(OWN_STEPS).length + 15)
})
