// The pages about scenarios: the file, its steps, and its matchers.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of scenarios are written so.
import { memberRows } from './reference-schemas.mjs'
import { anchor, code, codes, fence, page, table } from './reference-text.mjs'

export function scenarioFilePage({ FILE_SCHEMA, RECEIVER }) {
  return page(
    'Scenario files',
    'YAML or JSON; the JSON Schema is `scenario.schema.json` of the package. How to write one: [scenarios.md](../scenarios.md).',
    members(
      withoutLong(FILE_SCHEMA, ['settings']),
      'Settings are those of [settings.md](settings.md); steps those of [scenario-steps.md](scenario-steps.md).',
    ),
    '## receivers',
    'By name. A built-in one has the address `https://<name>.receiver.test/webhooks`, and nothing leaves the process. Afterwards `${<name>.url}` is its address, and with `events` also `${<name>.subscription_id}` and `${<name>.secret}`.',
    members(RECEIVER),
    '## References',
    table(
      ['written', 'stands for'],
      [
        [
          '`${sent.data.id}`',
          'what the step named `sent` was answered: `data`, `error`, `status`, `headers`, `body`, `text`; items of lists by number, from 0',
        ],
        ['`${customer}`', 'a variable of the file'],
        ['`${crm.url}`', 'a receiver'],
        ['`${i}`', 'the round of a repeat, or its item'],
        [
          '`${env.WEBHOOK_URL}`',
          'a variable of the environment; when it is not set, the file is refused',
        ],
        [
          '`${env.WEBHOOK_URL:-http://127.0.0.1:8080}`',
          'the same with a default; an empty one (`:-`) leaves the member out',
        ],
        ['`${account.phone_number}`', 'the first WhatsApp number; also `account.id`'],
        ['`${organization.id}`', 'the organisation; also `name` and `api_key`'],
        ['`${now}`, `${seed}`', 'the world time, the seed'],
        ['`$${`', 'a dollar and a brace'],
      ],
    ),
    'A text that is nothing but one reference takes the type of what it stands for.',
  )
}

export function scenarioStepsPage({ OWN_STEPS, BESIDE, ACTIONS }) {
  return page(
    'Steps of scenarios',
    'Each step does one thing. Beside these, every [action](actions.md) of the control API is a step that takes the same input.',
    table(
      ['step', 'what it does'],
      Object.entries(OWN_STEPS).map(([name, { what }]) => [`[${name}](#${anchor(name)})`, what]),
    ),
    `The actions: ${codes(Object.keys(ACTIONS))}.`,
    'What may stand beside any step:',
    members({ properties: BESIDE }),
    'A call or an action that is refused fails the scenario, unless an `expect-reply` looks at its reply: the next step, or one that names it.',
    Object.entries(OWN_STEPS).map(([name, { what, input, example }]) => [
      `## ${name}`,
      what,
      members(input),
      fence('yaml', example),
    ]),
  )
}

export function scenarioMatchersPage({ MATCHERS }) {
  const rows = Object.entries(MATCHERS).map(([name, { what, example }]) => {
    return [code(name), what, code(`{ ${name}: ${JSON.stringify(example)} }`)]
  })
  return page(
    'Matchers',
    'A plain value must be equal. An object must have at least the members that are named, so it is a part of what is seen. A list must have just these items, each fitting. Everything else is said with a matcher, in place of a value; several in one object must all fit.',
    table(['matcher', 'fits', 'written'], rows),
  )
}

function members(schema, after) {
  const rows = memberRows(schema).map(({ path, type, must, what }) => [
    code(path),
    type,
    must ? 'yes' : '',
    what,
  ])
  const made = table(['member', 'type', 'needed', ''], rows)
  return after === undefined ? made : [made, after]
}

/** Members that have a page of their own are named and not taken apart. */
function withoutLong(schema, names) {
  const properties = Object.entries(schema.properties).map(([name, member]) => {
    return [name, names.includes(name) ? { ...member, properties: undefined } : member]
  })
  return { ...schema, properties: Object.fromEntries(properties) }
}
