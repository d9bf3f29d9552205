// Options: flag before variable before config file before default, and clear words for what is wrong.
import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { resolveOptions, START_OPTIONS, variableOf } from '../../src/cli/options.ts'
import type { Schema } from '../../src/schema/json-schema.ts'
import { launch, run, startCli } from './running.ts'

const NAMES = Object.keys(START_OPTIONS) as (keyof typeof START_OPTIONS)[]

/** The long flag of an option: `--strict-urls`. */
const flagOf = (name: keyof typeof START_OPTIONS) =>
  /--[\w-]+/.exec(START_OPTIONS[name].flag)?.[0] ?? ''

describe('an option comes', () => {
  const all = { port: '1', env: { KIRIM_SANDBOX_PORT: '2' }, config: { port: 3 } }

  it('from its flag, else its variable, else the config file, else the default', () => {
    expect(resolveOptions({ port: all.port }, all.env, all.config).port).toBe(1)
    expect(resolveOptions({}, all.env, all.config).port).toBe(2)
    expect(resolveOptions({}, {}, all.config).port).toBe(3)
    expect(resolveOptions({}, {}, {}).port).toBe(3000)
  })

  it('each from where it is said, not all from one place', async () => {
    const { ready, call } = await startCli(['--seed', '1'], {
      env: { KIRIM_SANDBOX_SEED: '2', KIRIM_SANDBOX_CLOCK: 'virtual' },
      config: { seed: 3, clock: 'real', world: 'empty', tier: 'pro' },
    })
    expect(ready.seed).toBe(1)
    const { headers, body } = await call('POST', '/contacts', { phone_number: '+6281312345678' })
    expect(body.data.created_at).toBe('2026-01-01T00:00:00.000Z')
    expect(headers.get('x-ratelimit-limit')).toBe('600')
    expect((await call('GET', '/contacts')).body.data).toHaveLength(1)
  })

  it('from the config file of the folder, which editors may know by a schema', async () => {
    const { ready } = await startCli([], { config: { $schema: './x.json', seed: 77 } })
    expect(ready.seed).toBe(77)
  })

  it.each([
    ['1', true],
    ['true', true],
    ['0', false],
    ['false', false],
    ['', false],
  ])('from a variable that says %j as %s', (text, value) => {
    expect(resolveOptions({}, { KIRIM_SANDBOX_STRICT_URLS: text }, {}).strictUrls).toBe(value)
  })

  it.each([
    [{ allowTarget: ['a.example', 'b.example'] }, {}, {}],
    [{}, { KIRIM_SANDBOX_ALLOW_TARGET: 'a.example, b.example,' }, {}],
    [{}, {}, { allowTarget: ['a.example', 'b.example'] }],
  ])('as a list from wherever it comes: %j %j %j', (flags, env, config) => {
    expect(resolveOptions(flags, env, config).allowTarget).toEqual(['a.example', 'b.example'])
  })

  it('as an empty list when nobody says it', () => {
    expect(resolveOptions({}, {}, {}).allowTarget).toEqual([])
  })
})

