// The control API's document: valid, complete, and true.
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describe, expect, it } from 'vitest'

import { V1 } from '../../src/api/v1/api.ts'
import { ACTION_INPUTS, ACTIONS } from '../../src/control/actions/index.ts'
import { EVENT_STREAM } from '../../src/control/reads/events.ts'
import { INBOX_DOOR } from '../../src/control/reads/inbox-script.ts'
import { CONTROL_READS } from '../../src/control/reads/index.ts'
import type { FailureCode } from '../../src/domain/failures/failures.ts'
import { controlDocument } from '../../src/http/control/openapi.ts'
import { STOP_DOOR } from '../../src/http/control/stop-route.ts'
import { startTestSandbox } from '../support/sandbox.ts'

type Operation = {
  readonly summary: string
  readonly description?: string
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly requestBody?: { readonly content: Record<string, { schema: unknown; example: unknown }> }
  readonly responses: Record<string, { readonly description: string }>
}

const text = await controlDocument(V1, '/_sandbox')
const document = JSON.parse(text) as {
  readonly openapi: string
  readonly servers: readonly { readonly url: string }[]
  readonly paths: Record<string, Record<string, Operation>>
}

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
)

describe('is valid', () => {
  it('by a linter at its strictest', async () => {
    expect(await lint(text)).toEqual([])
  })

  it('which notices what is wrong', async () => {
    const broken = structuredClone(document)
    Object.assign(broken.paths['/status']?.get ?? {}, { operationId: 'readJournal' })
    Object.assign(broken.paths['/messages/{id}']?.get ?? {}, { parameters: [] })
    expect(await lint(JSON.stringify(broken))).toEqual([
      'operation-operationId-unique',
      'path-parameters-defined',
    ])
  })

  async function lint(source: string): Promise<string[]> {
    const config = await createConfig({ extends: ['recommended-strict'] })
    const problems = await lintFromString({ source, config })
    return problems.map(({ ruleId }) => ruleId).sort()
  }
})

describe('is complete', () => {
  it('with every action, read, stream and inbox route', () => {
    const expected = [
      ...Object.keys(ACTIONS).map((name) => `post /actions/${name}`),
      ...CONTROL_READS.map(({ path }) => `get ${path}`),
      `post ${STOP_DOOR.path}`,
      `get ${EVENT_STREAM.path}`,
      `post ${INBOX_DOOR.path}`,
      `get ${INBOX_DOOR.path}`,
      `delete ${INBOX_DOOR.path}`,
      'get /openapi.json',
    ]
    const found = operations.map(({ method, path }) => `${method} ${path}`)
    expect(found.sort()).toEqual(expected.sort())
  })

  it('with a sentence and every documented failure of each action', () => {
    for (const [name, { what, failures }] of Object.entries(ACTIONS)) {
      const operation = document.paths[`/actions/${name}`]?.post
      expect(operation?.summary).toBe(what)
      for (const code of failures as readonly FailureCode[]) {
        expect(operation?.responses[V1.failures[code].status]?.description).toContain(`\`${code}\``)
      }
    }
  })

  it('with the schemas that the code checks with', () => {
    for (const [name, input] of Object.entries(ACTION_INPUTS)) {
      const body = document.paths[`/actions/${name}`]?.post?.requestBody
      const { $defs, ...schema } = input
      const shown = Object(body?.content['application/json']?.schema)
      if ($defs === undefined) expect(shown).toEqual(schema)
      else expect(Object.keys(shown.properties)).toEqual(Object.keys(Object(schema.properties)))
      // What a schema names by reference is put in: a document's references lead elsewhere.
      expect(JSON.stringify(shown)).not.toContain('$ref')
    }
    for (const { path, params, query } of CONTROL_READS) {
      const names = document.paths[path]?.get?.parameters?.map(({ name }) => name) ?? []
      expect(names.sort()).toEqual([...Object.keys(params), ...Object.keys(query)].sort())
    }
  })

  it('with every event of the stream', () => {
    const description = document.paths['/events']?.get?.description
    for (const kind of Object.keys(EVENT_STREAM.events)) expect(description).toContain(kind)
  })
})

describe('is true', () => {
  it('is what the server serves', async () => {
    const { app } = await startTestSandbox()
    const response = await fetch(`${app.controlUrl}/openapi.json`)
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(await response.text()).toBe(text)
    expect(new URL(document.servers[0]?.url ?? '', app.controlUrl).href).toBe(app.controlUrl)
  })

  it.each(operations.map(({ method, path }) => [method, path]))('%s %s', async (method, path) => {
    const { app } = await startTestSandbox()
    const url = app.controlUrl + path.replace(/\{\w+\}/, 'anything')
    const response = await fetch(url, { method })
    if (path === EVENT_STREAM.path) return response.body?.cancel()
    expect(await response.text()).not.toContain('There is nothing at')
  })

  it.each(Object.entries(ACTIONS))('%s: the example is taken', async (name, { example }) => {
    const sandbox = await startTestSandbox({ world: 'default' })
    await sandbox.act('customer-writes', ACTIONS['customer-writes'].example)
    if (name === 'load-snapshot') await sandbox.act('save-snapshot', example)
    if (name === 'rewind') await sandbox.act('checkpoint', example)
    const { status, body } = await sandbox.act(name, example)
    const hasId = Object.values(example).some((value) => /^(msg|org)_/.test(String(value)))
    if (hasId) expect([status, body.error.code]).toEqual([404, 'resource_not_found'])
    else expect(body).toEqual({ data: expect.anything() })
  })
})
