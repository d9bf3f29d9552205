// The receivers of docs/receivers.md: each is started as it stands there, and judges signatures as it should.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { basename, join } from 'node:path'

import { transform } from 'esbuild'
import { describe, expect, it, onTestFinished } from 'vitest'

import { signPayload } from '../../src/index.ts'
import { ROOT } from '../house/sources.ts'
import { newFolder } from '../support/folder.ts'
import { readPage } from './pages.ts'

type Recipe = {
  /** How it is started, in the folder that it is written to. */
  readonly command: readonly [string, ...string[]]
  /** What says whether the machine has what it needs: exits with 0. */
  readonly needs?: readonly [string, ...string[]]
  /** Files beside those of the page: what a framework's own project has, by name. */
  readonly beside?: Readonly<Record<string, string>>
}

/** Debian's Python, for which Debian has the frameworks. */
const PYTHON = '/usr/bin/python3'

/** What Next does with a route handler: it gives it the request as it came. */
const NEXT = `
import { serve } from '@hono/node-server'
import { POST } from './route.js'
const fetch = (request) => request.method === 'POST' ? POST(request) : new Response(null, { status: 405 })
serve({ fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' })`

/** What Laravel does with a controller, by the parts of it that Debian packs. */
const LARAVEL = `<?php
require '/usr/share/php/Illuminate/autoload.php';
require __DIR__ . '/WebhookController.php';
$request = Illuminate\\Http\\Request::capture();
$isOurs = $request->method() === 'POST' && $request->path() === 'webhooks';
($isOurs ? (new App\\Http\\Controllers\\WebhookController())($request) : new Illuminate\\Http\\Response('', 404))->send();`

const RECIPES: Readonly<Record<string, Recipe>> = {
  express: { command: ['node', 'app.mjs'] },
  fastify: { command: ['node', 'app.mjs'] },
  nest: { command: ['node', 'app.mjs'] },
  next: {
    command: ['node', 'serve.mjs'],
    beside: { 'serve.mjs': NEXT, 'package.json': '{"type":"module"}' },
  },
  hono: { command: ['node', 'app.mjs'] },
  fastapi: { command: [PYTHON, 'app.py'], needs: [PYTHON, '-c', 'import fastapi, uvicorn'] },
  django: { command: [PYTHON, 'app.py'], needs: [PYTHON, '-c', 'import django'] },
  laravel: {
    command: ['sh', '-c', 'exec php -S "127.0.0.1:$PORT" index.php'],
    needs: ['php', '-r', 'exit(@include("/usr/share/php/Illuminate/autoload.php") ? 0 : 1);'],
    beside: { 'index.php': LARAVEL },
  },
  go: {
    command: ['sh', '-c', 'go build -o receiver main.go && exec ./receiver'],
    needs: ['go', 'version'],
  },
}

/** A compiler that starts cold, on a machine that is busy. */
const START_MAX_MS = 120_000

const SECRET = 'whsec_a-secret-for-the-recipes-of-the-documentation'

/** The blocks of the page that are files: path and text. */
const FILES = [
  ...readPage('docs/receivers.md').text.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm),
].map(([, path = '', text = '']) => ({ path, text }))

it('has a recipe for each framework that the page names', () => {
  const named = FILES.filter(({ path }) => path.includes('/')).map(({ path }) => path.split('/')[0])
  expect(named).toEqual(Object.keys(RECIPES))
})

describe.each(Object.entries(RECIPES))('the receiver for %s', (name, recipe) => {
  const isHere =
    recipe.needs === undefined ||
    spawnSync(recipe.needs[0], recipe.needs.slice(1), { stdio: 'ignore' }).status === 0
  if (!isHere) process.stderr.write(`This machine has no ${name}: its receiver is skipped.\n`)

  it.skipIf(!isHere)(
    'takes what is signed, refuses what is not, and stays',
    async () => {
      const post = await started(name, recipe)
      const body = '{\n  "text": "Halo, pesanan é 🎉",\n  "number": 1.0\n}'
      const other = `${SECRET}-of-somebody-else`
      const now = Math.floor(Date.now() / 1_000)
      const sign = (t = now, ...secrets: string[]) =>
        signPayload({ secrets: secrets.length === 0 ? [SECRET] : secrets, t, body })
      expect({
        'well signed': await post(body, sign()),
        'the second of two digests': await post(body, sign(now, other, SECRET)),
        '290 seconds old': await post(body, sign(now - 290)),
        unsigned: await post(body, undefined),
        'signed with another secret': await post(body, sign(now, other)),
        changed: await post(body.replace('1.0', '1'), sign()),
        '310 seconds old': await post(body, sign(now - 310)),
        '310 seconds ahead': await post(body, sign(now + 310)),
        'no signature in the header': await post(body, 'v1=,t='),
        'signed, but no JSON': await post(
          'halo',
          signPayload({ secrets: [SECRET], t: now, body: 'halo' }),
        ),
        'well signed after all this': await post(body, sign()),
      }).toEqual({
        'well signed': 200,
        'the second of two digests': 200,
        '290 seconds old': 200,
        unsigned: 401,
        'signed with another secret': 401,
        changed: 401,
        '310 seconds old': 401,
        '310 seconds ahead': 401,
        'no signature in the header': 401,
        'signed, but no JSON': 400,
        'well signed after all this': 200,
      })
    },
    START_MAX_MS,
  )
})

/** Starts a recipe; what it returns posts a body to it and tells the status of the answer. */
async function started(name: string, { command: [program, ...args], beside = {} }: Recipe) {
  const folder = newFolder()
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir')
  for (const { path, text } of FILES) {
    if (path.includes('/') && !path.startsWith(`${name}/`)) continue
    await write(folder, basename(path), text)
  }
  for (const [file, text] of Object.entries(beside)) writeFileSync(join(folder, file), text)
  const port = await freePort()
  const child = spawn(program, args, {
    cwd: folder,
    env: {
      ...process.env,
      PORT: `${port}`,
      KIRIM_WEBHOOK_SECRET: SECRET,
      PYTHONDONTWRITEBYTECODE: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => end(child))
  const url = `http://127.0.0.1:${port}/webhooks`
  await untilItAnswers(url, child)
  return async (body: string, signature: string | undefined) => {
    const headers = { 'content-type': 'application/json', 'x-kirim-event': 'message.received' }
    const signed = signature === undefined ? {} : { 'x-kirim-signature': signature }
    const response = await fetch(url, { method: 'POST', body, headers: { ...headers, ...signed } })
    await response.arrayBuffer()
    return response.status
  }
}

/** TypeScript is compiled as a project of that framework does. */
async function write(folder: string, file: string, text: string) {
  if (!file.endsWith('.ts')) return writeFileSync(join(folder, file), text)
  const tsconfigRaw = { compilerOptions: { experimentalDecorators: true } }
  const { code } = await transform(text, {
    loader: 'ts',
    format: 'esm',
    target: 'node20',
    tsconfigRaw,
  })
  writeFileSync(join(folder, file.replace(/\.ts$/, '.mjs')), code)
}

/** A port that was free a moment ago: these programs do not tell which one they took. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('There is no port.')
  return address.port
}

/** Ready is a program whose URL answers anything. */
async function untilItAnswers(url: string, child: ChildProcess) {
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += text))
  for (;;) {
    if (child.exitCode !== null)
      throw new Error(`The program ended with ${child.exitCode}:\n${said}`)
    try {
      await (await fetch(url)).arrayBuffer()
      return
    } catch {
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

async function end(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}