describe('a bad value is refused with exit code 2 and words that name', () => {
  it.each([
    [['--port', 'abc'], '--port must be an integer from 0 to 65535; got "abc"'],
    [['--port', '65536'], '--port must be an integer from 0 to 65535; got "65536"'],
    [['--port', '80.5'], '--port must be an integer'],
    [['--port='], '--port must be an integer'],
    [['--seed', '-1'], '--seed'],
    [['--seed', '4294967296'], '--seed must be an integer from 0 to 4294967295'],
    [['--clock', 'fast'], '--clock must be'],
    [['--clock', 'x0'], '--clock must be'],
    [['--tier', 'gold'], '--tier must be one of default, pro, unlimited; got "gold"'],
    [['--host', ''], '--host must be an address or a name such as 127.0.0.1'],
    [['--host', 'http://10.0.0.5:80'], 'got "http://10.0.0.5:80". Did you mean 10.0.0.5?'],
    [['--clock', '60'], 'got "60". Did you mean x60?'],
    [['--tier', 'Pro'], 'got "Pro". Did you mean pro?'],
    [['--host', '0.0.0.0'], 'set one with --control-token or KIRIM_SANDBOX_CONTROL_TOKEN'],
    [['--control-token', 'short'], '--control-token must be a text of 16 to 512 letters'],
    [['--allow-target', 'http://x.example'], '--allow-target takes a host such as'],
    [['--prot', '1'], 'kirim-sandbox: There is no option --prot here. Did you mean --port?'],
    [['--port'], 'kirim-sandbox: --port takes a value: --port <number>.'],
    [['start', 'now'], 'kirim-sandbox: start takes no arguments; got 1.'],
    [['strat'], 'start'],
  ])('%j', async (args, words) => {
    const { code, stderr, stdout } = await run(args)
    expect(stderr).toContain(words)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).not.toContain('    at ')
  })

  it('the flag that was meant', async () => {
    expect((await run(['--prot', '1'])).stderr).toContain('Did you mean --port?')
  })

  it.each(NAMES.filter((name) => START_OPTIONS[name].shape.type !== 'array'))(
    'the variable of %s',
    (name) => {
      const isText = START_OPTIONS[name].shape.type === 'string'
      const words = isText ? 'got an empty string\\.' : 'got "many"\\.'
      const variables = { [variableOf(name)]: isText ? '' : 'many' }
      const whole = new RegExp(`^${variableOf(name)} must be .*; ${words}`)
      expect(() => resolveOptions({}, variables, {})).toThrow(whole)
    },
  )

  it('all that are wrong at once, wherever each came from', () => {
    const refused = () =>
      resolveOptions({ port: 'abc' }, { KIRIM_SANDBOX_CLOCK: '60' }, { sed: 1, tier: 'gold' })
    expect(refused).toThrow(
      [
        `"sed" in kirim-sandbox.config.json is not a known field; expected one of the fields $schema, ${NAMES.join(', ')}. Did you mean seed?`,
        '--port must be an integer from 0 to 65535; got "abc".',
        'KIRIM_SANDBOX_CLOCK must be real, virtual, or x and a factor such as x60; got "60". Did you mean x60?',
        '"tier" in kirim-sandbox.config.json must be one of default, pro, unlimited; got "gold".',
      ].join('\n'),
    )
  })

  it.each(['KIRIM_SANDBOX_SEED', 'KIRIM_SANDBOX_STRICT_URLS', 'KIRIM_SANDBOX_TUI'])(
    'the variable %s, of whatever kind it is',
    async (variable) => {
      const { until, stderr } = launch(['--port', '0'], { env: { [variable]: 'maybe' } })
      await until((output) => output.stderr.includes('\n'))
      expect(stderr()).toContain(`${variable} must be`)
    },
  )

  it.each([
    ['{', 'kirim-sandbox.config.json is not valid JSON'],
    ['[]', 'kirim-sandbox.config.json must hold a JSON object'],
    ['null', 'kirim-sandbox.config.json must hold a JSON object'],
    ['{"prot": 1}', '"prot" in kirim-sandbox.config.json is not a known field'],
    ['{"prot": 1}', 'Did you mean port?'],
    ['{"toString": 1}', '"toString" in kirim-sandbox.config.json is not a known field'],
    ['{"port": "abc"}', '"port" in kirim-sandbox.config.json must be an integer'],
    ['{"strictUrls": "maybe"}', '"strictUrls" in kirim-sandbox.config.json must be true or false'],
    ['{"host": 7}', '"host" in kirim-sandbox.config.json must be an address'],
  ])('the config file that holds %s', async (config, words) => {
    const { code, stderr } = await run([], { config })
    expect(stderr).toContain(words)
    expect(code).toBe(2)
  })
})

it.each([
  [['--control-token', 'canary one'], {}],
  [['--json'], { env: { KIRIM_SANDBOX_CONTROL_TOKEN: 'canary two' } }],
  [['--json'], { config: { controlToken: 'canary three' } }],
  [['--json'], { config: { controlToken: ['canary-four-canary-four'] } }],
  [['--json'], { config: '{"controlToken": canary-five' }],
  [['--json'], { config: '{"controlToken": "canary six-canary six" "port": 1}' }],
  [['--host', '0.0.0.0', '--control-token=canary'], {}],
])('no message repeats a control token: %j %j', async (args, surroundings) => {
  const { code, stdout, stderr } = await run(args, surroundings)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).not.toContain('canary')
})

describe('help', () => {
  it('lists every option with its variable, its default and what it does', async () => {
    const { code, stdout, stderr } = await run(['start', '--help'])
    expect([code, stderr]).toEqual([0, ''])
    const help = stdout.replace(/\s+/g, ' ')
    for (const name of NAMES) {
      const { flag, shape } = START_OPTIONS[name]
      const { type, description, default: usual } = shape as Schema
      expect(help).toContain(flag)
      expect(help).toContain(description)
      expect(help).toContain(variableOf(name))
      if (type !== 'boolean' && usual !== undefined) expect(help).toContain(`default ${usual}`)
    }
  })

  it('of the whole lists the commands', async () => {
    const { code, stdout } = await run(['--help'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ {2}start /m)
  })

  it('names no option twice, nor two options alike', () => {
    expect(new Set(NAMES.map(flagOf)).size).toBe(NAMES.length)
    for (const name of NAMES) expect(flagOf(name), name).not.toBe('')
  })
})

it.each(['--version', '-V'])('%s prints the version of the package', async (flag) => {
  const path = new URL('../../package.json', import.meta.url)
  const { version } = JSON.parse(readFileSync(path, 'utf8'))
  expect(await run([flag])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' })
})
