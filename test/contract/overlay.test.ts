// The overlay adds to the vendor's document and takes nothing from it.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { describe, expect, it } from 'vitest'

import type { OpenApiDocument } from '../../src/contract/document.ts'
import { applyOverlay, type Overlay } from '../../src/contract/overlay.ts'

const vendor = JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenApiDocument
const overlay = JSON.parse(readFileSync('src/contract/overlay.json', 'utf8')) as Overlay
const effective = applyOverlay(vendor, overlay)

type Operations = [key: string, operation: Record<string, never>][]

function operationsOf(document: OpenApiDocument): Operations {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): Operations[number] => [
      `${method.toUpperCase()} ${path}`,
      operation as unknown as Record<string, never>,
    ]),
  )
}

/** The places where `after` does not contain what `before` says, as dotted paths. */
function changesOf(before: unknown, after: unknown, path: string): string[] {
  if (typeof before !== 'object' || before === null) return before === after ? [] : [path]
  if (typeof after !== 'object' || after === null) return [path]
  return Object.entries(before).flatMap(([key, value]) =>
    changesOf(value, (after as Record<string, unknown>)[key], `${path}/${key}`),
  )
}

type Problem = { readonly message: string; readonly location: readonly { pointer?: string }[] }
type OpenApiLinter = {
  createConfig: (raw: object) => Promise<object>
  lintFromString: (options: object) => Promise<readonly Problem[]>
}

/** What the linter inside openapi-typescript says about the structure of a document. */
async function problemsOf(document: object): Promise<string[]> {
  const require = createRequire(createRequire(import.meta.url).resolve('openapi-typescript'))
  const linter = require('@redocly/openapi-core') as OpenApiLinter
  const rules = { struct: 'error', 'no-unresolved-refs': 'error' }
  const config = await linter.createConfig({ rules })
  const problems = await linter.lintFromString({ source: JSON.stringify(document), config })
  return problems.map(({ message, location }) => `${location[0]?.pointer}: ${message}`)
}

describe('overlay.json', () => {
  it('is an Overlay 1.0 document whose every action has a reason and a source', () => {
    expect(overlay.overlay).toBe('1.0.0')
    for (const action of overlay.actions) {
      expect(action.description.length, action.target).toBeGreaterThan(20)
      expect(action['x-source'], action.target).toMatch(/^prose: \S/)
      expect(action.update, action.target).toBeDefined()
    }
  })

  it('changes nothing that the vendor says except the pattern of limit', () => {
    const changes = changesOf(vendor, effective, '')
    expect(changes).toHaveLength(7)
    for (const change of changes)
      expect(change).toMatch(/^\/paths\/.*\/parameters\/\d+\/schema\/pattern$/)
  })

  it('gives a document that is valid OpenAPI', async () => {
    const broken = { ...effective, paths: { '/x': { get: { responses: 7 } } } }
    expect(await problemsOf(broken)).toHaveLength(1)
    expect(await problemsOf(effective)).toEqual([])
  })

  it('declares one Idempotency-Key with limits, 409 and 422 on every POST and on nothing else new', () => {
    for (const [key, operation] of operationsOf(effective)) {
      const parameters = (operation.parameters ?? []) as { name: string; schema: object }[]
      const keys = parameters.filter(({ name }) => name.toLowerCase() === 'idempotency-key')
      if (!key.startsWith('POST ')) {
        expect(keys, key).toEqual([])
        continue
      }
      expect(keys, key).toHaveLength(1)
      expect(keys[0]?.schema).toMatchObject({ type: 'string', minLength: 1, maxLength: 255 })
      expect(Object.keys(operation.responses ?? {}), key).toEqual(
        expect.arrayContaining(['409', '422']),
      )
    }
  })

  it('adds no 500 to POST /messages, and no 403, 405, 413 or 415 anywhere', () => {
    expect(Object.keys(effective.paths['/messages']?.post?.responses ?? {})).not.toContain('500')
    for (const [key, operation] of operationsOf(effective)) {
      const statuses = Object.keys(operation.responses ?? {})
      for (const status of ['403', '405', '413', '415']) expect(statuses, key).not.toContain(status)
    }
  })

  it('requires exactly the bodies that cannot be empty', () => {
    const required = operationsOf(effective)
      .filter(
        ([, { requestBody }]) => (requestBody as { required?: boolean } | undefined)?.required,
      )
      .map(([key]) => key)
    expect(required).toEqual([
      'POST /messages',
      'POST /webhook_subscriptions',
      'POST /webhook_deliveries/bulk_replay',
      'PATCH /conversations/{id}',
      'POST /contacts',
      'POST /contacts/{id}/labels',
      'POST /contacts/bulk_label',
      'POST /conversations/{id}/labels',
      'POST /labels',
    ])
  })

  it('promises the headers of the prose', () => {
    for (const [key, operation] of operationsOf(effective)) {
      const responses = operation.responses as unknown as Record<string, { headers?: object }>
      for (const [status, { headers = {} }] of Object.entries(responses)) {
        const isLimited = key !== 'GET /health' && status !== '401' && Number(status) < 500
        expect('X-Request-Id' in headers, key).toBe(true)
        expect('X-RateLimit-Reset' in headers, `${key} ${status}`).toBe(isLimited)
        expect('Retry-After' in headers, `${key} ${status}`).toBe(status === '429')
        expect('Idempotent-Replayed' in headers, `${key} ${status}`).toBe(key.startsWith('POST '))
      }
    }
    expect(effective.paths['/messages/{id}/media']?.get?.responses['302']).toMatchObject({
      headers: { Location: { schema: { type: 'string' } } },
    })
  })

  it('describes the six events and the headers of a delivery', () => {
    const events = Object.entries(effective.webhooks ?? {})
    expect(events.map(([event]) => event)).toHaveLength(6)
    for (const [, { post }] of events) expect(post.parameters).toHaveLength(6)
  })
})

