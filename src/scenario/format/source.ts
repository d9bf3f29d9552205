// A scenario file as text: parsed with the place of every value, JSON as well as YAML.

import type { Alias, Document, Node, Pair } from 'yaml'
import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml'

import type { Position } from './scenario.ts'

/** Larger files are no stories. */
const TEXT_MAX = 1_048_576
/** Copies that aliases may make in all: a few dozen are handy, a million are a bomb. */
const ALIASES_MAX = 100
/** Deeper values are refused, so that every recursive function over one is safe. */
const NESTING_MAX = 64

export type TextProblem = { readonly position: Position; readonly message: string }

export type Source = {
  /** The whole value; undefined when the text could not be read. */
  readonly value: unknown
  readonly problems: readonly TextProblem[]
  /** Where the value at a path stands; that of its nearest ancestor when there is none. */
  readonly positionOf: (path: readonly string[]) => Position
  /** Where the name of the member at a path stands. */
  readonly nameOf: (path: readonly string[]) => Position
}

const START: Position = { line: 1, column: 1 }

/** Reads a text. Whatever is wrong with it is a problem, never thrown. */
export function readSource(text: string): Source {
  if (text.length > TEXT_MAX) {
    return broken(`A scenario file must be at most ${TEXT_MAX} characters; got ${text.length}.`)
  }
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: false,
    // Less would hide that there is a second document.
    logLevel: 'error',
  })
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const problems = syntaxProblems([...document.errors, ...document.warnings], at)
  const positions = {
    positionOf: (path: readonly string[]) => at(startOf(nodeAt(document, path))),
    nameOf: (path: readonly string[]) => at(startOf(nameAt(document, path))),
  }
  if (problems.length > 0) return { value: undefined, problems, ...positions }
  try {
    const value: unknown = document.toJS({ maxAliasCount: ALIASES_MAX })
    const deep = isDeep(value)
    return {
      value: deep ? undefined : value,
      problems: deep ? [{ position: START, message: DEEP }] : [],
      ...positions,
    }
  } catch {
    // Too many copies, or an alias of nothing.
    const alias = guiltyAlias(document)
    const problem = { position: at(startOf(alias)), message: aliasProblem(document, alias) }
    return { value: undefined, problems: [problem], ...positions }
  }
}

/** What follows the first thing that is out of place only follows from it. */
function syntaxProblems(
  errors: readonly { readonly pos: readonly [number, number]; code: string; message: string }[],
  at: (offset: number) => Position,
): TextProblem[] {
  const stray = errors.find(({ code }) => code === 'UNEXPECTED_TOKEN')
  return errors
    .filter((one) => stray === undefined || one === stray || one.pos[0] < stray.pos[0])
    .map(({ pos, code, message }) => ({
      position: at(pos[0]),
      message:
        code === 'DUPLICATE_KEY'
          ? DUPLICATE
          : code === 'MULTIPLE_DOCS'
            ? SECOND
            : code === 'UNEXPECTED_TOKEN'
              ? `${sentence(message)} ${QUOTES}`
              : sentence(message),
    }))
}

const QUOTES = 'A text with { } [ ] : or # in it must stand in quotes.'

const SECOND =
  'A second document begins here, behind ---; a scenario file holds one. Make it a file of its own.'
const DUPLICATE = 'This name stands twice in the same object; remove one of the two.'
const DEEP = `Values may be nested ${NESTING_MAX} deep; this file goes deeper.`

function aliasProblem(document: Document, alias: Alias | undefined): string {
  const isKnown = alias?.resolve(document) !== undefined
  if (isKnown) return `Aliases (*) may make ${ALIASES_MAX} copies in all; this file makes more.`
  return `*${alias?.source} stands for nothing: the anchor &${alias?.source} must come before it.`
}

/** The first alias of nothing; else the last one, for it makes the most copies. */
function guiltyAlias(document: Document): Alias | undefined {
  const aliases: Alias[] = []
  visit(document, { Alias: (_key, alias) => void aliases.push(alias) })
  return aliases.find((alias) => alias.resolve(document) === undefined) ?? aliases.at(-1)
}

function broken(message: string): Source {
  const nowhere = () => START
  return {
    value: undefined,
    problems: [{ position: START, message }],
    positionOf: nowhere,
    nameOf: nowhere,
  }
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`
}

function isDeep(value: unknown): boolean {
  let level = [value]
  for (let depth = 0; depth <= NESTING_MAX; depth++) {
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    )
    if (level.length === 0) return false
  }
  return true
}

type Place = Node | Pair | undefined

function startOf(place: Place): number {
  const node = isPair(place) ? place.key : place
  return isNode(node) ? (node.range?.[0] ?? 0) : 0
}

/** The value at a path, or what comes nearest to it. */
function nodeAt(document: Document, path: readonly string[]): Place {
  const place = walk(document, path)
  return isPair(place) && isNode(place.value) ? place.value : place
}

/** The pair that holds the member at a path, or what comes nearest to it. */
function nameAt(document: Document, path: readonly string[]): Place {
  return walk(document, path)
}

function walk(document: Document, path: readonly string[]): Place {
  let place: Place = isNode(document.contents) ? document.contents : undefined
  for (const name of path) {
    const inside = isPair(place) ? place.value : place
    const node = isAlias(inside) ? inside.resolve(document) : inside
    const next: unknown = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === name)
      : isSeq(node)
        ? node.items[Number(name)]
        : undefined
    if (!isNode(next) && !isPair(next)) return place
    place = next
  }
  return place
}
