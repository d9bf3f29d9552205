// Which test failed first, read from what test runners write.

/** A line by which a kind of runner says that a test failed; the first group names it. */
const LINES: readonly RegExp[] = [
  // vitest, with file and suite.
  /^ *FAIL +(\S.* > .*\S)$/m,
  // Jest: suite › test.
  /^ *● (.+ › .*\S)$/m,
  // pytest.
  /^FAILED (\S+::\S+)/m,
  // Go.
  /^ *--- FAIL: (\S+)/m,
  // unittest of Python.
  /^(?:FAIL|ERROR): (\S+ \(.+\))$/m,
  // Cargo.
  /^test (\S+) \.\.\. FAILED$/m,
  // TAP. Subtests come before the test that they belong to.
  /^ *not ok \d+(?: -)? (?!.*# (?:TODO|SKIP)\b)(.*\S)/im,
  // The spec reporters of Node, vitest, Jest and Playwright.
  /^ *[✖✗✘✕×] (?!failing tests:)(.*\S)/mu,
  // JUnit.
  /<testcase\b[^>]*?\bname="([^"]*)"[^>]*(?<!\/)>\s*<(?:failure|error)\b/,
  // Jest, for a test outside all suites.
  /^ *● (.*\S)$/m,
  // Mocha, RSpec and PHPUnit number what failed.
  /^ *1\) (.*\S)/m,
]

// biome-ignore lint/suspicious/noControlCharactersInRegex: the colours that runners write.
const COLORS = /\u001b\[[0-9;]*[A-Za-z]/g

const DURATION = / *\(?\d+(?:\.\d+)? ?m?s\)?$/

/** The name of the test that failed first; undefined when the output does not tell in a known form. */
export function firstFailure(output: string): string | undefined {
  const text = plain(output)
  for (const line of LINES) {
    const name = line.exec(text)?.[1]
    if (name !== undefined && name !== '') return name.replace(DURATION, '')
  }
  return undefined
}

/** The last lines that say something. */
export function lastLines(output: string, count: number): string[] {
  const lines = plain(output).split('\n')
  return lines.filter((line) => line.trim() !== '').slice(-count)
}

function plain(output: string): string {
  return output.replace(COLORS, '').replaceAll('\r\n', '\n')
}
