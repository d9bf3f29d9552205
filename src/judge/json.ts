// Reading JSON that others wrote: what is none is undefined, and no error.

export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
