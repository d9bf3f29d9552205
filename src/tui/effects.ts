// Does what the reducer asks for: the one place of the screen that acts on a sandbox.
import type { ControlClient } from '../client/control-client.ts'
import { ControlError, NoSandboxError } from '../client/control-errors.ts'
import { counted, dateTime } from './screen/formats.ts'
import type { Effect, Happening } from './screen/model.ts'

/** What the effects act on. */
export type Outside = {
  readonly client: () => ControlClient
  /** Puts a text into the clipboard of the terminal. */
  readonly copy: (text: string) => void
  /** Looks at another organisation from now on. */
  readonly switchTo: (apiKey: string, name: string) => void
  readonly quit: () => void
  readonly tell: (happening: Happening) => void
}

/** Does one after the other; what is refused is told, and the rest is left undone. */
export async function perform(effects: readonly Effect[], outside: Outside): Promise<void> {
  for (const effect of effects) {
    try {
      const text = await performOne(effect, outside)
      if (text !== '') outside.tell({ kind: 'said', tone: 'good', text })
    } catch (error) {
      if (!(error instanceof ControlError || error instanceof NoSandboxError)) throw error
      outside.tell({ kind: 'settled', problem: explain(error) })
      return
    }
  }
  outside.tell({ kind: 'settled', problem: null })
}

function explain(error: ControlError | NoSandboxError): string {
  const param = error instanceof ControlError ? error.param : undefined
  return param === undefined || error.message.includes(param)
    ? error.message
    : `${param}: ${error.message}`
}

/** What is said when it is done; empty when nothing is. */
async function performOne(effect: Effect, outside: Outside): Promise<string> {
  const client = outside.client()
  switch (effect.kind) {
    case 'act': {
      if (effect.name === 'advance-clock') {
        outside.tell({ kind: 'said', tone: 'info', text: 'Advancing …' })
      }
      const data = await client.act(effect.name, effect.input)
      return effect.name === 'advance-clock' ? advanced(data as Advanced) : effect.said
    }
    case 'call': {
      const reply = await client.call(effect.method, effect.path, effect.body)
      const data = reply.data as { readonly id?: string; readonly initial_secret?: string } | null
      // A subscription's first secret is told once.
      if (typeof data?.initial_secret === 'string') {
        return `${effect.said}, signed with ${data.initial_secret}`
      }
      return typeof data?.id === 'string' ? `${effect.said}: ${data.id}` : effect.said
    }
    case 'copy':
      outside.copy(effect.text)
      return `Copied the ${effect.what}`
    case 'switch':
      outside.switchTo(effect.apiKey, effect.name)
      return ''
    case 'create-organization': {
      const data = (await client.act('create-organization', { name: effect.name })) as {
        readonly name: string
        readonly api_key: string
      }
      outside.switchTo(data.api_key, data.name)
      return ''
    }
    case 'quit':
      outside.quit()
      return ''
  }
}

type Advanced = {
  readonly to: string
  readonly jobs: number
  readonly happened: readonly unknown[]
  readonly more: number
}

function advanced({ to, jobs, happened, more }: Advanced): string {
  const events = happened.length + more
  return `It is ${dateTime(to)} now: ${counted(jobs, 'job')} ran, ${counted(events, 'thing')} happened`
}
