// A real browser for the tests of the page: the system's Chromium, or none, which skips them.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'

import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Where the system's browser is; undefined where there is none. */
export const BROWSER = process.env.KIRIM_TEST_BROWSER ?? PLACES.find((place) => existsSync(place))

/** Nothing of the browser's own goes over the network. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export type Opened = {
  readonly page: Page
  /** What the browser complained of: errors of scripts, and breaches of the page's policy. */
  readonly complaints: readonly string[]
}

/** One browser for the tests of a file; each page has a context of its own. */
export function useBrowser(): {
  open(url: string, size?: { width: number; height: number }): Promise<Opened>
} {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: BROWSER ?? '', args: ARGUMENTS })
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
  })
  return {
    open: async (url, size = { width: 1280, height: 800 }) => {
      if (browser === undefined) throw new Error('The browser was not started.')
      const context = await browser.newContext({ viewport: size })
      onTestFinished(() => context.close())
      const page = await context.newPage()
      page.setDefaultTimeout(10_000)
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text())
      })
      await page.goto(url)
      return { page, complaints }
    },
  }
}

const AXE = createRequire(import.meta.url).resolve('axe-core')

/** @throws when axe finds something that is hard to use. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.addScriptTag({ path: AXE }).catch(async () => {
    // The page's policy refuses inline scripts; this goes past it.
    await page.evaluate(await import('node:fs').then((fs) => fs.readFileSync(AXE, 'utf8')))
  })
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    }
    const { violations } = await axe.run()
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
  })
  expect(found).toEqual([])
}
