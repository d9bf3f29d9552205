// The reducer: what becomes of the state when a key is pressed or something happens. Pure.
import type { Data } from './data.ts'
import { type CommandName, commandFor } from './keymap.ts'
import type { Happening, KeyPress, Session, Size, State, Step } from './model.ts'
import * as moving from './moving.ts'
import { cancel, EDITS, edit, submit, type } from './prompts.ts'
import * as sheets from './sheets.ts'
import { VIEW_NAMES } from './views/index.ts'

export function newState(session: Session, size: Size): State {
  return {
    size,
    session,
    connection: 'connecting',
    view: 'traffic',
    focus: 'list',
    cursors: {},
    opened: {},
    filters: {},
    detailCursor: null,
    scroll: 0,
    trail: [],
    callsOnly: false,
    feed: { entries: [], frozen: null, missed: 0 },
    data: {},
    overlay: null,
    toast: null,
  }
}

const { only } = moving

/** The next state, and what is to be done. */
export function update(state: State, happening: Happening): Step {
  switch (happening.kind) {
    case 'key':
      return pressed(state, happening.press)
    case 'resized':
      return only({ ...state, size: happening.size })
    case 'entries':
      return only(moving.withEntries(state, happening))
    case 'reads': {
      const known = happening.reads.map(({ name, data }) => [name, data])
      const next: State = {
        ...state,
        data: { ...state.data, ...Object.fromEntries(known) } as Data,
      }
      return only(happening.reads.some(({ name }) => name === 'status') ? ticked(next) : next)
    }
    case 'connected':
      return only({ ...state, connection: 'live' })
    case 'lost':
      return only({ ...state, connection: 'lost' })
    case 'switched': {
      const session = { ...state.session, apiKey: happening.apiKey }
      const fresh = { ...newState(session, state.size), view: state.view }
      return only(sheets.say(fresh, `This is ${happening.name} now.`))
    }
    case 'settled':
      return only(settled(state, happening.problem))
    case 'said':
      return only({
        ...state,
        toast: { tone: happening.tone, text: happening.text, ticksLeft: sheets.TOAST_TICKS },
      })
  }
}

/** A prompt whose answer was refused goes on with what was typed; one whose answer was taken is done. */
function settled(state: State, problem: string | null): State {
  const { overlay } = state
  if (overlay?.kind === 'prompt' && overlay.phase === 'waiting') {
    return { ...state, overlay: problem === null ? null : { ...overlay, phase: 'asking', problem } }
  }
  return problem === null ? state : sheets.say(state, problem, 'bad')
}

/** Good news goes away by itself; bad news stays until a key is pressed. */
function ticked(state: State): State {
  const { toast } = state
  if (toast === null || toast.tone === 'bad') return state
  const ticksLeft = toast.ticksLeft - 1
  return { ...state, toast: ticksLeft <= 0 ? null : { ...toast, ticksLeft } }
}

function pressed(state: State, press: KeyPress): Step {
  const command = commandFor(state, press)
  const calm: State = state.overlay === null ? { ...state, toast: null } : state
  if (command !== undefined) return COMMANDS[command](calm, press)
  if (calm.overlay?.kind === 'prompt') return only(type(calm, press))
  if (calm.overlay?.kind === 'menu') {
    return only(sheets.narrow(calm, (filter) => filter + moving.typed(press.text)))
  }
  return only(calm)
}

type Command = (state: State, press: KeyPress) => Step

/** A command that only changes what is seen. */
function seen(run: (state: State, press: KeyPress) => State): Command {
  return (state, press) => only(run(state, press))
}

const edits = Object.fromEntries(
  (Object.keys(EDITS) as (keyof typeof EDITS)[]).map((name) => [
    name,
    seen((state) => edit(state, name)),
  ]),
) as Record<keyof typeof EDITS, Command>

/** What each row of the table of keys does. */
const COMMANDS: Readonly<Record<CommandName, Command>> = {
  open: seen(moving.open),
  back: seen(moving.back),
  timeLine: seen(moving.timeLine),
  pause: seen(moving.pause),
  callsOnly: seen((state) => ({ ...state, callsOnly: !state.callsOnly })),
  next: seen((state) => moving.neighbour(state, 1)),
  previous: seen((state) => moving.neighbour(state, -1)),
  goTo: seen((state, { name }) => moving.goTo(state, VIEW_NAMES[Number(name) - 1] ?? state.view)),
  help: seen(moving.help),
  up: seen((state) => moving.move(state, { rows: -1 })),
  down: seen((state) => moving.move(state, { rows: 1 })),
  pageUp: seen((state) => moving.move(state, { pages: -1 })),
  pageDown: seen((state) => moving.move(state, { pages: 1 })),
  first: seen((state) => moving.move(state, { end: 'first' })),
  last: seen((state) => moving.move(state, { end: 'last' })),
  send: seen(sheets.send),
  write: seen(sheets.write),
  writeKind: seen((state) => {
    const customer = sheets.customerHere(state)
    return customer === undefined
      ? sheets.write(state)
      : sheets.menu(state, 'customer-sends', customer)
  }),
  tap: seen((state) => sheets.menu(state, 'taps')),
  read: (state) => {
    const from = sheets.customerHere(state)
    if (from === undefined) return only(state)
    const said = `${from} has read everything`
    return { state, effects: [{ kind: 'act', name: 'customer-reads', input: { from }, said }] }
  },
  subscribe: seen((state) => sheets.menu(state, 'receivers')),
  clock: seen((state) => sheets.menu(state, 'clock')),
  fault: seen((state) => sheets.menu(state, 'faults')),
  copy: seen((state) => sheets.menu(state, 'copy')),
  organization: seen((state) => sheets.menu(state, 'organizations')),
  filter: seen(sheets.filter),
  replay: sheets.replay,
  replayAll: sheets.replayAll,
  pauseSubscription: sheets.pauseSubscription,
  rotate: sheets.rotate,
  unsubscribe: sheets.unsubscribe,
  disarm: sheets.disarm,
  disarmAll: (state) => ({
    state,
    effects: [{ kind: 'act', name: 'disarm-faults', input: {}, said: 'Disarmed all faults' }],
  }),
  reset: seen(sheets.reset),
  change: sheets.change,
  quit: sheets.quit,
  stop: (state) => ({ state, effects: [{ kind: 'quit' }] }),
  menuUp: seen((state) => sheets.moveMenu(state, -1)),
  menuDown: seen((state) => sheets.moveMenu(state, 1)),
  choose: sheets.choose,
  close: seen((state) => ({ ...state, overlay: null })),
  narrowLess: seen((state) => sheets.narrow(state, (filter) => filter.slice(0, -1))),
  submit,
  cancel: seen(cancel),
  ...edits,
  yes: sheets.confirmed,
  no: seen((state) => ({ ...state, overlay: null })),
}
