// Every setting of the organisation with what it does; a change counts from the next request on.
import { useState } from 'react'
import { Button, Input, Label, Switch, Text, TextField } from 'react-aria-components'

import type { Setting } from '../data.ts'
import { useDo } from '../doing.tsx'
import { Nothing } from '../parts/elements.tsx'
import { useAnswer, useSession } from '../session.tsx'

export function SettingsView() {
  const { data } = useAnswer<{ readonly tier: string; readonly settings: readonly Setting[] }>({
    path: 'settings',
  })
  if (data === undefined) return <Nothing>Reading …</Nothing>
  return (
    <div className="page-of-parts">
      <p>
        Tier of the rate limits: <strong>{data.tier}</strong>
      </p>
      <ul className="cards">
        {data.settings.map((setting) => (
          <li key={setting.name}>
            <SettingForm key={String(setting.value)} setting={setting} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function SettingForm({ setting }: { readonly setting: Setting }) {
  const { face } = useSession()
  const run = useDo()
  const { name, what, value, default: standard, one_of: choices } = setting
  const [text, setText] = useState(String(value))
  const change = (next: string | number | boolean | null) =>
    run(
      () => face.act('change-settings', { settings: { [name]: next } }),
      `${name} is ${next ?? 'the default'} now`,
    )
  if (typeof value === 'boolean') {
    return (
      <Switch isSelected={value} onChange={(is) => void change(is)}>
        <span className="box" aria-hidden="true" />
        <span>
          <strong>{name}</strong> <small>{what}</small>
        </span>
      </Switch>
    )
  }
  return (
    <form
      className="setting"
      onSubmit={(event) => {
        event.preventDefault()
        void change(typeof value === 'number' ? Number(text) : text)
      }}
    >
      <TextField value={text} onChange={setText}>
        <Label>{name}</Label>
        <Input />
        <Text slot="description">
          {what} {choices === null ? '' : `One of ${choices.join(', ')}.`} Default:{' '}
          {String(standard)}.
        </Text>
      </TextField>
      <Button type="submit" className="small" isDisabled={text === String(value)}>
        Change
      </Button>
      <Button className="small" isDisabled={value === standard} onPress={() => void change(null)}>
        Default
      </Button>
    </form>
  )
}
