// The clock of the organisation: what time it is, how it passes, what comes next, and moving it.

import { useState } from 'react'
import {
  Button,
  Input,
  Label,
  Menu,
  MenuItem,
  MenuTrigger,
  Popover,
  TextField,
} from 'react-aria-components'

import { useDo } from './doing.tsx'
import { dateTimeOf, durationOf } from './parts/shown.ts'
import { useSession, useStatus } from './session.tsx'

const STEPS = [
  ['1 minute', { by: '1m' }],
  ['1 hour', { by: '1h' }],
  ['25 hours: windows close', { by: '25h' }],
  ['to the next job', { until: 'next-job' }],
  ['until nothing is left to do', { until: 'idle' }],
] as const

const MODES = [
  ['real: as the machine', 'real'],
  ['virtual: only when moved', 'virtual'],
  ['x60: an hour in a minute', 'x60'],
] as const

export function ClockBar() {
  const { face } = useSession()
  const { organization, status } = useStatus()
  const run = useDo()
  const [by, setBy] = useState('')
  if (organization === undefined || status === undefined) return <div className="clock-bar" />
  const { clock, next_job: next, name } = organization
  const advance = (input: (typeof STEPS)[number][1] | { readonly by: string }) =>
    run(async () => {
      const data = (await face.act('advance-clock', input)) as { readonly to: string }
      return data.to
    }, 'The clock was moved')
  return (
    <section className="clock-bar" aria-label="Clock">
      <strong>{name}</strong>
      <time dateTime={clock.now}>{dateTimeOf(clock.now)} UTC</time>
      <span className="tag">{clock.mode}</span>
      <span className="soft">
        {next === null ? 'nothing is scheduled' : `next: ${next.kind} in ${durationOf(next.in_ms)}`}
      </span>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (by !== '') void advance({ by })
        }}
      >
        <TextField value={by} onChange={setBy} className="inline">
          <Label>Advance by</Label>
          <Input placeholder="90m" size={6} />
        </TextField>
        <Button type="submit" className="small">
          Advance
        </Button>
      </form>
      <MenuTrigger>
        <Button className="small">Clock ▾</Button>
        <Popover>
          <Menu
            aria-label="Clock"
            onAction={(key) => {
              const step = STEPS.find(([label]) => label === key)
              if (step !== undefined) void advance(step[1])
              const mode = MODES.find(([label]) => label === key)
              if (mode !== undefined) {
                void run(
                  () => face.act('set-clock', { mode: mode[1] } as never),
                  `The clock is ${mode[1]} now`,
                )
              }
            }}
          >
            {[...STEPS, ...MODES].map(([label]) => (
              <MenuItem key={label} id={label}>
                {label}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
    </section>
  )
}
