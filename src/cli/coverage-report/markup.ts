// Markup: a template that escapes whatever is put into it, so that no text can become a tag.

/** Text that is markup already. */
export type Markup = { readonly markup: string }

type Part = Markup | string | number | boolean | readonly Part[]

/** Takes a text as markup: only for what is written here. */
export function markup(text: string): Markup {
  return { markup: text }
}

export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return markup(
    texts.map((text, n) => text + (n < parts.length ? write(parts[n] ?? '') : '')).join(''),
  )
}

export function textOfPage({ markup: text }: Markup): string {
  return text
}

function write(part: Part): string {
  if (typeof part !== 'object') return escaped(String(part))
  return 'markup' in part ? part.markup : part.map(write).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
