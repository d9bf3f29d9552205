// Control actions of the business: its people, numbers, templates and API keys.

import { issueKey } from '../../domain/access/api-keys.ts'
import { fail } from '../../domain/failures/failures.ts'
import { addTeam, addUser, setAccount, setTemplate } from '../../domain/messaging/directory.ts'
import {
  COMPONENT,
  templateCategory,
  templateStatus,
} from '../../domain/messaging/templates/template-shapes.ts'
import type { JsonObject, MetaTemplateStatus, TemplateCategory } from '../../domain/world/rows.ts'
import { reveal } from '../../domain/world/secret.ts'
import { find, oldestFirst, put } from '../../domain/world/tables.ts'
import { fromIso, toIsoOrNull } from '../../domain/world/time.ts'
import { named } from '../../schema/choices.ts'
import {
  API_KEY,
  DURATION,
  EMAIL,
  INSTANT,
  idOf,
  PHONE,
  TEMPLATE_NAME,
} from '../../schema/formats.ts'
import { flag, list, optional, text, words } from '../../schema/shapes.ts'
import { templateResource } from '../../wire/v1/resources.ts'
import { type ActionTable, change, durationOf } from './action.ts'
import { takes } from './input.ts'

export const BUSINESS_ACTIONS = {
  'set-template': {
    what: "Changes a template's status, category or components, or adds a template.",
    input: takes({
      name: TEMPLATE_NAME.shape('Its name.'),
      language: words('Its language, e.g. id or en_US.', 15),
      account: optional(PHONE.shape('The number it belongs to; the first one when left out.')),
      status: optional(templateStatus("Meta's status.")),
      category: optional(templateCategory("Meta's category.")),
      components: optional(list("Meta's components, as in a world file.", COMPONENT)),
      body: optional(words('Short for components with only a BODY of this text.', 1024)),
    }),
    example: { name: 'order_confirmation', language: 'id', status: 'PAUSED' },
    failures: ['missing_required_field', 'invalid_field_value'],
    run: (stage, input) => {
      const { name, language, account, status, category, components, body } = input
      const short = body === undefined ? undefined : [{ type: 'BODY', text: body }]
      return change(stage, (world) => {
        const template = setTemplate(world, {
          name,
          language,
          account,
          status: status as MetaTemplateStatus | undefined,
          category: category as TemplateCategory | undefined,
          components: (components as readonly JsonObject[] | undefined) ?? short,
        })
        return { ...templateResource(world, template), meta_status: template.metaStatus }
      })
    },
  },
  'set-account': {
    what: 'Connects or disconnects a WhatsApp number, or adds one.',
    input: takes({
      phone_number: PHONE.shape('The business number.'),
      display_name: optional(named('What customers see.')),
      team_id: optional(named('The team it belongs to; the first one when left out.')),
      connected: optional(flag('Whether it can send and receive. Default true.')),
    }),
    example: { phone_number: '+6281100000001', connected: false },
    failures: ['invalid_field_value'],
    run: (stage, input) => {
      const { phone_number: phoneNumber, display_name: displayName, team_id: teamId } = input
      const { connected } = input
      return change(stage, (world) => {
        const account = setAccount(world, {
          phoneNumber,
          ...(displayName !== undefined && { displayName }),
          ...(teamId !== undefined && { teamId }),
          ...(connected !== undefined && { connected }),
        })
        return {
          id: account.id,
          phone_number: account.displayPhone,
          display_name: account.displayName,
          team_id: account.teamId,
          connected: account.connected,
        }
      })
    },
  },
  'add-user': {
    what: 'Adds an agent that conversations can be assigned to.',
    input: takes({
      name: named('The whole name.'),
      email: optional(EMAIL.shape('The address.')),
      team_id: optional(named('The team; the first one when left out.')),
    }),
    example: { name: 'Citra Lestari', email: 'citra@kirim.example' },
    failures: ['invalid_field_value'],
    run: (stage, { name, email = null, team_id: teamId }) => {
      const wish = { name, email, ...(teamId !== undefined && { teamId }) }
      const user = change(stage, (world) => addUser(world, wish))
      return { id: user.id, name: user.name, email: user.email, team_id: user.teamId }
    },
  },
  'add-team': {
    what: 'Adds a team; from the second on, new labels must name theirs.',
    input: takes({ name: named('What it is called.') }),
    example: { name: 'Sales' },
    failures: [],
    run: (stage, { name }) => {
      const team = change(stage, (world) => addTeam(world, name))
      return { id: team.id, name: team.name }
    },
  },
  'issue-key': {
    what: 'Issues an API key and shows it.',
    input: takes({
      label: optional(named('What it is for.')),
      token: optional(API_KEY.shape('The whole key; made up when left out.')),
      expires_in: optional(DURATION.shape('How long it works.')),
      expires_at: optional(INSTANT.shape('Until when it works.')),
    }),
    example: { label: 'My test', expires_in: '2h' },
    failures: ['invalid_field_value'],
    run: (stage, input) => {
      const { label = 'Issued key', token, expires_in: expiresIn, expires_at: expiresAt } = input
      if (expiresIn !== undefined && expiresAt !== undefined) {
        fail('invalid_field_value', 'expires_in', 'Give expires_in or expires_at, not both.')
      }
      if (token !== undefined && stage.sandbox.keys.has(token)) {
        fail('invalid_field_value', 'token', 'There is such a key already.')
      }
      const key = change(stage, (world) =>
        issueKey(world, {
          label,
          ...(token !== undefined && { token }),
          ...(expiresAt !== undefined && { expiresAt: fromIso(expiresAt) }),
          ...(expiresIn !== undefined && {
            expiresAt: world.now + durationOf(expiresIn, 'expires_in'),
          }),
        }),
      )
      return {
        id: key.id,
        token: reveal(key.token),
        label: key.label,
        expires_at: toIsoOrNull(key.expiresAt),
      }
    },
  },
  'revoke-key': {
    what: 'Revokes an API key: the next request with it gets 401.',
    input: takes({
      key_id: optional(idOf('key').shape('The id of the key.')),
      token: optional(text('The key itself.', { maxLength: 100 })),
    }),
    example: { token: 'kdv_live_kirimsandboxkirimsandbox' },
    failures: ['missing_required_field', 'resource_not_found'],
    run: (stage, { key_id: keyId, token }) =>
      change(stage, (world) => {
        if ((keyId === undefined) === (token === undefined)) {
          fail('missing_required_field', 'key_id', 'Give the key_id or the token.')
        }
        const key =
          keyId === undefined
            ? [...oldestFirst(world.apiKeys)].find((row) => reveal(row.token) === token)
            : find(world.apiKeys, keyId)
        if (key === undefined) fail('resource_not_found', undefined, 'No such API key.')
        const revoked = put(world.apiKeys, { ...key, revokedAt: key.revokedAt ?? world.now })
        return { id: revoked.id, revoked_at: toIsoOrNull(revoked.revokedAt) }
      }),
  },
} satisfies ActionTable<
  'set-template' | 'set-account' | 'add-user' | 'add-team' | 'issue-key' | 'revoke-key'
>
