// Callers of organisations beside the first: each with its own key, at both doors.
import { expect } from 'vitest'

import type { Reply, TestSandbox } from '../../support/sandbox.ts'

export type Caller = {
  readonly id: string
  readonly key: string
  call(method: string, path: string, body?: unknown, headers?: object): Promise<Reply>
  act(name: string, input: object): Promise<Reply>
  /** The data of a read of the control API. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into data of every shape.
  see(path: string): Promise<any>
}

/** Begins an organisation by the control action. */
export async function beginOrganization(sandbox: TestSandbox, wish: object = {}): Promise<Caller> {
  const { status, body } = await sandbox.act('create-organization', wish)
  expect([status, body.error]).toEqual([200, undefined])
  return callerWith(sandbox, body.data.api_key, body.data.organization_id)
}

/** Whoever has a key. */
export function callerWith({ app }: TestSandbox, key: string, id = ''): Caller {
  const ask = async (method: string, url: string, body?: unknown, headers = {}): Promise<Reply> => {
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, headers: response.headers, body: await response.json() }
  }
  return {
    id,
    key,
    call: (method, path, body, headers) => ask(method, app.url + path, body, headers),
    act: (name, input) => ask('POST', `${app.controlUrl}/actions/${name}`, input),
    see: async (path) => (await ask('GET', app.controlUrl + path)).body.data,
  }
}
