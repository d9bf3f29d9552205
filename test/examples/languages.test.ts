// The examples in other languages pass against a sandbox, where this machine has the language.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { startSandbox } from '../../src/index.ts'
import { ROOT } from '../house/sources.ts'
import { newFolder } from '../support/folder.ts'

type Example = {
  readonly folder: string
  readonly command: readonly [string, ...string[]]
  /** What says whether the machine has it: exits with 0. */
  readonly needs: readonly [string, ...string[]]
  /** What is printed when all went well. */
  readonly prints: RegExp
}

const EXAMPLES: Readonly<Record<string, Example>> = {
  'Python, standard library': {
    folder: 'python',
    command: ['python3', '-m', 'unittest', 'test_with_unittest'],
    needs: ['python3', '--version'],
    prints: /Ran 3 tests(.|\n)*OK/,
  },
  'Python, pytest': {
    folder: 'python',
    command: ['python3', '-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'test_with_pytest.py'],
    needs: ['python3', '-m', 'pytest', '--version'],
    prints: /6 passed/,
  },
  Go: {
    folder: 'go',
    command: ['go', 'test', '-count=1', './...'],
    needs: ['go', 'version'],
    prints: /^ok /m,
  },
  PHP: {
    folder: 'php',
    command: ['php', 'order.php'],
    needs: ['php', '-r', 'exit(extension_loaded("json") ? 0 : 1);'],
    prints: /ok: the signature is good/,
  },
  'Shell, signatures': {
    folder: 'shell',
    command: ['bash', 'vectors.sh'],
    needs: ['bash', '-c', 'command -v jq && command -v openssl'],
    prints: /ok: 32 signatures are judged/,
  },
  Shell: {
    folder: 'shell',
    command: ['bash', 'order.sh'],
    needs: ['bash', '-c', 'command -v curl && command -v openssl'],
    prints: /ok: the signature is good/,
  },
}

/** A compiler that starts cold, on a machine that is busy. */
const RUN_MAX_MS = 120_000

describe.each(Object.entries(EXAMPLES))('%s', (language, example) => {
  const isHere = spawnSync(example.needs[0], example.needs.slice(1)).status === 0
  // Whoever reads the run should know what was left out.
  if (!isHere) {
    process.stderr.write(
      `This machine has no ${language}: examples/${example.folder} is skipped.\n`,
    )
  }

  it.skipIf(!isHere)(
    'passes against a sandbox',
    async () => {
      await using sandbox = await startSandbox()
      const { code, output } = await run(example, sandbox.env)
      expect([code, output]).toEqual([0, expect.stringMatching(example.prints)])
    },
    RUN_MAX_MS,
  )

  it('is there', () => {
    expect(existsSync(join(ROOT, 'examples', example.folder))).toBe(true)
  })
})

async function run(
  { folder, command: [program, ...args] }: Example,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const caches = newFolder()
  const { PATH = '', HOME = caches } = process.env
  const child = spawn(program, args, {
    cwd: join(ROOT, 'examples', folder),
    env: {
      PATH,
      HOME,
      PYTHONDONTWRITEBYTECODE: '1',
      GOFLAGS: '-mod=mod',
      // Go compiles its own library once, and not each time.
      GOCACHE: join(ROOT, 'node_modules', '.cache', 'kirim-sandbox', 'go'),
      CGO_ENABLED: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output }
}
