// The pages of the control API: its actions and its reads.
import { memberRows } from './reference-schemas.mjs'
import { anchor, code, codes, fence, page, quoted, table } from './reference-text.mjs'

/** Where a sandbox is that was started without options. */
const CONTROL_URL = 'http://127.0.0.1:3000/_sandbox'

export function actionsPage(tables) {
  const { ACTIONS } = tables
  const names = Object.keys(ACTIONS)
  return page(
    'Actions',
    `What can be done to a running sandbox: \`npx kirim-sandbox do <action>\`, or \`POST /_sandbox/actions/{action}\` with the input as JSON. The answer is \`{"data": …}\`. An input that does not fit is refused with \`invalid_field_value\`, \`missing_required_field\`, \`invalid_phone_number\` or \`invalid_request\`; the failures named here come beside these. See [control-api.md](../control-api.md).`,
    table(
      ['action', 'what it does'],
      names.map((name) => [`[${name}](#${anchor(name)})`, ACTIONS[name].what]),
    ),
    names.map((name) => action(tables, name)),
  )
}

function action({ ACTIONS, ACTION_INPUTS, exampleOf }, name) {
  const { what, example, failures } = ACTIONS[name]
  const rows = memberRows(ACTION_INPUTS[name])
  const members = rows.map(({ path, type, must, what: description }) => {
    return [code(path), type, must ? 'yes' : '', description]
  })
  const body = quoted(JSON.stringify(example))
  return [
    `## ${name}`,
    what,
    rows.length === 0 ? 'Takes nothing.' : table(['member', 'type', 'needed', ''], members),
    failures.length === 0 ? [] : `Failures: ${codes(failures)}.`,
    fence(
      'sh',
      `${`npx kirim-sandbox do ${name} ${exampleOf(name)}`.trimEnd()}\n\ncurl ${CONTROL_URL}/actions/${name} \\\n  -H 'Content-Type: application/json' \\\n  -d ${body}`,
    ),
  ]
}

export function readsPage({ CONTROL_READS, EVENT_STREAM, INBOX_DOOR }) {
  const all = [...CONTROL_READS, EVENT_STREAM, INBOX_DOOR]
  return page(
    'Reads',
    'What can be seen of a running sandbox: `GET /_sandbox` and the path. The answer is `{"data": …}`, and what is in it stands here. See [control-api.md](../control-api.md).',
    table(
      ['path', 'what it shows'],
      all.map(({ path, what }) => [`[${path}](#${anchor(path)})`, what]),
    ),
    CONTROL_READS.map((row) => [
      ...head(row),
      'Reply:',
      memberTable(memberRows(row.reply).map(({ path, type, what }) => [code(path), type, what])),
    ]),
    stream(EVENT_STREAM),
    head(INBOX_DOOR),
  )
}

function head({ path, what, params = {}, query = {} }) {
  const parameters = memberRows({ properties: { ...params, ...query } })
  const defaults = Object.entries(query).filter(([, rule]) => rule.default !== undefined)
  const rows = parameters.map(({ path: name, type, what: description }) => {
    const standard = defaults.find(([one]) => one === name)?.[1].default
    return [code(name), type, standard === undefined ? '' : code(standard), description]
  })
  return [
    `## ${path}`,
    what,
    rows.length === 0 ? [] : table(['parameter', 'type', 'default', ''], rows),
  ].flat()
}

function memberTable(rows) {
  return table(['member', 'type', ''], rows)
}

function stream(row) {
  return [
    ...head(row),
    'Each event has the number of its entry as `id`, the kind of entry as `event`, and the entry as `data`:',
    table(
      ['event', 'what it tells'],
      Object.entries(row.events).map(([kind, schema]) => [code(kind), schema.description]),
    ),
    fence('sh', `curl -N ${CONTROL_URL}${row.path}`),
  ]
}
