// Three packages of the bundle stood in THIRD-PARTY-LICENSES.txt without a word of their licence.
import { build } from 'esbuild'
import { expect, it } from 'vitest'

// @ts-expect-error: a script, which has no declarations.
import { BUNDLED, licenses } from '../../scripts/bundle.mjs'

it('the licence text of every package in the bundle is in the list', async () => {
  const { metafile } = await build({
    entryPoints: ['src/cli/main.ts', 'src/index.ts'],
    outdir: 'nowhere',
    write: false,
    metafile: true,
    logLevel: 'silent',
    ...BUNDLED,
  } as never)
  const entries = licenses(metafile as never)
    .split(`${'='.repeat(80)}\n`)
    .slice(1)
  const named = new Set(entries.map((entry: string) => entry.slice(0, entry.indexOf(' '))))
  for (const input of Object.keys(metafile?.inputs ?? {})) {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]
    if (name !== undefined) expect(named).toContain(name)
  }
  const wordless = entries.filter((entry: string) => !/copyright/i.test(entry))
  expect(wordless.map((entry: string) => entry.split('\n')[0])).toEqual([])
  expect(named).toContain('ms')
}, 60_000)
