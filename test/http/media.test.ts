// Media of customers: the link of a message leads to the bytes that its webhook told of, until it ends.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { MEDIA_TYPES } from '../../src/domain/messaging/media-types.ts'
import { entriesAfter } from '../../src/domain/world/journal.ts'
import { find } from '../../src/domain/world/tables.ts'
import { customerWrites, dataOf, expectRefusal } from '../api/stories.ts'
import { newFolder } from '../support/folder.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'

const BEGINNINGS: Readonly<Record<string, (bytes: Buffer) => boolean>> = {
  'image/jpeg': (bytes) => bytes.subarray(0, 3).toString('hex') === 'ffd8ff',
  'image/png': (bytes) => bytes.subarray(1, 4).toString() === 'PNG',
  'image/webp': (bytes) => bytes.subarray(8, 12).toString() === 'WEBP',
  'video/mp4': (bytes) => bytes.subarray(4, 8).toString() === 'ftyp',
  'video/3gpp': (bytes) => bytes.subarray(4, 8).toString() === 'ftyp',
  'audio/mp4': (bytes) => bytes.subarray(4, 8).toString() === 'ftyp',
  'audio/ogg; codecs=opus': (bytes) => bytes.subarray(0, 4).toString() === 'OggS',
  'audio/aac': (bytes) => bytes.readUInt16BE(0) >>> 4 === 0xfff,
  'audio/amr': (bytes) => bytes.subarray(0, 5).toString() === '#!AMR',
  'audio/mpeg': (bytes) => bytes.readUInt16BE(0) >>> 5 === 0x7ff,
  'application/pdf': (bytes) => bytes.subarray(0, 5).toString() === '%PDF-',
  'text/plain': (bytes) => bytes.toString() === 'Contoh dokumen\n',
}

const KINDS = Object.entries(MEDIA_TYPES).flatMap(([kind, { mimeTypes }]) =>
  mimeTypes.filter((type) => Object.hasOwn(BEGINNINGS, type)).map((type) => [kind, type] as const),
)

/** Lets a customer send something, and gives the link to it as the API does. */
async function sent(kirim: TestSandbox, member: Record<string, unknown>) {
  const { message_id: id } = await customerWrites(kirim, { text: undefined, ...member })
  await kirim.settle()
  return { id, link: await linkOf(kirim, id) }
}

async function linkOf(kirim: TestSandbox, id: string): Promise<string> {
  const { headers } = await kirim.call('GET', `/messages/${id}/media`)
  return headers.get('location') ?? ''
}

/** What Meta's message says of the file. */
function toldOf(kirim: TestSandbox, id: string, kind: string) {
  return find(kirim.world.messages, id)?.content[kind] as Record<string, string>
}

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64')

// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape.
async function bodyOf(response: Response): Promise<any> {
  return response.json()
}

async function refusal(link: string) {
  const response = await fetch(link)
  return { status: response.status, body: await bodyOf(response), headers: response.headers }
}

