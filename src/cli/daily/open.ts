// The command `open`: the page of a running sandbox, in the browser of this system.
import { type Command, Option } from 'commander'

import { controlClient } from '../../client/control-client.ts'
import { DOCS_PREFIX } from '../../http/prefixes.ts'
import { print, type Terminal, talk } from '../terminal.ts'
import { addWhereFlags, locate, type WhereFlags } from './whereabouts.ts'

/** What can be opened, with its path. */
const PAGES = { page: '/', docs: DOCS_PREFIX } as const

type OpenFlags = WhereFlags & { readonly print?: true }

const AFTER_HELP = `
Its address is printed. Without a display, over SSH and in CI it is only printed.

Examples:
  kirim-sandbox open
  kirim-sandbox open docs
  kirim-sandbox open --print`

export function describeOpen(command: Command, terminal: Terminal): void {
  const what = command.createArgument('[what]', 'the page of the sandbox, or that of its docs')
  addWhereFlags(command.addArgument(what.choices(Object.keys(PAGES)).default('page')), terminal)
    .addOption(new Option('--print', 'only print the address'))
    .addHelpText('after', AFTER_HELP)
    .action(async (page: keyof typeof PAGES, flags: OpenFlags, self: Command) => {
      const client = controlClient(locate(self, flags, terminal))
      // What is not there is told here, and not by the browser.
      await client.read('status')
      const address = new URL(client.controlUrl).origin + PAGES[page]
      print(terminal, address)
      if (flags.print || !hasBrowser(terminal.env, process.platform)) return
      await openBrowser(address, terminal)
    })
}

/** Whether somebody could see a browser: not in CI, not over SSH, not without a display. */
export function hasBrowser(env: Terminal['env'], platform: NodeJS.Platform): boolean {
  const { CI = '', SSH_CONNECTION = '', DISPLAY, WAYLAND_DISPLAY, WSL_DISTRO_NAME } = env
  if (!['', '0', 'false'].includes(CI) || SSH_CONNECTION !== '') return false
  if (platform === 'win32' || platform === 'darwin') return true
  return Boolean(DISPLAY || WAYLAND_DISPLAY || WSL_DISTRO_NAME)
}

async function openBrowser(address: string, terminal: Terminal): Promise<void> {
  const { default: open } = await import('open')
  try {
    await open(address)
  } catch (error) {
    const { message } = error as Error
    talk(terminal, `kirim-sandbox: the browser could not be opened: ${message}. Open the address.`)
  }
}
