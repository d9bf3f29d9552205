// The page at `/` and the files it loads, as the build made them; read when somebody asks.
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { FastifyInstance, FastifyReply } from 'fastify'

import { fail } from '../../domain/failures/failures.ts'
import { packageFolder } from '../../package.ts'
import { type Desk, sendFailure } from '../control/replies.ts'
import { guard } from '../door.ts'

/** Below this path lies what the page loads. */
export const PAGE_PREFIX = '/page'

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
}

/**
 * Files with a hash in their names never change; the page itself is asked for anew each time. The
 * page needs no token, for it asks for one: what it shows comes from the control API.
 */
export function addPage(app: FastifyInstance, desk: Desk): void {
  app.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      guard(desk.door, request, reply, { needsToken: false })
    })
    scope.setErrorHandler((error, _request, reply) => sendFailure(desk, reply, error))
    scope.get('/', (_request, reply) => sendPage(reply))
    scope.get(`${PAGE_PREFIX}/*`, (request, reply) => {
      const { '*': name } = request.params as { '*': string }
      return sendFile(name, reply)
    })
  })
}

/** Everything comes from this server; the one style that a widget adds is known by its nonce. */
function sendPage(reply: FastifyReply): FastifyReply {
  const nonce = randomBytes(16).toString('base64')
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "media-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  const html = readFileSync(join(pageFolder(), 'index.html'), 'utf8')
  const mark = `<meta property="csp-nonce" nonce="${nonce}">`
  return reply
    .headers({
      'Content-Type': TYPES.html ?? '',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': policy,
    })
    .send(html.replace('<head>', () => `<head>${mark}`))
}

function sendFile(name: string, reply: FastifyReply): FastifyReply {
  const folder = pageFolder()
  const type = TYPES[name.split('.').at(-1) ?? '']
  const isKnown = type !== undefined && filesBelow(folder).includes(name)
  if (!isKnown) {
    const path = `${PAGE_PREFIX}/${name}`.slice(0, 100)
    fail('resource_not_found', undefined, `There is nothing at ${path}. The page is at /.`)
  }
  const caching = name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
  return reply
    .headers({ 'Content-Type': type, 'Cache-Control': caching })
    .send(readFileSync(join(folder, name)))
}

/** What the build wrote: nothing else is ever read from the disk. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
    name.replaceAll('\\', '/'),
  )
}

/** Where the build puts it. */
function pageFolder(): string {
  const folder = join(packageFolder(), 'dist', 'web')
  if (!existsSync(join(folder, 'index.html'))) {
    fail('resource_not_found', undefined, 'The page was not built. Run npm run build.')
  }
  return folder
}
