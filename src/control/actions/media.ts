// Files that customers send: read when the customer writes, and once more when somebody fetches them.
import { fail } from '../../domain/failures/failures.ts'
import type { InboundInput, MediaInput } from '../../domain/messaging/inbound/inbound-input.ts'
import { sha256 } from '../../domain/messaging/inbound/inbound-members.ts'
import { MEDIA_TYPES, type MediaKind } from '../../domain/messaging/media-types.ts'
import type { Sandbox } from '../../engine/sandbox.ts'

/** However large files of a kind may be, no more than this of one is taken into memory. */
const FILE_MAX_BYTES = 16 * 1024 * 1024

/**
 * What a customer writes, with the digest of the file that it names.
 *
 * @throws Failure invalid_field_value when the file is not read, or an address is given as well.
 */
export function withMedia(sandbox: Sandbox, input: InboundInput): InboundInput {
  let written = input
  for (const kind of Object.keys(MEDIA_TYPES) as MediaKind[]) {
    const given: MediaInput | undefined = input[kind]
    if (given?.file === undefined) continue
    const param = `${kind}.file`
    if (given.url !== undefined) {
      fail('invalid_field_value', param, `Say either ${kind}.file or ${kind}.url, not both.`)
    }
    const bytes = readMedia(sandbox, kind, given.file, param)
    written = { ...written, [kind]: { sha256: sha256(bytes), ...given } }
  }
  return written
}

/**
 * The bytes of a file that a customer sent.
 *
 * @throws Failure invalid_field_value with a sentence that says why it is not read.
 */
export function readMedia(
  sandbox: Sandbox,
  kind: MediaKind,
  path: string,
  param: string,
): Uint8Array {
  const { readFile } = sandbox.ports.worlds
  const maxBytes = Math.min(MEDIA_TYPES[kind].bytesMax, FILE_MAX_BYTES)
  if (readFile === undefined) fail('invalid_field_value', param, 'This sandbox reads no files.')
  try {
    return readFile(path, maxBytes)
  } catch (error) {
    fail('invalid_field_value', param, (error as Error).message)
  }
}