describe('a link to the media of a customer', () => {
  it.each(KINDS)(
    'leads to a real %s of the type %s, with the digest that was told',
    async (...of) => {
      const [kind, type] = of
      const kirim = await startTestSandbox()
      const { id, link } = await sent(kirim, { [kind]: { mime_type: type } })
      expect(link).toMatch(new RegExp(`^${kirim.app.origin}/media/`))
      const response = await fetch(link)
      const bytes = Buffer.from(await response.arrayBuffer())
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe(type)
      expect(response.headers.get('content-length')).toBe(String(bytes.length))
      expect(BEGINNINGS[type]?.(bytes)).toBe(true)
      expect(toldOf(kirim, id, kind)).toMatchObject({ mime_type: type, sha256: digest(bytes) })
    },
  )

  it('stands in the list and in the control API as well', async () => {
    const kirim = await startTestSandbox()
    const { id, link } = await sent(kirim, { type: 'image' })
    expect(dataOf(await kirim.call('GET', '/messages'))[0].media_url).toBe(link)
    const read = await bodyOf(await fetch(`${kirim.app.controlUrl}/messages/${id}`))
    expect(read.data.media_url).toBe(link)
  })

  it('is the same for the same seed and time, but for the port', async () => {
    const links: string[] = []
    for (const seed of [7, 7, 8]) {
      const kirim = await startTestSandbox({ seed })
      const { link } = await sent(kirim, { type: 'image' })
      links.push(link.slice(kirim.app.origin.length))
    }
    expect(links[1]).toBe(links[0])
    expect(links[2]).not.toBe(links[0])
  })

  it('has the public address', async () => {
    const kirim = await startTestSandbox({ publicUrl: 'https://sandbox.toko.example' })
    const call = async (path: string) => {
      const url = `${kirim.app.origin}/v1${path}`
      return fetch(url, {
        redirect: 'manual',
        headers: { authorization: `Bearer ${kirim.app.apiKey}` },
      })
    }
    const act = await fetch(`${kirim.app.origin}/_sandbox/actions/customer-writes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ from: '+6281234567890', type: 'sticker' }),
    })
    const { data } = await bodyOf(act)
    await kirim.settle()
    const { headers } = await call(`/messages/${data.message_id}/media`)
    expect(headers.get('location')).toMatch(/^https:\/\/sandbox\.toko\.example\/media\//)
  })

  it('ends by the time of the sandbox, and a new one is given then', async () => {
    const kirim = await startTestSandbox()
    const { id, link } = await sent(kirim, { type: 'image' })
    await kirim.advance(299_000)
    expect((await fetch(link)).status).toBe(200)
    await kirim.advance(1_000)
    const late = await refusal(link)
    expectRefusal(late, 404, 'resource_not_found')
    expect(late.body.error.message).toMatch(/^This link ended at .*Z\. GET \/messages/)
    expect(dataOf(await kirim.call('GET', '/messages'))[0].media_url).not.toBe(link)
    expect((await fetch(await linkOf(kirim, id))).status).toBe(200)
  })

  it('lasts as long as the setting says', async () => {
    const kirim = await startTestSandbox({ settings: { mediaLinkMs: 60_000 } })
    const { link } = await sent(kirim, { type: 'image' })
    await kirim.advance(60_000)
    expect((await fetch(link)).status).toBe(404)
  })

  it.each([
    ['another end', (link: string) => link.replace(/expires=\d+/, 'expires=99999999999')],
    [
      'another signature',
      (link: string) => link.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
    ],
    ['no signature', (link: string) => link.replace(/\?.*/, '')],
    ['another message', (link: string) => link.replace(/msg_\w+/, `msg_${'0'.repeat(26)}`)],
    ['another organization', (link: string) => link.replace(/org_\w+/, `org_${'0'.repeat(26)}`)],
  ])('leads nowhere with %s', async (_, change) => {
    const kirim = await startTestSandbox()
    const { link } = await sent(kirim, { type: 'image' })
    expect(change(link)).not.toBe(link)
    expectRefusal(await refusal(change(link)), 404, 'resource_not_found')
  })

  it('is fetched in sight of the journal', async () => {
    const kirim = await startTestSandbox()
    const { link } = await sent(kirim, { type: 'image' })
    await fetch(link)
    await fetch(`${link}0`)
    const told = entriesAfter(kirim.world.journal, 0).flatMap((entry) =>
      entry.kind === 'request' && entry.path.startsWith('/media/') ? [entry.status] : [],
    )
    expect(told).toEqual([200, 404])
  })

  it('says which type the sandbox has no sample of', async () => {
    const kirim = await startTestSandbox()
    const { link } = await sent(kirim, { document: { mime_type: 'application/msword' } })
    const { body, status } = await refusal(link)
    expect(status).toBe(404)
    expect(body.error.message).toContain('no sample of application/msword')
  })

  it.each([
    '..',
    '\ud800',
    'a/b?c#d.pdf',
    'x'.repeat(5_000),
    'faktur "Mei"\r\n.pdf',
    'фактура.pdf',
  ])('stands a document of the name %j', async (filename) => {
    const kirim = await startTestSandbox()
    const { link } = await sent(kirim, { document: { filename } })
    const response = await fetch(link)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''/)
  })
})

describe('a file that a customer sends', () => {
  /** A sandbox that reads files of a folder, and a file in it. */
  async function withFile(name: string, bytes: Uint8Array | string) {
    const folder = newFolder()
    const path = join(folder, name)
    writeFileSync(path, bytes)
    return { kirim: await startTestSandbox({ worldFolder: folder }), path }
  }

  it('is served as it is, under its name and the type that its ending says', async () => {
    const bytes = Buffer.from([0, 1, 2, 255, 10, 13])
    const { kirim, path } = await withFile('foto.png', bytes)
    const { id, link } = await sent(kirim, { image: { file: path } })
    const response = await fetch(link)
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes)
    expect(toldOf(kirim, id, 'image')).toMatchObject({
      mime_type: 'image/png',
      sha256: digest(bytes),
    })
  })

  it('runs nothing in a browser, whatever it is', async () => {
    const { kirim, path } = await withFile('halaman.html', '<script>alert(1)</script>')
    const { link } = await sent(kirim, { document: { file: path } })
    const { headers } = await fetch(link)
    expect(headers.get('content-type')).toBe('text/html')
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''halaman.html")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('that is gone when it is fetched is missed with words', async () => {
    const { kirim, path } = await withFile('foto.png', 'x')
    const { link } = await sent(kirim, { image: { file: path } })
    writeFileSync(path, Buffer.alloc(MEDIA_TYPES.image.bytesMax + 1))
    const { body, status } = await refusal(link)
    expect(status).toBe(404)
    expect(body.error.message).toContain('it has more than 5242880 bytes')
  })

  it.each([
    ['outside the folder', () => ({ file: '/etc/hostname' }), 'is outside'],
    ['that is not there', (path: string) => ({ file: `${path}.no` }), 'could not be read'],
    [
      'with an address as well',
      (path: string) => ({ file: path, url: 'https://a.example' }),
      'not both',
    ],
  ])('is refused %s', async (_, given, words) => {
    const { kirim, path } = await withFile('foto.png', 'x')
    const image = given(path)
    const reply = await kirim.act('customer-writes', { from: '+6281234567890', image })
    expectRefusal(reply, 400, 'invalid_field_value', 'image.file')
    expect(reply.body.error.message).toContain(words)
  })

  it('is not read where no files are read', async () => {
    const { path } = await withFile('foto.png', 'x')
    const kirim = await startTestSandbox({ worldFolder: null })
    const input = { from: '+6281234567890', image: { file: path } }
    expectRefusal(
      await kirim.act('customer-writes', input),
      400,
      'invalid_field_value',
      'image.file',
    )
  })
})
