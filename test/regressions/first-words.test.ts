// What people write who are used to other tools, and what a sandbox says that stands still.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import ts from 'typescript'
import { expect, it } from 'vitest'

import { runCommand } from '../cli/run-command.ts'
import { ROOT } from '../house/sources.ts'
import { startTestSandbox } from '../support/sandbox.ts'

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

it.each([['version'], ['-v']])('%s prints the version', async (word) => {
  expect(await runCommand([word])).toMatchObject({ exitCode: 0, stdout: `${manifest.version}\n` })
})

it('--no-color takes the colours away, wherever it stands', async () => {
  const { app, call } = await startTestSandbox()
  await call('GET', '/me')
  const variables = { FORCE_COLOR: '1' }
  const logs = ['logs', '--url', app.url]
  expect((await runCommand(logs, { variables })).stdout).toContain('\u001B[')
  const plain = await runCommand([...logs, '--no-color'], { variables })
  expect(plain).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('/v1/me') })
  expect(plain.stdout).not.toContain('\u001B[')
})

it('--host that is a URL is refused with what to write', async () => {
  const { exitCode, stderr } = await runCommand(['--host', 'http://localhost', '--memory'])
  expect(stderr).toMatch(
    /--host must be .*such as 127\.0\.0\.1, without http:\/\/ .*Did you mean localhost\?/,
  )
  expect(exitCode).toBe(2)
})

it('a rate limit under a virtual clock says that time stands still', async () => {
  const { call } = await startTestSandbox({ tier: 'default' })
  const replies = []
  for (let n = 0; n < 61; n++) replies.push(await call('POST', '/labels', { name: `l${n}` }))
  expect(replies.at(-1)).toMatchObject({
    status: 429,
    body: { error: { message: expect.stringContaining('Time stands still') } },
  })
})

it('TypeScript finds each door of the package by its older ways, too', () => {
  const host: ts.ModuleResolutionHost = {
    fileExists: (path) =>
      /\/node_modules\/kirim-sandbox\/(?:package\.json|dist\/types\/\w+\.d\.ts)$/.test(path),
    readFile: () => JSON.stringify(manifest),
  }
  for (const [door, target] of Object.entries(manifest.exports)) {
    const { types } = target as { types?: string }
    if (types === undefined) continue
    const name = `kirim-sandbox${door.slice(1)}`
    const { resolvedModule } = ts.nodeModuleNameResolver(
      name,
      '/app/test.ts',
      { moduleResolution: ts.ModuleResolutionKind.Node10, module: ts.ModuleKind.CommonJS },
      host,
    )
    expect(resolvedModule?.resolvedFileName, name).toBe(
      `/app/node_modules/kirim-sandbox/${types.replace('./', '')}`,
    )
  }
})
