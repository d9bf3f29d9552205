// Where a sandbox is, from whichever of its addresses somebody has.
import { expect, it } from 'vitest'

import { DEFAULT_URL, readAddresses } from '../../src/client/addresses.ts'

it.each([
  'http://127.0.0.1:3000',
  'http://127.0.0.1:3000/',
  'http://127.0.0.1:3000/v1',
  'http://127.0.0.1:3000/v1/',
  'http://127.0.0.1:3000/_sandbox',
  'http://127.0.0.1:3000/_sandbox//',
  'http://127.0.0.1:3000/_sandbox?a=1#b',
  DEFAULT_URL,
])('%s is the sandbox on port 3000', (text) => {
  expect(readAddresses(text)).toEqual({
    apiUrl: 'http://127.0.0.1:3000/v1',
    controlUrl: 'http://127.0.0.1:3000/_sandbox',
  })
})

it('keeps the path that a proxy puts in front', () => {
  expect(readAddresses('https://dev.example/kirim/_sandbox')?.apiUrl).toBe(
    'https://dev.example/kirim/v1',
  )
})

it.each(['', '3000', 'ftp://127.0.0.1', 'http://a:b@127.0.0.1'])(
  '%j is no address of a sandbox',
  (text) => {
    expect(readAddresses(text)).toBeNull()
  },
)

it.each([
  ['localhost:3000', 'http://localhost:3000/_sandbox'],
  ['127.0.0.1:3000/v1', 'http://127.0.0.1:3000/_sandbox'],
  ['[::1]:3000', 'http://[::1]:3000/_sandbox'],
])('%s needs no http:// in front', (text, controlUrl) => {
  expect(readAddresses(text)?.controlUrl).toBe(controlUrl)
})
