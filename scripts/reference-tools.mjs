// The page of the tools and resources that an agent finds.
import { memberRows } from './reference-schemas.mjs'
import { code, page, table } from './reference-text.mjs'

export function toolsPage({ TOOLS, RESOURCES, RESOURCE_TEMPLATES }) {
  const members = (input) =>
    memberRows(input).map(({ path, type, must, what }) => [
      code(path),
      type,
      must ? 'yes' : '',
      what,
    ])
  return page(
    'Tools for agents',
    'What `npx kirim-sandbox mcp` offers, in the Model Context Protocol. How to use it: [agents.md](../agents.md).',
    table(
      ['tool', 'only looks', 'what it does'],
      Object.entries(TOOLS).map(([name, { what, readOnly }]) => [
        code(name),
        readOnly ? 'yes' : '',
        what,
      ]),
    ),
    Object.entries(TOOLS).map(([name, { input }]) => [
      `## ${name}`,
      members(input).length === 0
        ? 'Takes nothing.'
        : table(['member', 'type', 'needed', ''], members(input)),
    ]),
    '## Resources',
    table(
      ['address', 'what it is'],
      [
        ...Object.entries(RESOURCES).map(([uri, { what }]) => [code(uri), what]),
        ...RESOURCE_TEMPLATES.map(({ uriTemplate, description }) => [
          code(uriTemplate),
          description,
        ]),
        [code('kirim://reference/{page}'), 'A page of this reference, by its name.'],
      ],
    ),
  )
}
