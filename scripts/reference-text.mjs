// Pieces of Markdown that the pages of the reference are made of; pure functions.

/** A table; the cells of a row stand in the order of the headings. */
export function table(headings, rows) {
  const lines = [headings, headings.map(() => '---'), ...rows.map((row) => row.map(cell))]
  return lines.map(line).join('\n')
}

function line(cells) {
  return `|${cells.map((text) => (text === '' ? ' |' : ` ${text} |`)).join('')}`
}

/** What would end a cell or begin a tag is escaped, but not in code. */
function cell(value) {
  const parts = String(value ?? '').split('`')
  const isCode = (n) => n % 2 === 1
  return parts
    .map((part, n) => (isCode(n) ? part : part.replaceAll('<', '&lt;')))
    .join('`')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ')
}

export function code(text) {
  return `\`${text}\``
}

/** `a`, `b`, `c` */
export function codes(texts) {
  return texts.map(code).join(', ')
}

export function fence(language, text) {
  return `\`\`\`${language}\n${text}\n\`\`\``
}

/** Paragraphs, tables and fences with one empty line between them. */
export function page(title, ...blocks) {
  return `# ${title}\n\n${NOTICE}\n\n${blocks.flat(Number.POSITIVE_INFINITY).join('\n\n')}\n`
}

const NOTICE = '<!-- Printed by `npm run docs` from the tables of the code. Do not edit. -->'

export function snakeCase(name) {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** For headings, as links write them. */
export function anchor(heading) {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(' ', '-')
}

/** A text as a shell takes it. */
export function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`
}
