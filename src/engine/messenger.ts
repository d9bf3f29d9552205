// Passes on notices, which say what is wrong with what is kept, to whoever listens and to every journal.
import { note, type Sandbox } from './sandbox.ts'

/** Passes on what the store has to say: to every journal, as soon as there is one. */
export function newMessenger(listener: (message: string) => void = () => {}) {
  const early: string[] = []
  let sandbox: Sandbox | undefined
  const tell = (message: string) => {
    listener(message)
    if (sandbox === undefined) early.push(message)
    for (const organization of sandbox?.organizations.values() ?? []) {
      note(organization, { kind: 'notice', message })
    }
  }
  const deliverTo = (ready: Sandbox) => {
    sandbox = ready
    for (const message of early) note(ready.defaultOrganization, { kind: 'notice', message })
  }
  return { tell, deliverTo }
}
