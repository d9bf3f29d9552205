// The customers, the phone of the chosen one, and the time line of the chosen message.
import { useState } from 'react'
import { Input, Label, SearchField } from 'react-aria-components'

import type { Conversation } from '../data.ts'
import { Nothing } from '../parts/elements.tsx'
import { Rows } from '../parts/rows.tsx'
import { CONVERSATIONS_MAX, numberOf } from '../phone/only-phone.tsx'
import { Phone } from '../phone/phone.tsx'
import { goTo, linkTo, useRoute } from '../route.ts'
import { useAnswer } from '../session.tsx'
import { TimeLine } from './time-line.tsx'

export function ChatsView() {
  const { id, beside } = useRoute()
  const { data } = useAnswer<{ readonly conversations: readonly Conversation[] }>({
    path: 'conversations',
    query: { limit: CONVERSATIONS_MAX },
  })
  const conversations = data?.conversations ?? []
  const phone = id ?? conversations[0]?.customer ?? null
  const conversation = conversations.find(({ customer }) => customer === phone)
  return (
    <div className={`chats${id === null ? '' : ' chosen'}${beside === null ? '' : ' beside'}`}>
      <Customers conversations={conversations} chosen={phone} />
      <div className="middle">
        <a
          className="back"
          href={linkTo(beside === null ? 'chats' : 'chats', beside === null ? null : phone)}
        >
          ← Back
        </a>
        {phone === null ? (
          <Nothing>
            Nobody has written yet. Type a number on the left to write as that customer.
          </Nothing>
        ) : (
          <Phone
            key={phone}
            phone={phone}
            conversation={conversation}
            chosen={beside}
            onChoose={(messageId) => goTo('chats', phone, messageId)}
          />
        )}
      </div>
      <aside className="inspector" aria-label="Time line of the chosen message">
        {beside === null ? (
          <Nothing>Choose “time line” on a message to see its call, statuses and webhooks.</Nothing>
        ) : (
          <>
            <a className="back" href={linkTo('chats', phone)}>
              ← Back
            </a>
            <TimeLine id={beside} />
          </>
        )}
      </aside>
    </div>
  )
}

type CustomersProps = {
  readonly conversations: readonly Conversation[]
  readonly chosen: string | null
}

function Customers({ conversations, chosen }: CustomersProps) {
  const [filter, setFilter] = useState('')
  const wanted = filter.trim().toLowerCase()
  const shown = conversations.filter(({ name, customer }) =>
    `${name ?? ''} ${customer}`.toLowerCase().includes(wanted),
  )
  const number = numberOf(wanted)
  const isNumber = /^\+[1-9][0-9]{6,14}$/.test(number) && /^[+0-9 ()-]+$/.test(wanted)
  const isNew = isNumber && conversations.every(({ customer }) => customer !== number)
  return (
    <div className="customers">
      <SearchField value={filter} onChange={setFilter}>
        <Label>Customers</Label>
        <Input placeholder="Name or number" />
      </SearchField>
      {isNew && (
        <a className="new-customer" href={linkTo('chats', number)}>
          Write as {number}
        </a>
      )}
      <Rows
        label="Customers"
        items={shown}
        keyOf={({ customer }) => customer}
        opened={chosen}
        rowHeight={58}
        onOpen={({ customer }) => goTo('chats', customer)}
        empty="No customer fits. Type a whole number to write as somebody new."
        draw={({
          name,
          customer,
          unread_count: unread,
          window_open: isOpen,
          last_message: last,
        }) => (
          <>
            <div className="line">
              <strong dir="auto">{name ?? customer}</strong>
              {unread > 0 && <span className="badge">{unread} new</span>}
              <span className={isOpen ? 'window open' : 'window'}>
                {isOpen ? 'open' : 'closed'}
              </span>
            </div>
            <div className="line soft" dir="auto">
              {last?.summary ?? customer}
            </div>
          </>
        )}
      />
    </div>
  )
}
