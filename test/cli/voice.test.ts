// One voice for all errors: whatever is typed wrong is answered in the same form, with exit code 2.
import { expect, it } from 'vitest'

import { run } from './running.ts'

it.each([
  [['--prot', '1'], 'There is no option --prot here. Did you mean --port?'],
  [['list', 'faults', 'x'], 'list takes one argument; got 2.'],
  [['list', '--jsno'], 'There is no option --jsno here. Did you mean --json?'],
  [['env', '--shell'], '--shell takes a value: --shell <shell>.'],
  [['env', '--shell', 'cmd'], '--shell must be one of sh, fish, powershell; got "cmd".'],
  [['env', '--url', 'x y'], '--url does not fit: Expected an address such as'],
  [
    ['wait', '--message', 'a', '--delivery', 'b'],
    '--message and --delivery cannot be given together.',
  ],
  [['snapshot', 'lod'], 'Did you mean load?'],
  [['strat'], 'There is no command strat. Did you mean start?'],
  [['list', 'falts'], 'There is no table falts. Did you mean faults?'],
])('%j', async (args, words) => {
  const { code, stdout, stderr } = await run(args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/^kirim-sandbox: (?:[A-Z<-]|list takes)/)
  expect(stderr).toContain(words)
  expect(stderr).not.toMatch(/^error:|\(Did you mean/m)
})