describe('applyOverlay', () => {
  const action = (target: string, rest: object) => ({
    overlay: '1.0.0',
    info: { title: 'Test', version: '1' },
    actions: [{ target, description: 'Because.', 'x-source': 'prose: /test/', ...rest }],
  })

  it('merges objects, appends to arrays and replaces anything else', () => {
    const document = { a: { b: 1, c: [1], d: { e: 'x' } } }
    const update = { b: 2, c: [2], d: { f: 'y' }, g: null }
    expect(applyOverlay(document, action('$.a', { update }))).toEqual({
      a: { b: 2, c: [1, 2], d: { e: 'x', f: 'y' }, g: null },
    })
  })

  it('appends an entry to an array that is the target itself', () => {
    const document = { list: [{ a: 1 }] }
    const result = applyOverlay(document, action('$.list', { update: { a: 2 } }))
    expect(result).toEqual({ list: [{ a: 1 }, { a: 2 }] })
  })

  it('merges into the whole document', () => {
    expect(applyOverlay({ a: 1 }, action('$', { update: { b: 2 } }))).toEqual({ a: 1, b: 2 })
  })

  it('removes members and entries, several of one array too', () => {
    const document = { list: [1, 2, 3, 4], gone: true }
    expect(applyOverlay(document, action('$.list[?@ > 2]', { remove: true }))).toEqual({
      list: [1, 2],
      gone: true,
    })
    expect(applyOverlay(document, action('$.gone', { remove: true }))).toEqual({
      list: [1, 2, 3, 4],
    })
  })

  it('leaves its arguments as they were and gives each target its own copy', () => {
    const document: Record<string, object> = { a: {}, b: {} }
    const update = { common: { list: [1] } }
    const result = applyOverlay(document, action('$.*', { update })) as Record<
      string,
      typeof update
    >
    result.a?.common.list.push(2)
    expect(result.b?.common.list).toEqual([1])
    expect(document).toEqual({ a: {}, b: {} })
    expect(update).toEqual({ common: { list: [1] } })
  })

  it('names the action whose target matches nothing', () => {
    expect(() => applyOverlay({ a: 1 }, action('$.b', { update: {} }))).toThrow(
      'Overlay action 1 ($.b: Because.) matches nothing.',
    )
  })
})
