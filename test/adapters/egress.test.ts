// The egress guard: which addresses webhooks may go to, in whatever way they are written or found.

import type { LookupAddress } from 'node:dns'
import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { CREDENTIAL_ADDRESSES } from '../../src/adapters/credential-addresses.ts'
import {
  checkHost,
  EgressError,
  guardedLookup,
  isNearby,
  newEgress,
  TargetError,
} from '../../src/adapters/egress.ts'

const CLOSED = newEgress([])

describe('nearby is', () => {
  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '10.0.0.1',
    '10.255.255.255',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '::1',
    '0:0:0:0:0:0:0:1',
    'fc00::1',
    'fd12:3456:789a::1',
    'fdff:ffff::1',
    '::ffff:127.0.0.1',
    '::FFFF:10.1.2.3',
    '::ffff:7f00:1',
    '::ffff:c0a8:101',
    'fd00::1%eth0',
    '::1%lo',
    // Beside what clouds keep for themselves, and anybody's.
    'fd00:ec2::1',
    'fd00:ec2:1::254',
    'fd20:ce::1',
    'fd00:c1::1',
    'fd00:42::1',
  ])('%s', (address) => {
    expect(isNearby(address)).toBe(true)
  })
})

describe('nearby is not', () => {
  it.each([
    '8.8.8.8',
    '126.255.255.255',
    '128.0.0.1',
    '9.255.255.255',
    '11.0.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '169.254.169.254',
    '169.254.0.1',
    '2001:4860:4860::8888',
    '::',
    '::2',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'fe00::1',
    'ff02::1',
    '::ffff:8.8.8.8',
    '::ffff:808:808',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2002:a9fe:a9fe::1',
    '64:ff9b::a9fe:a9fe',
    '::ffff:0:a9fe:a9fe',
    '::a9fe:a9fe',
    'fd00:ec2::254',
    'fd20:ce::254',
    'fd00:ec2::23',
    'fd00:c1::a9fe:a9fe',
    'fd00:42::42',
    '64:ff9b:1::a9fe:a9fe',
    '64:ff9b:1:a9fe:00a9:fe00::',
    '::ffff:100.100.100.200',
    '64:ff9b::168.63.129.16',
    '192.0.0.192',
    'fd00:100::100:200',
    'fd00:a9fe:a9fe::1',
    'fd00:0ec2:0::0254%eth0',
    '127.0.0.1.example.com',
    'localhost',
    '',
  ])('%s', (address) => {
    expect(isNearby(address)).toBe(false)
  })
})

describe('the host of a URL', () => {
  const check = (url: string, allowed: readonly string[] = []) =>
    checkHost(newEgress(allowed), new URL(url))

  it.each([
    'http://127.0.0.1:8080/hook',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://127.0.0.1./',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[fd00::1]/',
    'http://user:password@10.0.0.1/',
  ])('may be %s', (url) => {
    expect(() => check(url)).not.toThrow()
  })

  it.each([
    ['http://8.8.8.8/', '8.8.8.8'],
    ['http://134744072/', '8.8.8.8'],
    ['http://0x08080808/', '8.8.8.8'],
    ['http://010.8.8.8/', '8.8.8.8'],
    ['http://8.526344/', '8.8.8.8'],
    ['http://8.8.8.8./', '8.8.8.8'],
    ['http://127.0.0.1@8.8.8.8/', '8.8.8.8'],
    ['http://169.254.169.254/latest/meta-data', '169.254.169.254'],
    ['http://2852039166/', '169.254.169.254'],
    ['http://[::ffff:169.254.169.254]/', '::ffff:a9fe:a9fe'],
    ['http://[fe80::1]/', 'fe80::1'],
    ['http://[2001:4860:4860::8888]:8080/', '2001:4860:4860::8888'],
    ['http://0/', '0.0.0.0'],
    ['http://[::]/', '::'],
  ])('may not be %s, and the refusal names %s and the flag', (url, address) => {
    expect(() => check(url)).toThrow(EgressError)
    expect(() => check(url)).toThrow(`--allow-target ${address}`)
  })

  it('is judged later when it is a name', () => {
    for (const url of ['http://example.com/', 'http://localhost./', 'http://metadata.internal/']) {
      expect(() => check(url)).not.toThrow()
    }
  })

  it.each([
    ['http://8.8.8.8/', '8.8.8.8'],
    ['http://134744072/', '8.8.8.8'],
    ['http://[2001:4860:4860::8888]/', '2001:4860:4860::8888'],
    ['http://[2001:4860:4860::8888]/', '[2001:4860:4860::8888]'],
    ['http://[2001:DB8::A]/', '2001:db8::a'],
    ['http://8.8.8.8./', '8.8.8.8.'],
    ['http://8.8.8.8/', '0x08080808'],
    ['http://[2001:db8::a]/', '2001:0DB8:0:0:0:0:0:A'],
    ['http://169.254.169.254/', '169.254.169.254'],
  ])('may be %s where %s is allowed', (url, allowed) => {
    expect(() => check(url, [allowed])).not.toThrow()
    expect(() => check('http://9.9.9.9/', [allowed])).toThrow(EgressError)
  })
})

