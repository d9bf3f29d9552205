// The page of the documentation: it comes from this server alone, and knows a key that works.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { OPERATION_KEYS } from '../../src/contract/spec.ts'
import { operationExamples } from '../../src/http/docs/examples.ts'
import { startCli } from '../cli/running.ts'
import { ROOT } from '../house/sources.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { rawRequest } from './control-reading.ts'

/** Addresses in the page, and in what it tells its script. */
function linksOf(page: string): string[] {
  return [...page.matchAll(/(?:href|src|"url")[=:]"([^"]+)"/g)].map(([, link = '']) => link)
}

function originOf({ app }: TestSandbox): string {
  return new URL(app.url).origin
}

async function pageOf(sandbox: TestSandbox): Promise<string> {
  return (await fetch(`${originOf(sandbox)}/docs`)).text()
}

function factsOf(page: string): { readonly key: string | null } {
  return JSON.parse(/id="facts">([^<]*)</.exec(page)?.[1] ?? '')
}

describe('GET /docs', () => {
  it('is a page, with a slash at its end or without', async () => {
    const sandbox = await startTestSandbox()
    for (const path of ['/docs', '/docs/', '/docs?x=1']) {
      const response = await fetch(originOf(sandbox) + path, { redirect: 'error' })
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    }
  })

  it('loads everything from this server, and all of it is there', async () => {
    const sandbox = await startTestSandbox()
    const links = linksOf(await pageOf(sandbox))
    expect(links).toHaveLength(8)
    for (const link of links) {
      expect(link).toMatch(/^\/(docs|_sandbox)\//)
      const response = await fetch(originOf(sandbox) + link)
      expect([link, response.status]).toEqual([link, 200])
      expect((await response.text()).length).toBeGreaterThan(100)
    }
  })

  it('lets the browser load from nowhere else, and no other page frame it', async () => {
    const { headers } = await fetch(`${originOf(await startTestSandbox())}/docs`)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('http')
  })

  it('knows the key of the default organisation, and another one when that is revoked', async () => {
    const sandbox = await startTestSandbox()
    expect(factsOf(await pageOf(sandbox)).key).toBe(sandbox.app.apiKey)
    await sandbox.act('revoke-key', { token: sandbox.app.apiKey })
    const { key } = factsOf(await pageOf(sandbox))
    expect(key).not.toBe(sandbox.app.apiKey)
    const headers = { authorization: `Bearer ${key}` }
    expect((await sandbox.call('GET', '/me', undefined, headers)).status).toBe(200)
    await sandbox.act('revoke-key', { token: key })
    expect(factsOf(await pageOf(sandbox)).key).toBeNull()
  })

  it('tells its script, which pages of others could load, no key', async () => {
    const sandbox = await startTestSandbox()
    const script = await (await fetch(`${originOf(sandbox)}/docs/start.js`)).text()
    expect(script).not.toContain('kdv_')
  })
})

it.each([
  '/docs',
  '/docs/',
  '/docs/start.js',
  '/docs/kirim-openapi.json',
  '/_sandbox/openapi.json',
])('%s is closed to other names and to pages from elsewhere', async (path) => {
  const url = originOf(await startTestSandbox()) + path
  for (const headers of [{ host: 'evil.example' }, { origin: 'https://evil.example' }]) {
    const { status, body } = await rawRequest(url, { headers })
    expect([status, JSON.parse(body).error.code]).toEqual([403, 'control_forbidden'])
  }
})

it('answers for files that it does not have in the one envelope', async () => {
  const origin = originOf(await startTestSandbox())
  const ids = new Set()
  for (const name of ['nothing', 'constructor', 'swagger-ui-bundle.js.map', '..%2fcli.js']) {
    const response = await fetch(`${origin}/docs/${name}`)
    const { error } = (await response.json()) as { error: { code: string; request_id: string } }
    expect([name, response.status, error.code]).toEqual([name, 404, 'resource_not_found'])
    ids.add(error.request_id)
  }
  const { headers } = await fetch(`${origin}/_sandbox/status`)
  expect(ids.add(headers.get('x-request-id')).size).toBe(5)
})

describe("the vendor's document on the page", () => {
  it('differs in its servers, and in examples of bodies', async () => {
    const sandbox = await startTestSandbox()
    const response = await fetch(`${originOf(sandbox)}/docs/kirim-openapi.json`)
    const shown = JSON.parse(await response.text())
    const vendor = JSON.parse(readFileSync(join(ROOT, 'openapi.json'), 'utf8'))
    expect(shown.servers).toEqual([{ url: '/v1', description: 'This sandbox' }])
    for (const path of ['/messages', '/contacts', '/labels', '/webhook_subscriptions']) {
      const media = shown.paths[path].post.requestBody.content['application/json']
      expect(Object.keys(media.examples).length).toBeGreaterThan(0)
      delete media.examples
    }
    expect({ ...shown, servers: vendor.servers }).toEqual(vendor)
  })

  it("leaves the one at /v1/openapi.json as the vendor's, byte for byte", async () => {
    const sandbox = await startTestSandbox()
    await fetch(`${originOf(sandbox)}/docs/kirim-openapi.json`)
    const served = await (await fetch(`${sandbox.app.url}/openapi.json`)).text()
    expect(served).toBe(readFileSync(join(ROOT, 'openapi.json'), 'utf8'))
  })

  const bodies = Object.entries(operationExamples('http://127.0.0.1', '+6281300000001')).flatMap(
    ([key, each]) => Object.entries(each).map(([name, body]) => [key, name, body] as const),
  )
  it.each(bodies)('%s, %s: the example works', async (key, _name, body) => {
    const sandbox = await startTestSandbox({ world: 'default' })
    expect(OPERATION_KEYS).toContain(key)
    const [method = '', path = ''] = key.split(' ')
    const reply = await sandbox.call(method, path, body)
    expect(reply.body.error).toBeUndefined()
    if (path !== '/messages') return
    await sandbox.settle()
    const { body: message } = await sandbox.call('GET', `/messages/${reply.body.data.id}`)
    expect(message.data.status).toBe('read')
  })
})

describe('the built package', () => {
  it('serves the page, its files and the control document', async () => {
    const { ready } = await startCli()
    const { origin } = new URL(ready.url)
    const page = await (await fetch(`${origin}/docs`)).text()
    for (const link of linksOf(page)) {
      expect([link, (await fetch(origin + link)).status]).toEqual([link, 200])
    }
  })

  it('loads the plug-in that writes the control document only when it is asked for', () => {
    const files = readdirSync(join(ROOT, 'dist'), { recursive: true, encoding: 'utf8' })
    const texts = files
      .filter((file) => file.endsWith('.js') && !file.startsWith('swagger-ui'))
      .map((file) => readFileSync(join(ROOT, 'dist', file), 'utf8'))
    const imports = texts.flatMap((text) => [...text.matchAll(/.{8}"[./a-z]*\/swagger-\w+\.js"/g)])
    expect(imports.map(([found]) => found.slice(0, 8))).toEqual([
      expect.stringMatching(/import\($/),
    ])
  })
})
