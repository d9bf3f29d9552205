// The page of the coverage: it holds every pair, needs nothing else, and believes no text.
import { describe, expect, it } from 'vitest'

import { coveragePage } from '../../../src/cli/coverage-report/page.ts'
import { MIXED, reportAfter, WHOLE } from './reports.ts'

const page = coveragePage(MIXED)

function cellOf(text: string, name: string): string {
  return new RegExp(`<td class="([^"]+)"[^>]*data-pair="${name}"`).exec(text)?.[1] ?? ''
}

it('has a cell for each of the 213 pairs', () => {
  expect(page.match(/<td class="cell [^>]*data-pair=/g)).toHaveLength(213)
  expect(page.match(/<tr data-used=/g)).toHaveLength(37)
})

it('tells natural replies, faults and gaps apart, not by colour alone', () => {
  expect(cellOf(page, 'POST /messages → 200')).toBe('cell l5')
  expect(cellOf(page, 'GET /health → 200')).toBe('cell l1')
  expect(cellOf(page, 'GET /templates → 500')).toBe('cell fault')
  expect(cellOf(page, 'GET /templates → 200')).toBe('cell gap')
  expect(page).toContain('Answered 1234 times.')
  expect(page).toContain('Never answered by itself, once because of a fault.')
})

it('lists what is missing, and how it is come by', () => {
  expect(page).toContain('<h2 id="gaps">Missing: 211 pairs</h2>')
  expect(page).toContain('<li><code>GET /templates</code> <em>only by a fault</em></li>')
  expect(page).toContain('do arm-fault --fault status --status 503')
  expect(coveragePage(WHOLE)).toContain('Nothing is missing')
})

it('needs no other file and asks nobody for anything', () => {
  expect(page).not.toMatch(/\b(src|href|srcset)=|@import|url\(|https?:\/\//)
  expect(page).not.toMatch(/fetch\(|XMLHttpRequest|WebSocket|import\(/)
})

it('is well-formed enough to be read: every element that is opened is closed', () => {
  const open: string[] = []
  const markup = page.replace(/<(script|style)>[\s\S]*?<\/\1>/g, '')
  for (const [, slash, name = ''] of markup.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
    if (name === 'meta') continue
    if (slash === '') open.push(name)
    else expect(open.pop()).toBe(name)
  }
  expect(open).toEqual([])
})

it('is the same for the same report, to the byte', () => {
  expect(coveragePage(MIXED)).toBe(page)
})

describe('texts from elsewhere', () => {
  it('cannot become markup', () => {
    const evil = '<img src=x onerror="alert(1)">'
    const text = coveragePage({
      ...MIXED,
      operations: [{ key: `GET /${evil}`, statuses: [] }],
      events: [{ type: evil, seen: true, attempts: 1, delivered: 1, fault_attempts: 0 }],
      breaches: { count: 1, messages: [evil] },
    })
    expect(text).not.toContain('<img')
    expect(text).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;')
  })

  it('of a sandbox of another version are shown as they are', () => {
    const text = coveragePage({
      ...MIXED,
      operations: [
        { key: 'GET /later', statuses: [{ status: 418, seen: false, hits: 0, fault_hits: 0 }] },
      ],
    })
    expect(text).toContain('data-pair="GET /later → 418"')
  })
})

it('shows breaches before anything else, and only when there are some', () => {
  expect(page).not.toContain('role="alert"')
  const broken = { ...reportAfter(() => undefined), breaches: { count: 30, messages: ['A bug.'] } }
  expect(coveragePage(broken)).toContain('<h2>30 breaches of the contract</h2>')
  expect(coveragePage(broken)).toContain('and 29 more')
})
