// Snapshots that are wrong somewhere: refused with one sentence that says where, and nothing has changed.
import { describe, expect, it } from 'vitest'

import { loadSnapshot } from '../../../src/engine/snapshots/snapshots.ts'
import { loadText, startBusySandbox, startTestSandbox, textOf } from './stories.ts'

// biome-ignore lint/suspicious/noExplicitAny: what is damaged here has every shape.
type Value = any

const DAMAGES: readonly (readonly [
  what: string,
  damage: (value: Value) => unknown,
  says: RegExp,
])[] = [
  ['another file', () => ({ hello: 1 }), /no snapshot: "kind" must be/],
  ['an array', () => [], /no snapshot/],
  ['a newer format', (v) => ({ ...v, format: 2 }), /format must be 1; got 2\..*newer/],
  ['no format', (v) => ({ ...v, format: undefined }), /format must be 1; got nothing/],
  ['an unknown member', (v) => ({ ...v, extra: 1 }), /head: extra is not a known field/],
  [
    'a setting that is none',
    (v) => {
      v.organization.settings.speed = 1
    },
    /head:.*speed/,
  ],
  [
    'a setting out of range',
    (v) => {
      v.organization.settings.readProbability = 7
    },
    /0 to 1/,
  ],
  [
    'a wild clock',
    (v) => {
      v.organization.rate = 10_000_000
    },
    /organization\.rate must be/,
  ],
  [
    'an infinite time',
    (v) => {
      v.counters.now = 1e300
    },
    /counters\.now must be an integer/,
  ],
  ['a missing table', (v) => void delete v.tables.labels, /tables\.labels must be an array/],
  [
    'a table too much',
    (v) => {
      v.tables.spies = []
    },
    /no table spies/,
  ],
  [
    'a hostile table',
    (v) => JSON.parse(JSON.stringify(v).replace('"teams":', '"__proto__":[],"teams":')),
    /no table __proto__/,
  ],
  ['a row too few', (v) => void v.tables.messages.pop(), /rowCount says/],
  [
    'a row that is none',
    (v) => {
      v.tables.messages[2] = 7
    },
    /messages, row 3: a row must be an object; got 7/,
  ],
  [
    'a member of another type',
    (v) => {
      v.tables.users[0].name = 7
    },
    /users, row 1 \(usr_\w+\): name must be a string; got the number 7/,
  ],
  [
    'a member that is missing',
    (v) => void delete v.tables.users[1].teamId,
    /users, row 2 .*teamId is required/,
  ],
  [
    'a member too much',
    (v) => {
      v.tables.users[0].admin = true
    },
    /admin is not a known field/,
  ],
  [
    'a status that is none',
    (v) => {
      v.tables.messages[0].status = 'gone'
    },
    /status must be one of pending, sent/,
  ],
  [
    'an id twice',
    (v) => {
      v.tables.users[1].id = v.tables.users[0].id
    },
    /users, row 2 .*id must be unique; row 1 has it too/,
  ],
  [
    'an id of another kind',
    (v) => {
      v.tables.teams[0].id = 'team_1'
    },
    /teams, row 1 .*id must be team_ and 26/,
  ],
  [
    'a number twice',
    (v) => {
      v.tables.users[1].seq = v.tables.users[0].seq
    },
    /seq must be unique/,
  ],
  [
    'a number beyond',
    (v) => {
      v.counters.seq = 5
    },
    /seq must be from 1 to counters\.seq/,
  ],
  [
    'ids to be given twice',
    (v) => {
      v.counters.idCount = 3
    },
    /an id would be given twice/,
  ],
  [
    'a birth in the future',
    (v) => {
      v.tables.labels[0].createdAt = v.counters.now + 1
    },
    /createdAt must not be after counters\.now/,
  ],
  [
    'a message of nobody',
    (v) => {
      v.tables.messages[0].contactId = v.tables.contacts[0].id.replace(/.$/, 'Z')
    },
    /messages, row 1 .*contactId must be/,
  ],
  [
    'a user of no team',
    (v) => {
      v.tables.users[0].teamId = 'team_x'
    },
    /teamId must be the id of a row of teams/,
  ],
  [
    'a phone twice',
    (v) => {
      v.tables.contacts[1].phone = v.tables.contacts[0].phone
    },
    /account and phone must be unique; row 1 has the same/,
  ],
  [
    'a phone with letters',
    (v) => {
      v.tables.contacts[1].phone = '62x'
    },
    /phone must be 5 to 16 digits/,
  ],
  [
    'a delivery without event',
    (v) => {
      v.tables.deliveries[0].eventRowId = 'evt_x'
    },
    /eventRowId must be the id of a row of events/,
  ],
  [
    'a delivery of another event',
    (v) => {
      v.tables.deliveries[0].eventId = 'evt_x'
    },
    /eventId must be that of its event/,
  ],
  [
    'a secret without subscription',
    (v) => {
      v.tables.secrets[0].subscriptionId = 'wbs_x'
    },
    /secrets, row 1 .*subscriptionId/,
  ],
  [
    'a job about nothing',
    (v) => {
      v.tables.jobs[0].subject = 'msg_x'
    },
    /jobs, row 1 .*subject must be|jobs, row 1 .*id must be|deliveries/,
  ],
  [
    'a job of no kind',
    (v) => {
      v.tables.jobs[0].kind = 'rob-bank'
    },
    /kind must be one of/,
  ],
  [
    'a URL that is none',
    (v) => {
      v.tables.subscriptions[0].url = 'javascript:1'
    },
    /url must be an https/,
  ],
  [
    'a token of another shape',
    (v) => {
      v.tables.apiKeys[0].token = 'kdv_test_short'
    },
    /token must be kdv_live_/,
  ],
  [
    'a fault that is none',
    (v) => {
      v.tables.faults[0].fault = 'constructor'
    },
    /fault must be one of/,
  ],
  [
    'a behaviour that is none',
    (v) => {
      v.tables.recipients[0].behaviour = 'toString'
    },
    /behaviour must be one of/,
  ],
  [
    'more steps than there are',
    (v) => {
      v.tables.messages[0].fateTaken = 99
    },
    /fateTaken must be at most/,
  ],
  [
    'a label nobody can show',
    (v) => {
      v.tables.labels[0].name = ''
    },
    /could not be shown as the contract wants/,
  ],
  [
    'an event nobody can send',
    (v) => {
      v.tables.events[0].facts.type = 'message.lost'
    },
    /events, row 1/,
  ],
]

