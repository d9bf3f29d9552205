// Meta's message ids: decoded byte by byte, and beside real ones.
import { describe, expect, it } from 'vitest'

import { inboundWamid, outboundWamid } from '../../../src/domain/messaging/wamid.ts'

type Read = { phone: string; direction: number; hex: string; base64: string }

/** Takes an id apart and fails when any byte is not where it belongs. */
function read(wamid: string): Read {
  const [, base64 = ''] = /^wamid\.([A-Za-z0-9+/]+={0,2})$/.exec(wamid) ?? []
  const bytes = Buffer.from(base64, 'base64')
  expect(bytes.toString('base64'), 'standard base64 with padding').toBe(base64)
  expect([...bytes.subarray(0, 2)]).toEqual([0x1c, 0x18])
  const phoneEnd = 3 + (bytes[2] ?? 0)
  const phone = bytes.subarray(3, phoneEnd).toString('ascii')
  expect([...bytes.subarray(phoneEnd, phoneEnd + 3)]).toEqual([0x15, 0x02, 0x00])
  expect(bytes[phoneEnd + 4]).toBe(0x18)
  const hexStart = phoneEnd + 6
  const hexEnd = hexStart + (bytes[phoneEnd + 5] ?? 0)
  const hex = bytes.subarray(hexStart, hexEnd).toString('ascii')
  expect([...bytes.subarray(hexEnd)]).toEqual([0x00])
  return { phone, direction: bytes[phoneEnd + 3] ?? 0, hex, base64 }
}

describe('real ids read as', () => {
  it.each([
    {
      what: 'outbound',
      wamid: 'wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBI0RTJEOTc2ODVERUY5RDlGNkYA',
      phone: '16503879439',
      direction: 0x11,
      hex: '4E2D97685DEF9D9F6F',
    },
    {
      what: 'inbound from an iPhone',
      wamid: 'wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=',
      phone: '16503879439',
      direction: 0x12,
      hex: '3A4A6599AEE03810144F',
    },
    {
      what: 'outbound to a longer number',
      wamid: 'wamid.HBgNNTUxNjk5MjMxODIyMhUCABEYEjgxQkVFRDVBQTVDODFDOTg3MQA=',
      phone: '5516992318222',
      direction: 0x11,
      hex: '81BEED5AA5C81C9871',
    },
  ])('$what', ({ wamid, phone, direction, hex }) => {
    expect(read(wamid)).toMatchObject({ phone, direction, hex })
  })
})

it('makes an outbound id of the customer number and 18 digits', () => {
  const { phone, direction, hex } = read(outboundWamid(7, '6281234567890', 'msg_A'))
  expect(phone).toBe('6281234567890')
  expect(direction).toBe(0x11)
  expect(hex).toMatch(/^[0-9A-F]{18}$/)
})

it('makes inbound ids of the three kinds of phone, and keeps a customer to one', () => {
  const kinds = new Map<string, RegExp>([
    ['20', /^3A[0-9A-F]{18}$/],
    ['22', /^3EB0[0-9A-F]{18}$/],
    ['32', /^AC[0-9A-F]{30}$/],
  ])
  const seen = new Set<string>()
  for (let n = 0; n < 60; n++) {
    const phone = `62812000${String(n).padStart(4, '0')}`
    const first = read(inboundWamid(7, phone, 'msg_A'))
    const second = read(inboundWamid(7, phone, 'msg_B'))
    expect(first).toMatchObject({ phone, direction: 0x12 })
    expect(first.hex).toMatch(kinds.get(String(first.hex.length)) ?? /^$/)
    expect(second.hex).toHaveLength(first.hex.length)
    expect(second.hex).not.toBe(first.hex)
    seen.add(String(first.hex.length))
  }
  expect([...seen].sort()).toEqual(['20', '22', '32'])
})

it('gives the same id for the same seed and message, and another for any other', () => {
  const wamid = outboundWamid(7, '6281234567890', 'msg_A')
  expect(outboundWamid(7, '6281234567890', 'msg_A')).toBe(wamid)
  expect(outboundWamid(8, '6281234567890', 'msg_A')).not.toBe(wamid)
  expect(outboundWamid(7, '6281234567890', 'msg_B')).not.toBe(wamid)
})

it('writes numbers of every length that E.164 allows', () => {
  for (const phone of ['1234567', '12345678', '123456789', '123456789012345']) {
    expect(read(outboundWamid(1, phone, 'msg_A')).phone).toBe(phone)
    expect(read(inboundWamid(1, phone, 'msg_A')).phone).toBe(phone)
  }
})
