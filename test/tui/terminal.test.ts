// The terminal: only what changed is written, and it is left as it was.
import { PassThrough } from 'node:stream'

import { describe, expect, it } from 'vitest'

import { line } from '../../src/tui/screen/spans.ts'
import { paint, themeOf } from '../../src/tui/screen/theme.ts'
import { enterScreen, holdBack, newDisplay } from '../../src/tui/terminal.ts'

function newOutput() {
  const written: string[] = []
  const write = (text: string) => written.push(text)
  return { columns: 20, rows: 3, write, on: () => {}, off: () => {}, written }
}

describe('the display', () => {
  it('writes a frame in one piece, and then only rows that changed', () => {
    const output = newOutput()
    const display = newDisplay(output)
    display.show('one\ntwo')
    display.show('one\nTWO')
    display.show('one\nTWO')
    expect(output.written).toEqual([
      '\u001B[?2026h\u001B[1;1H\u001B[2Kone\u001B[2;1H\u001B[2Ktwo\u001B[?2026l',
      '\u001B[?2026h\u001B[2;1H\u001B[2KTWO\u001B[?2026l',
    ])
  })

  it('writes everything again when it forgot, and nothing below the screen', () => {
    const output = newOutput()
    const display = newDisplay(output)
    display.show('1\n2\n3\n4')
    expect(output.written[0]).not.toContain('[4;1H')
    display.forget()
    display.show('1')
    expect(output.written.slice(1).join('')).toBe(
      '\u001B[2J\u001B[?2026h\u001B[1;1H\u001B[2K1\u001B[?2026l',
    )
  })

  it('sets the column anew behind a text whose width terminals disagree about', () => {
    const output = newOutput()
    newDisplay(output).show('\u001B[31ma👨‍👩‍👧\u001B[0m|\nok|')
    expect(output.written[0]).toContain('\u001B[31ma👨‍👩‍👧\u001B[4G\u001B[0m|')
    expect(output.written[0]).toContain('\u001B[2Kok|\u001B')
  })
})

it('leaves the alternate screen once, however often it is asked to', () => {
  const output = newOutput()
  const leave = enterScreen(output)
  leave()
  leave()
  expect(output.written).toHaveLength(2)
})

it('holds back what is said on stderr, and says it afterwards', () => {
  const stream = new PassThrough({ encoding: 'utf8' })
  const letGo = holdBack(stream as unknown as NodeJS.WriteStream)
  stream.write('warning\n')
  expect(stream.read()).toBeNull()
  letGo()
  expect(stream.read()).toBe('warning\n')
})

describe('a theme', () => {
  const painted = (variables: Record<string, string>) =>
    paint(line(['bad', 'bad'], ['warn', 'warn'], ' plain'), themeOf(variables))

  it.each([
    [{}, '\u001B[31mbad\u001B[0m\u001B[33mwarn\u001B[0m plain'],
    [{ COLORFGBG: '15;0' }, '\u001B[31mbad\u001B[0m\u001B[33mwarn\u001B[0m plain'],
    [{ COLORFGBG: '0;15' }, '\u001B[31mbad\u001B[0m\u001B[35mwarn\u001B[0m plain'],
    [{ NO_COLOR: '1' }, '\u001B[1mbad\u001B[0m\u001B[1mwarn\u001B[0m plain'],
    [{ FORCE_COLOR: '0' }, '\u001B[1mbad\u001B[0m\u001B[1mwarn\u001B[0m plain'],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, '\u001B[31mbad\u001B[0m\u001B[33mwarn\u001B[0m plain'],
  ])('of %j', (variables, text) => {
    expect(painted(variables as Record<string, string>)).toBe(text)
  })
})