describe('what is allowed', () => {
  it.each([
    'https://shop.example',
    'shop.example/hook',
    'shop.example:8080',
    '*.example.com',
    'user@shop.example',
    'fe80::1%eth0',
    'a b',
    '',
  ])('is no host when it is written %j, and is refused', (text) => {
    expect(() => newEgress([text])).toThrow(TargetError)
    expect(() => newEgress([text])).toThrow('--allow-target takes a host such as shop.example')
  })

  it('may be a name in any script', () => {
    expect([...newEgress(['Bücher.example']).allowedHosts]).toEqual(['xn--bcher-kva.example'])
  })
})

describe('a name', () => {
  /** A resolver that knows an answer for each time it is asked. */
  function resolverOf(...answers: (readonly string[] | Error)[]) {
    const asked: [string, { all?: boolean }][] = []
    const resolve = (
      name: string,
      options: object,
      callback: (error: Error | null, addresses: LookupAddress[]) => void,
    ) => {
      asked.push([name, options])
      const answer = answers.shift() ?? []
      if (answer instanceof Error) return callback(answer, [])
      const family = (address: string) => (address.includes(':') ? 6 : 4)
      callback(
        null,
        answer.map((address) => ({ address, family: family(address) })),
      )
    }
    return { asked, resolve: resolve as never }
  }

  /** What a connection would be made to. */
  function lookUp(
    lookup: ReturnType<typeof guardedLookup>,
    name: string,
    all = true,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      lookup(name, { all }, (error, address, family) => {
        if (error !== null) reject(error)
        else resolve(family === undefined ? address : { address, family })
      })
    })
  }

  it('may have addresses that are nearby, all of which are tried', async () => {
    const { resolve, asked } = resolverOf(['127.0.0.1', '::1'], ['10.0.0.7', '10.0.0.8'])
    const lookup = guardedLookup(CLOSED, resolve)
    expect(await lookUp(lookup, 'localhost.')).toEqual([
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ])
    expect(await lookUp(lookup, 'shop.lan', false)).toEqual({ address: '10.0.0.7', family: 4 })
    expect(asked.map(([name, { all }]) => [name, all])).toEqual([
      ['localhost.', true],
      ['shop.lan', true],
    ])
  })

  it.each([[['8.8.8.8']], [['169.254.169.254']], [['::ffff:a9fe:a9fe']], [['fe80::1']]])(
    'may not have the address %j',
    async (addresses) => {
      const lookup = guardedLookup(CLOSED, resolverOf(addresses).resolve)
      await expect(lookUp(lookup, 'example.com')).rejects.toThrow(
        `example.com (${addresses[0]}) is neither loopback nor a private network.`,
      )
    },
  )

  it.each([[['127.0.0.1', '8.8.8.8']], [['8.8.8.8', '127.0.0.1']], [['::1', '2001:db8::1']]])(
    'may not have far addresses beside near ones: %j',
    async (addresses) => {
      for (const all of [true, false]) {
        const lookup = guardedLookup(CLOSED, resolverOf(addresses).resolve)
        await expect(lookUp(lookup, 'mixed.example', all)).rejects.toThrow(EgressError)
      }
    },
  )

  it('gains nothing by changing its mind: each answer is judged, and it is what is connected to', async () => {
    const { resolve, asked } = resolverOf(['127.0.0.1'], ['169.254.169.254'], ['127.0.0.1'])
    const lookup = guardedLookup(CLOSED, resolve)
    expect(await lookUp(lookup, 'rebind.example', false)).toEqual({
      address: '127.0.0.1',
      family: 4,
    })
    expect(asked).toHaveLength(1)
    await expect(lookUp(lookup, 'rebind.example', false)).rejects.toThrow(EgressError)
    expect(asked).toHaveLength(2)
  })

  it.each(['example.com', 'EXAMPLE.com', 'example.com.'])(
    'may have any address once it is allowed, also as %s',
    async (name) => {
      const { resolve } = resolverOf(['93.184.216.34', '127.0.0.1'])
      const lookup = guardedLookup(newEgress(['Example.COM.']), resolve)
      expect(await lookUp(lookup, name)).toHaveLength(2)
    },
  )

  it.each([
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '64:ff9b::169.254.169.254',
    '2002:a9fe:a9fe::',
    '::169.254.169.254',
    'fe80::1%eth0',
    '64:ff9b:1::169.254.169.254',
    // The same with the shorter prefixes that a local gateway may use: 48, 56 and 64 bits.
    '64:ff9b:1:a9fe:a9:fe00::',
    '64:ff9b:1:a9:fe:a9fe::',
    '64:ff9b:1::a9:fea9:fe00:0',
    '64:ff9b::100.100.100.200',
    '2002:a83f:8110::1',
    ...CREDENTIAL_ADDRESSES.map(({ address }) => address),
    '0.0.0.0',
    '::',
    '255.255.255.255',
    'ff02::1',
  ])('may not have the address %s although it is allowed', async (address) => {
    const { resolve } = resolverOf(['8.8.8.8', address], [address])
    const lookup = guardedLookup(newEgress(['shop.example']), resolve)
    const refusal = `shop.example (${address}) is neither loopback nor a private network. To let webhooks go there, start with --allow-target ${address}.`
    await expect(lookUp(lookup, 'shop.example')).rejects.toThrow(refusal)
    await expect(lookUp(lookup, 'shop.example', false)).rejects.toThrow(EgressError)
  })

  it('may have a public address behind a NAT64 gateway once it is allowed', async () => {
    const { resolve } = resolverOf(['64:ff9b::8.8.8.8'], ['64:ff9b::8.8.8.8'])
    const lookup = guardedLookup(newEgress(['shop.example']), resolve)
    expect(await lookUp(lookup, 'shop.example')).toHaveLength(1)
    await expect(lookUp(lookup, 'other.example')).rejects.toThrow(EgressError)
  })

  it('may have an address that is allowed by itself', async () => {
    const { resolve } = resolverOf(['169.254.169.254'], ['2001:db8::a'])
    const lookup = guardedLookup(newEgress(['169.254.169.254', '2001:DB8:0::A']), resolve)
    expect(await lookUp(lookup, 'metadata.internal')).toHaveLength(1)
    expect(await lookUp(lookup, 'shop.example')).toHaveLength(1)
  })

  it('is not allowed by a name that it ends with or that ends with it', async () => {
    for (const name of ['evil-example.com', 'a.example.com', 'com']) {
      const lookup = guardedLookup(newEgress(['example.com']), resolverOf(['8.8.8.8']).resolve)
      await expect(lookUp(lookup, name)).rejects.toThrow(EgressError)
    }
  })

  it('passes on what the resolver says when it does not know it', async () => {
    const unknown = new Error('getaddrinfo ENOTFOUND nobody.invalid')
    const lookup = guardedLookup(CLOSED, resolverOf(unknown).resolve)
    await expect(lookUp(lookup, 'nobody.invalid')).rejects.toBe(unknown)
  })

  it.each([true, false])('without any address is an error (all: %s)', async (all) => {
    const lookup = guardedLookup(CLOSED, resolverOf([]).resolve)
    await expect(lookUp(lookup, 'empty.example', all)).rejects.toThrow('has no address')
  })
})

it('keeps the list of credential addresses in docs/safety.md', () => {
  const page = readFileSync(new URL('../../docs/safety.md', import.meta.url), 'utf8')
  const rows = /credential address beyond.*?\n\n/s.exec(page)?.[0] ?? ''
  const documented = rows
    .split('\n')
    .flatMap((row) => row.split('|')[1]?.match(/(?<=`)[^`,]+(?=`)/g) ?? [])
  expect(documented.filter((text) => /\d/.test(text)).sort()).toEqual(
    CREDENTIAL_ADDRESSES.map(({ address }) => address).sort(),
  )
})
