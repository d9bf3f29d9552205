// One voice for all errors: what commander complains of, in the words of all other messages.
const COMPLAINTS: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  [/^unknown option '(.*)'$/s, (flag) => `There is no option ${flag} here.`],
  [/^unknown command '(.*)'$/s, (name) => `There is no command ${name} here.`],
  [
    /^missing required argument '(.*)'$/s,
    (name) => `<${name}> is missing: say it behind the command.`,
  ],
  [
    /^option '(.*)' argument missing$/s,
    (flag) => `${nameOf(flag)} takes a value: ${longOf(flag)}.`,
  ],
  [/^required option '(.*)' not specified$/s, (flag) => `${nameOf(flag)} must be given.`],
  [
    /^option '(.*)' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/s,
    (flag, value, choices) => `${nameOf(flag)} must be one of ${choices}; got ${quoted(value)}.`,
  ],
  [
    /^option '(.*)' argument '(.*)' is invalid\. (.*)$/s,
    (flag, value, why) => `${nameOf(flag)} does not fit: ${why} Got ${quoted(value)}.`,
  ],
  [
    /^command-argument value '(.*)' is invalid for argument '(.*)'\. Allowed choices are (.*)\.$/s,
    (value, name, choices) => `<${name}> must be one of ${choices}; got ${quoted(value)}.`,
  ],
  [
    /^option '(.*)' cannot be used with option '(.*)'$/s,
    (one, other) => `${nameOf(one)} and ${nameOf(other)} cannot be given together.`,
  ],
  [
    /^too many arguments(?: for '(.*?)')?\. Expected (\d+) arguments? but got (\d+)\.$/s,
    (name, expected, got) => `${name || 'The command'} takes ${countOf(expected)}; got ${got}.`,
  ],
]

/** Commander's hint, on a line of its own. */
const HINT = /\n?\(Did you mean (one of )?(.*?)\?\)$/s

/** `error: unknown option '--prot'\n(Did you mean --port?)`, as we say it. */
export function inOurVoice(text: string): string {
  const whole = text.trim().replace(/^error: /, '')
  const hint = HINT.exec(whole)
  const complaint = whole.replace(HINT, '')
  const meant = hint === null ? '' : ` Did you mean ${hint[1] ?? ''}${hint[2]}?`
  return `kirim-sandbox: ${sentenceFor(complaint)}${meant}`
}

function sentenceFor(complaint: string): string {
  for (const [form, say] of COMPLAINTS) {
    const found = form.exec(complaint)
    if (found !== null) return say(...found.slice(1).map((part) => part ?? ''))
  }
  const sentence = complaint.charAt(0).toUpperCase() + complaint.slice(1)
  return /[.?!]$/.test(sentence) ? sentence : `${sentence}.`
}

/** `--shell` of `-s, --shell <shell>`. */
function nameOf(flag: string = ''): string {
  return longOf(flag).replace(/[ =[<].*/s, '')
}

function longOf(flag: string = ''): string {
  return flag.replace(/^-\w, /, '')
}

function quoted(value: string = ''): string {
  return JSON.stringify(value)
}

function countOf(count: string = '0'): string {
  if (count === '0') return 'no arguments'
  return count === '1' ? 'one argument' : `${count} arguments`
}
