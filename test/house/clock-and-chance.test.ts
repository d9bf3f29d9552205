// The machine's clock and its chance are asked for in a few known places and nowhere else.
import ts from 'typescript'
import { expect, it } from 'vitest'

import { readSources, type Source, sourceOf, walk } from './sources.ts'

/** Where time and chance may be taken from the machine, what is taken, and why. */
const ALLOWED: Readonly<Record<string, readonly [taken: string, why: string][]>> = {
  'domain/world/time.ts': [
    ['new Date', 'writes an instant that it was given'],
    ['Date.parse', 'reads a text that it was given'],
  ],
  'adapters/real-clock.ts': [
    ['Date.now', 'is the clock'],
    ['performance.now', 'is the stopwatch'],
    ['setTimeout', 'is the alarm'],
    ['setImmediate', 'lets waiting events go first'],
  ],
  'adapters/http-transport.ts': [
    ['setTimeout', "a receiver's patience is real time, whatever the world's clock does"],
  ],
  'http/limited-server.ts': [['setTimeout', 'a client that stalls is cut off in real time']],
  'http/web/page.ts': [['randomBytes', 'the nonce of a page must not be guessed']],
  'http/server.ts': [['setTimeout', 'a stop of the process waits in real time']],
  'client/waiting.ts': [['setTimeout', 'who waits from outside waits in real time']],
  'cli/start/stopping.ts': [['setTimeout', 'a stop of the process waits in real time']],
  'cli/start/screen.ts': [['setTimeout', 'a process that does not end is waited for in real time']],
  'cli/start.ts': [
    ['setImmediate', 'gathers lines of the terminal'],
    ['randomInt', 'draws the seed when none was given, and prints it'],
  ],
}

const TIMERS = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'hrtime']
const CHANCE = ['randomInt', 'randomBytes', 'randomUUID', 'randomFill', 'getRandomValues']
const MEMBERS = ['Date.now', 'Date.parse', 'Math.random', 'performance.now', 'process.uptime']

it('asks the machine for time and chance only where it says why', () => {
  const taken: Record<string, string[]> = {}
  for (const source of readSources()) {
    const found = takenBy(source)
    if (found.length > 0) taken[source.path] = found
  }
  const allowed: Record<string, string[]> = {}
  for (const [path, rows] of Object.entries(ALLOWED))
    allowed[path] = sorted(rows.map(([one]) => one))
  expect(taken).toEqual(allowed)
})

it.each([
  ['const a = Date.now()', 'Date.now'],
  ['const a = new Date()', 'new Date'],
  ['const a = new Date(5)', 'new Date'],
  ['const a = Date()', 'new Date'],
  ['const a = Date.parse(text)', 'Date.parse'],
  ['const now = Date.now', 'Date.now'],
  ['const { now } = Date', 'Date taken apart'],
  ['const a = Math.random()', 'Math.random'],
  ['later(setImmediate)', 'setImmediate'],
  ['globalThis.setTimeout(run, 1)', 'setTimeout'],
  ["import { setTimeout } from 'node:timers/promises'", 'setTimeout'],
  ['const id = crypto.randomUUID()', 'randomUUID'],
  ['const t = process.hrtime.bigint()', 'hrtime'],
  ['const t = performance.now()', 'performance.now'],
])('notices %s', (text, taken) => {
  expect(takenBy(sourceOf('api/x.ts', text))).toEqual([taken])
})

it('takes no offence at words, types and arithmetic', () => {
  const text = `
    // Date.now() and setTimeout in a comment
    const a = 'Math.random()'
    const b = Date.UTC(2026, 0, 1)
    let at: Date
    const c = { setTimeout: 1 }
    const d = Math.round(2.5)
  `
  expect(takenBy(sourceOf('api/x.ts', text))).toEqual([])
})

function takenBy({ tree }: Source): string[] {
  const taken = new Set<string>()
  walk(tree, (node) => {
    const one = ts.isIdentifier(node) ? takenAt(node) : undefined
    if (one !== undefined) taken.add(one)
  })
  return sorted([...taken])
}

function takenAt(node: ts.Identifier): string | undefined {
  const { text, parent } = node
  const isName = ts.isPropertyAssignment(parent) && parent.name === node
  if ((TIMERS.includes(text) || CHANCE.includes(text)) && !isName) return text
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
    const member = `${text}.${parent.name.text}`
    return MEMBERS.includes(member) ? member : undefined
  }
  if (text !== 'Date') return undefined
  if (ts.isNewExpression(parent) || ts.isCallExpression(parent)) return 'new Date'
  return ts.isVariableDeclaration(parent) ? 'Date taken apart' : undefined
}

function sorted(texts: readonly string[]): string[] {
  return [...texts].sort()
}
