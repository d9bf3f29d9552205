// What a tool for agents is, what it works on, and how its answers are written.
import type { ControlClient } from '../../client/control-client.ts'
import { ControlError, NoSandboxError } from '../../client/control-errors.ts'
import type { Schema } from '../../schema/json-schema.ts'
import { type Members, object, type ValuesOf } from '../../schema/shapes.ts'
import { harmlessJson, harmlessLines } from '../../terminal-text.ts'
import type { Terminal } from '../terminal.ts'

/** What the tools work on. */
export type Workplace = {
  /** A client of the sandbox, for the organisation of a key; without one, for the default one. */
  readonly clientFor: (apiKey?: string) => ControlClient
  /** A key of the default organisation, or the one that was given. */
  readonly apiKey: () => Promise<string>
  readonly terminal: Pick<Terminal, 'env' | 'folder'>
}

/** What a tool answers: a text, and whether it says no. */
export type Answer = { readonly text: string; readonly isRefusal: boolean }

export type Tool = {
  readonly what: string
  readonly input: Schema
  /** Whether it only looks. */
  readonly readOnly: boolean
  /** Whether it may undo what somebody has built. */
  readonly destructive: boolean
  /** What to do when it says no. */
  readonly next: string
  /** Runs with an input that fits; throws what it refuses, and ends when it is called off. */
  readonly run: (place: Workplace, input: never, signal: AbortSignal) => Promise<Answer>
}

/** A tool whose `run` knows its input by its shape. */
export function tool<const Some extends Members>(
  row: Omit<Tool, 'input' | 'run'> & {
    readonly input: Some
    readonly run: (place: Workplace, input: ValuesOf<Some>, signal: AbortSignal) => Promise<Answer>
  },
): Tool {
  return { ...row, input: object('The input.', row.input) }
}

/** An answer has at most so many characters: some 10,000 tokens of a model. */
export const ANSWER_MAX_CHARACTERS = 40_000

/** What is left out stands at the end, with what to do. */
export function textAnswer(text: string, isRefusal = false): Answer {
  const clean = harmlessLines(text)
  if (clean.length <= ANSWER_MAX_CHARACTERS) return { text: clean, isRefusal }
  const left = clean.length - ANSWER_MAX_CHARACTERS
  const end = `\n… ${left} characters are left out. Ask for less: with limit, after, or for one of them.`
  return { text: clean.slice(0, ANSWER_MAX_CHARACTERS) + end, isRefusal }
}

export function jsonAnswer(value: unknown): Answer {
  return textAnswer(harmlessJson(value ?? null, 1))
}

/** What was refused, and what to do next; what is a bug is thrown on. */
export function refusalOf(error: unknown, next: string): Answer {
  if (error instanceof ControlError) {
    const { message, code, param, status } = error
    const facts = [code, param, status].filter((part) => part !== undefined).join(', ')
    return textAnswer(`${message} (${facts})\nNext: ${next}`, true)
  }
  if (error instanceof NoSandboxError || error instanceof Refused) {
    return textAnswer(`${error.message}\nNext: ${next}`, true)
  }
  throw error
}

/** What a tool itself refuses. */
export class Refused extends Error {
  override readonly name = 'Refused'
}
