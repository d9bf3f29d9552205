// What can be wrong with a snapshot: how each damage is done, and what its refusal says.

// biome-ignore lint/suspicious/noExplicitAny: what is damaged here has every shape.
type Value = any

export const DAMAGES: readonly (readonly [
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
  ['a row too few', (v) => void v.tables.messages.pop(), /rows says/],
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
    'an event nobody can send',
    (v) => {
      v.tables.events.find(
        (row: Value) => row.facts.type === 'message.received',
      ).facts.message.content = { text: 7 }
    },
    /events, row \d+ .*could not be shown as the contract wants/,
  ],
  [
    'an event nobody can send',
    (v) => {
      v.tables.events[0].facts.type = 'message.lost'
    },
    /events, row 1/,
  ],
]
