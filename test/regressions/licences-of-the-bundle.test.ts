// What is published says of every package in it under which licence it stands, and nothing else is claimed.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { build } from 'esbuild'
import { expect, it } from 'vitest'

// @ts-expect-error: a script, which has no declarations.
import { BUNDLED } from '../../scripts/bundle.mjs'
// @ts-expect-error: a script, which has no declarations.
import { accountedPackages, factsOf, packagesOf } from '../../scripts/packages.mjs'
import { ROOT } from '../house/sources.ts'

type Facts = { readonly name: string; readonly version: string }

const packages: readonly Facts[] = accountedPackages().map(factsOf)

const entries = readFileSync(join(ROOT, 'dist', 'THIRD-PARTY-LICENSES.txt'), 'utf8')
  .split(`${'='.repeat(80)}\n`)
  .slice(1)

it('the account names every package that the bundle takes something from', async () => {
  const { metafile } = await build({
    entryPoints: ['src/cli/main.ts', 'src/index.ts'],
    outdir: 'nowhere',
    write: false,
    metafile: true,
    logLevel: 'silent',
    ...BUNDLED,
  } as never)
  const bundled = packagesOf(Object.keys(metafile?.inputs ?? {})) as string[]
  expect(accountedPackages()).toEqual(expect.arrayContaining(bundled))
  expect(bundled).toContain('node_modules/ms')
}, 60_000)

it('the account names what the page in the browser is made from', () => {
  const names = packages.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['react-dom', 'react-aria', '@fastify/swagger-ui']))
})

it('every package has the text of its licence', () => {
  const titles = entries.map((entry) => entry.slice(0, entry.indexOf(' (')))
  expect(titles).toEqual(packages.map(({ name, version }) => `${name} ${version}`))
  const wordless = entries.filter((entry) => !/copyright/i.test(entry))
  expect(wordless.map((entry) => entry.split('\n')[0])).toEqual([])
})

it('the bill of materials lists the same packages, by their package URLs', () => {
  const bill = JSON.parse(readFileSync(join(ROOT, 'dist', 'sbom.cdx.json'), 'utf8'))
  const listed = bill.components.map(({ purl }: { purl: string }) => decodeURIComponent(purl))
  const expected = packages.map(({ name, version }) => `pkg:npm/${name}@${version}`)
  expect(listed.sort()).toEqual([...new Set(expected)].sort())
  expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' })
  const ours = bill.dependencies.find(({ ref }: { ref: string }) => /kirim-sandbox/.test(ref))
  expect(ours.dependsOn).toHaveLength(listed.length)
})

it('no package of the account runs a script when it is installed, and none reports home', () => {
  const scripts = packages.filter((facts) => {
    const { install, postinstall, preinstall } =
      (facts as never as { scripts?: Record<string, string> }).scripts ?? {}
    return (install ?? postinstall ?? preinstall) !== undefined
  })
  expect(scripts.map(({ name }) => name)).toEqual([])
  const lock = readFileSync(join(ROOT, 'package-lock.json'), 'utf8')
  expect(lock).not.toContain('scarf')
})

it('docs/dependencies.md names as bundled what is bundled', () => {
  const text = readFileSync(join(ROOT, 'docs', 'dependencies.md'), 'utf8')
  const [, table = ''] = /## In the bundle\n([\s\S]*?)\n## /.exec(text) ?? []
  const told = table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) =>
      [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    )
  const direct = Object.keys(factsOf('.').devDependencies)
  const bundled = packages.map(({ name }) => name).filter((name) => direct.includes(name))
  expect(told.sort()).toEqual([...new Set(bundled)].sort())
})
