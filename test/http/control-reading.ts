// What the tests of the control API's reading side share: asking over HTTP, and a second organisation.

import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'

import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect } from 'vitest'

import { EVENT_TYPES } from '../../src/contract/spec.ts'
import { CONTROL_READS } from '../../src/control/reads/index.ts'
import { reveal } from '../../src/domain/world/secret.ts'
import { oldestFirst } from '../../src/domain/world/tables.ts'
import { beginOrganization } from '../../src/engine/begin-organization.ts'
import type { Organization } from '../../src/engine/sandbox.ts'
import { REQUEST_ID } from '../api/stories.ts'
import type { TestSandbox } from '../support/sandbox.ts'

export type Seen = {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into data of every shape.
  readonly data: any
  readonly error: {
    readonly code: string
    readonly param?: string
    readonly message: string
    readonly request_id: string
  }
}

/** Asks the control API: `ask(sandbox, '/status')`. */
export async function ask(
  { app }: TestSandbox,
  path: string,
  options: { readonly method?: string; readonly key?: string } = {},
): Promise<Seen> {
  const response = await fetch(app.controlUrl + path, {
    method: options.method ?? 'GET',
    headers: options.key === undefined ? {} : { authorization: `Bearer ${options.key}` },
  })
  const { data, error } = (await response.json()) as Pick<Seen, 'data' | 'error'>
  expect(response.headers.get('content-type')).toContain('application/json')
  expect(response.headers.get('x-request-id')).toMatch(REQUEST_ID)
  return { status: response.status, headers: response.headers, data, error }
}

const ajv = new Ajv2020({ strict: true, allErrors: true, discriminator: true })
addFormats.default(ajv)

/** What a read gives: it must be there, and be as its row says. */
export async function see(sandbox: TestSandbox, path: string, key?: string): Promise<Seen['data']> {
  const { status, data, error } = await ask(sandbox, path, key === undefined ? {} : { key })
  expect(error).toBeUndefined()
  expect(status).toBe(200)
  const row = CONTROL_READS.find(({ path: pattern }) => {
    const expression = pattern.replace(/\{\w+\}/, '.+')
    return new RegExp(`^${expression}(\\?|$)`).test(path)
  })
  const validate = ajv.compile(row?.reply ?? false)
  validate(data)
  expect(validate.errors ?? []).toEqual([])
  return data
}

/** An organisation beside the first, with a key of its own. */
export async function secondOrganization(
  { app }: TestSandbox,
  seed = 8,
): Promise<{ readonly organization: Organization; readonly key: string }> {
  const organization = await beginOrganization(app.sandbox, { seed, name: 'Second' })
  const [key] = oldestFirst(organization.world.apiKeys)
  return { organization, key: key === undefined ? '' : reveal(key.token) }
}

/** Makes a subscription to all events, at an inbox; its id. */
export async function subscribeInbox(
  { app, call }: TestSandbox,
  inbox: string,
  key = app.apiKey,
): Promise<string> {
  const { status, body } = await call(
    'POST',
    '/webhook_subscriptions',
    { url: `${app.controlUrl}/inbox/${inbox}`, events: [...EVENT_TYPES] },
    { authorization: `Bearer ${key}` },
  )
  expect(status).toBe(200)
  return body.data.id
}

/** Sends a text as the API's client; the message's id. */
export async function sendText(
  { app, call }: TestSandbox,
  to: string,
  key = app.apiKey,
): Promise<string> {
  const body = { to, type: 'text', text: { body: 'Halo!' } }
  const reply = await call('POST', '/messages', body, { authorization: `Bearer ${key}` })
  expect(reply.status).toBe(200)
  return reply.body.data.id
}

/** A request whose Host and Origin are free, which fetch does not let one choose. */
export function rawRequest(
  url: string,
  options: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> },
  body = '',
): Promise<{
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { ...options, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Sends something to an inbox. */
export function postInbox(
  { app }: TestSandbox,
  inbox: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`${app.controlUrl}/inbox/${inbox}`, { method: 'POST', body, headers })
}
