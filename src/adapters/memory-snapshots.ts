// Snapshots that live as long as their process.
import { NotKept } from '../engine/not-kept.ts'
import { BEGINNING_MAX_BYTES, type Snapshots } from '../engine/ports.ts'

/** What all of them may hold together: some hundred thousand messages. */
const HELD_MAX_BYTES = 512 * 1024 * 1024

export function memorySnapshots(): Snapshots {
  const kept = new Map<string, Buffer>()
  const held = () => [...kept.values()].reduce((sum, { length }) => sum + length, 0)
  return {
    list: async () =>
      [...kept].sort(byName).map(([name, bytes]) => ({
        name,
        bytes: bytes.length,
        beginning: bytes.toString('utf8', 0, BEGINNING_MAX_BYTES),
      })),
    read: async (name, max) => {
      const bytes = kept.get(name)
      return bytes === undefined || bytes.length > max ? null : bytes.toString('utf8')
    },
    write: async (name, texts, replace) => {
      if (kept.has(name) && !replace) return null
      const pieces: Buffer[] = []
      let size = held() - (kept.get(name)?.length ?? 0)
      for await (const text of texts) {
        const piece = Buffer.from(text)
        size += piece.length
        if (size > HELD_MAX_BYTES) throw new NotKept(FULL)
        pieces.push(piece)
      }
      if (kept.has(name) && !replace) return null
      const bytes = Buffer.concat(pieces)
      kept.set(name, bytes)
      return bytes.length
    },
  }
}

const FULL = `snapshots hold more than ${HELD_MAX_BYTES} bytes of memory. Save them to files: kirim-sandbox snapshot save FILE.json.`

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1
}
