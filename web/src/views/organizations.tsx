// The organisations of the sandbox: each with its clock, its seed and its keys; looking at another one.
import { useState } from 'react'
import { Button, Input, Label, TextField } from 'react-aria-components'

import type { OrganizationsData } from '../data.ts'
import { useDo } from '../doing.tsx'
import { Copy, Nothing } from '../parts/elements.tsx'
import { dateTimeOf } from '../parts/shown.ts'
import { useAnswer, useSession } from '../session.tsx'

export function OrganizationsView() {
  const { face, apiKey, switchTo } = useSession()
  const run = useDo()
  const [name, setName] = useState('')
  const { data } = useAnswer<OrganizationsData>({ path: 'organizations' })
  if (data === undefined) return <Nothing>Reading …</Nothing>
  return (
    <div className="page-of-parts">
      <form
        className="subscribe"
        onSubmit={async (event) => {
          event.preventDefault()
          const made = await run(
            () => face.act('create-organization', name === '' ? {} : { name }),
            'Made an organisation',
          )
          if (made !== undefined) setName('')
        }}
      >
        <TextField value={name} onChange={setName}>
          <Label>Make another organisation</Label>
          <Input placeholder="Its name" />
        </TextField>
        <Button type="submit" className="primary">
          Make
        </Button>
      </form>
      <ul className="cards">
        {data.organizations.map((one) => (
          <li key={one.id}>
            <div className="line">
              <strong dir="auto">{one.name}</strong>
              <span className="tag">{one.clock.mode}</span>
              <span className="soft">{dateTimeOf(one.clock.now)} UTC</span>
            </div>
            <code className="soft">{one.id}</code>
            {one.api_keys
              .filter(({ revoked_at: revoked }) => revoked === null)
              .map(({ token }) => (
                <div className="line" key={token}>
                  <code>{token}</code> <Copy text={token} what="key" />
                  {token === apiKey ? (
                    <span className="tag">looked at</span>
                  ) : (
                    <Button className="small" onPress={() => switchTo(token)}>
                      Look at it with this key
                    </Button>
                  )}
                </div>
              ))}
          </li>
        ))}
      </ul>
    </div>
  )
}
