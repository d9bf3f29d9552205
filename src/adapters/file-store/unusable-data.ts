// Why kept data cannot be used; the files are left as they are.

/** Kept data that the sandbox will not start with: the message says where, why and how to go on. */
export class UnusableData extends Error {
  override readonly name = 'UnusableData'
}

const GO_ON = `Nothing was changed. To go on without it: keep nothing with --memory, keep elsewhere with --data, or move the folder away. A saved snapshot can be loaded into any of them: kirim-sandbox snapshot load FILE.`

/** A file that is not as it was written. */
export function damaged(path: string, line: number | null, reason: string): UnusableData {
  const place = line === null ? path : `${path}, line ${line}`
  return new UnusableData(`The kept data is damaged: ${place}: ${reason} ${GO_ON}`)
}

/** A file in a format of another version of this program. */
export function foreignFormat(path: string, format: unknown, newest: number): UnusableData {
  const newer = typeof format === 'number' && format > newest
  const cure = newer ? 'Use that version of kirim-sandbox.' : GO_ON
  return new UnusableData(
    `${path} has format ${JSON.stringify(format)}; this kirim-sandbox reads formats 1 to ${newest}. ${cure}`,
  )
}