describe('a snapshot that is damaged', () => {
  it('is refused, whatever the damage, with its place; nothing has changed then', async () => {
    const sandbox = await startBusySandbox()
    const saved = await textOf(sandbox)
    for (const [what, damage, says] of DAMAGES) {
      const value = JSON.parse(saved)
      const damaged = damage(value) ?? value
      const failure = await load(sandbox, damaged)
      expect(failure?.message, what).toMatch(says)
      expect(failure, what).toMatchObject({ code: 'invalid_field_value', param: 'snapshot' })
      expect(await textOf(sandbox), what).toBe(saved)
    }
  })

  it('is named with its line when it was kept as a text', async () => {
    const sandbox = await startBusySandbox()
    const saved = await textOf(sandbox)
    const lines = saved.split('\n')
    const at = lines.findIndex((line) => line.startsWith('{"id":"usr_'))
    lines[at] = (lines[at] as string).replace('"name":"', '"name":7,"nick":"')
    const { snapshots } = sandbox.app.sandbox.ports
    await snapshots.write('bad', pieces(lines.join('\n')), false)
    const { body } = await sandbox.act('load-snapshot', { name: 'bad' })
    expect(body.error.message).toContain(`users, row 1`)
    expect(body.error.message).toContain(`, line ${at + 1}: `)
  })

  it.each([
    [
      'half of it',
      (text: string) => text.slice(0, 5_000),
      /not valid JSON: look at line \d+, column \d+/,
    ],
    [
      'too deep',
      () => `{"a":${'['.repeat(100_000)}`,
      /nested deeper than 96 levels at line 1, column \d+/,
    ],
    ['nothing', () => '', /not valid JSON/],
  ])('is refused when it is %s', async (_what, damage, says) => {
    const sandbox = await startTestSandbox()
    const saved = await textOf(sandbox)
    await sandbox.app.sandbox.ports.snapshots.write('bad', pieces(damage(saved)), false)
    const { body } = await sandbox.act('load-snapshot', { name: 'bad' })
    expect(body.error.message).toMatch(says)
    expect(await textOf(sandbox)).toBe(saved)
  })
})

describe('a snapshot that does not go with the sandbox', () => {
  it('is refused when another organisation has its id', async () => {
    const sandbox = await startTestSandbox()
    const saved = await textOf(sandbox)
    const { body } = await sandbox.act('create-organization', { name: 'Second' })
    const second = sandbox.app.sandbox.organizations.get(body.data.organization_id)
    const loading = loadSnapshot(sandbox.app.sandbox, second as never, { value: JSON.parse(saved) })
    await expect(loading).rejects.toThrow(/is that of another organization of this sandbox/)
    expect(await textOf(sandbox)).toBe(saved)
  })

  it('is refused when a key of it opens another organisation', async () => {
    const other = await textOf(await startTestSandbox({ seed: 99 }))
    const sandbox = await startTestSandbox()
    const { body } = await sandbox.act('create-organization', { name: 'Second' })
    const second = sandbox.app.sandbox.organizations.get(body.data.organization_id)
    const loading = loadSnapshot(sandbox.app.sandbox, second as never, { value: JSON.parse(other) })
    await expect(loading).rejects.toThrow(
      /its token, which ends in box, opens another organization|its token, which ends in \w{4}, opens/,
    )
    expect(sandbox.app.sandbox.organizations.size).toBe(2)
  })
})

it('can be edited by hand, as long as it fits together', async () => {
  const sandbox = await startBusySandbox()
  const value = JSON.parse(await textOf(sandbox))
  value.tables.users[0].name = 'Somebody else'
  value.tables.users.reverse()
  await loadText(sandbox, JSON.stringify(value, null, 2))
  expect(await textOf(sandbox)).toContain('"name":"Somebody else"')
})

async function load(
  sandbox: Parameters<typeof loadText>[0],
  value: unknown,
): Promise<Error | null> {
  const { app } = sandbox
  try {
    await loadSnapshot(app.sandbox, app.organization, { value })
    return null
  } catch (error) {
    return error as Error
  }
}

async function* pieces(text: string): AsyncGenerator<string> {
  yield text
}
