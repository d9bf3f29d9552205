// What Windows needs to run a command as others do: npm is npm.cmd there, which cmd.exe must run.
import { existsSync } from 'node:fs'
import { win32 } from 'node:path'

export type WindowsCommand = {
  readonly file: string
  readonly args: string[]
  /** Whether the arguments are quoted already. */
  readonly verbatim: boolean
}

/** Extensions that are looked for when none is written, in this order. */
const EXTENSIONS = '.COM;.EXE;.BAT;.CMD'

/** Programs are run as they are; batch files, which Node refuses to run, by cmd.exe. */
export function windowsCommand(
  [command = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  exists: (path: string) => boolean = existsSync,
): WindowsCommand {
  const found = placesOf(command, env).find(exists)
  if (found === undefined || !/\.(cmd|bat)$/i.test(found)) {
    return { file: found ?? command, args, verbatim: false }
  }
  const line = [found, ...args].map(quoted).join(' ')
  const shell = variable(env, 'ComSpec') ?? 'cmd.exe'
  return { file: shell, args: ['/d', '/s', '/c', `"${line}"`], verbatim: true }
}

/** Where Windows would look: as it is written, and in each folder of PATH. */
function placesOf(command: string, env: NodeJS.ProcessEnv): string[] {
  const hasFolder = /[\\/]/.test(command)
  const path = variable(env, 'PATH') ?? ''
  const folders = hasFolder ? ['.'] : ['.', ...path.split(';').filter((folder) => folder !== '')]
  const extensions = (variable(env, 'PATHEXT') ?? EXTENSIONS).split(';')
  const endings = win32.extname(command) === '' ? extensions : ['', ...extensions]
  return folders.flatMap((folder) =>
    endings.map((ending) => {
      const name = command + ending
      return win32.isAbsolute(name) ? name : win32.join(folder, name)
    }),
  )
}

/** Names of variables know no case there. */
function variable(env: NodeJS.ProcessEnv, wanted: string): string | undefined {
  const name = Object.keys(env).find((one) => one.toLowerCase() === wanted.toLowerCase())
  return name === undefined ? undefined : env[name]
}

/** Quoted for the program, as its C library reads it; then every sign of cmd.exe is escaped. */
function quoted(text: string): string {
  const forProgram = `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`
  return forProgram.replace(/[()\][%!^"`<>&|;, *?]/g, '^$&')
}
