// Commands on Windows: found as Windows finds them, and batch files run by cmd.exe.
import { expect, it } from 'vitest'

import { windowsCommand } from '../../../src/cli/exec/windows.ts'

const ENV = {
  Path: 'C:\\Windows;C:\\Program Files\\nodejs',
  PATHEXT: '.EXE;.CMD',
  ComSpec: 'C:\\Windows\\cmd.exe',
}

const FILES = ['C:\\Program Files\\nodejs\\npm.CMD', 'C:\\Windows\\python.EXE', 'tools\\go.EXE']

function found(words: readonly string[]) {
  return windowsCommand(words, ENV, (path) => FILES.includes(path))
}

it('runs a program where it is', () => {
  expect(found(['python', '-m', 'pytest'])).toEqual({
    file: 'C:\\Windows\\python.EXE',
    args: ['-m', 'pytest'],
    verbatim: false,
  })
  expect(found(['.\\tools\\go', 'test']).file).toBe('tools\\go.EXE')
})

it('has cmd.exe run a batch file, with every sign of its own escaped', () => {
  expect(found(['npm', 'run', 'a & b', 'say "hi"', '100%', 'C:\\'])).toEqual({
    file: 'C:\\Windows\\cmd.exe',
    args: [
      '/d',
      '/s',
      '/c',
      '"^"C:\\Program^ Files\\nodejs\\npm.CMD^" ^"run^" ^"a^ ^&^ b^" ^"say^ \\^"hi\\^"^" ^"100^%^" ^"C:\\\\^""',
    ],
    verbatim: true,
  })
})

it('leaves what is not found to Windows, which says so', () => {
  expect(found(['nothing', 'x'])).toEqual({ file: 'nothing', args: ['x'], verbatim: false })
})
