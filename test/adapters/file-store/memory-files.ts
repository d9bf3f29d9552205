// Files in memory, with the calls and the errors of the machine's: quick, and outliving their process.
import type { Files } from '../../../src/adapters/file-store/files.ts'

type Content = { bytes: Buffer; names: number; touchedAt: number }

export type MemoryFiles = Files & {
  /** By path, what each file holds. */
  contents(): Map<string, Buffer>
  /** Puts a file there, or removes it. */
  put(path: string, bytes: Buffer | undefined): void
}

/** The system's error of that name. */
export function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: as the test wants it`), { code })
}

/** The same files once more, as another process would find them. */
export function copyOf(disk: MemoryFiles): MemoryFiles {
  const copy = memoryFiles()
  for (const [path, bytes] of disk.contents()) {
    copy.makeFolder(above(path))
    copy.put(path, bytes)
  }
  return copy
}

export function memoryFiles(): MemoryFiles {
  const folders = new Set<string>([''])
  const names = new Map<string, Content>()
  const open = new Map<number, Content>()
  let numbers = 10
  const contentOf = (path: string): Content => {
    const content = names.get(path)
    if (content === undefined) throw systemError(folders.has(path) ? 'EISDIR' : 'ENOENT')
    return content
  }
  const opened = (file: number): Content => {
    const content = open.get(file)
    if (content === undefined) throw systemError('EBADF')
    return content
  }
  const unname = (path: string) => {
    const content = names.get(path)
    if (content === undefined) return
    content.names--
    names.delete(path)
  }
  const exists = (path: string) => names.has(path) || folders.has(path)
  const make = (path: string): Content => {
    if (!folders.has(above(path))) throw systemError('ENOENT')
    const content = { bytes: Buffer.alloc(0), names: 1, touchedAt: 0 }
    names.set(path, content)
    return content
  }
  return {
    exists: (path) => exists(path === '/' ? '' : path),
    list: (folder) => {
      if (!folders.has(folder)) throw systemError('ENOENT')
      return [...names.keys(), ...folders]
        .filter((path) => path !== '' && above(path) === folder)
        .map((path) => path.slice(folder.length + 1))
    },
    makeFolder: (path) => {
      for (let at = path; at !== ''; at = above(at)) {
        if (names.has(at)) throw systemError('EEXIST')
        folders.add(at)
      }
    },
    open: (path, mode) => {
      if (mode === 'new' && exists(path)) throw systemError('EEXIST')
      const isMade = mode === 'new' || (mode === 'write' && !exists(path))
      const content = isMade ? make(path) : contentOf(path)
      open.set(++numbers, content)
      return numbers
    },
    write: (file, bytes, from, length, at) => {
      const content = opened(file)
      const size = Math.max(content.bytes.length, at + length)
      const grown = Buffer.alloc(size)
      content.bytes.copy(grown)
      grown.set(bytes.subarray(from, from + length), at)
      content.bytes = grown
      return length
    },
    read: (file, bytes, at) => opened(file).bytes.copy(bytes, 0, at),
    truncate: (file, length) => {
      const content = opened(file)
      content.bytes = content.bytes.subarray(0, length)
    },
    sync: (file) => void opened(file),
    syncLater: async (file) => void opened(file),
    stat: (file) => {
      const { names, bytes } = opened(file)
      return { names, size: bytes.length }
    },
    close: (file) => {
      opened(file)
      open.delete(file)
    },
    rename: (from, to) => {
      const content = contentOf(from)
      unname(to)
      names.delete(from)
      names.set(to, content)
    },
    link: (from, to) => {
      if (exists(to)) throw systemError('EEXIST')
      const content = contentOf(from)
      content.names++
      names.set(to, content)
    },
    remove: (path) => {
      unname(path)
      for (const name of [...names.keys()]) if (name.startsWith(`${path}/`)) unname(name)
      for (const name of [...folders]) if (name.startsWith(`${path}/`)) folders.delete(name)
      if (path !== '') folders.delete(path)
    },
    syncFolder: (path) => {
      if (!folders.has(path === '/' ? '' : path)) throw systemError('ENOENT')
    },
    touchedAt: (path) => contentOf(path).touchedAt,
    touch: (path, at) => {
      contentOf(path).touchedAt = at
    },
    contents: () => new Map([...names].map(([path, { bytes }]) => [path, Buffer.from(bytes)])),
    put: (path, bytes) => {
      unname(path)
      if (bytes !== undefined) make(path).bytes = Buffer.from(bytes)
    },
  }
}

function above(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}
