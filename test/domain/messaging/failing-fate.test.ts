// The fate of a message that fails: why, with which number, and which of two reasons is told.
import { describe, expect, it } from 'vitest'

import { planFate } from '../../../src/domain/messaging/message-fate.ts'
import type { PlannedFate } from '../../../src/domain/world/message-rows.ts'
import { draft, EXACT, statuses, templateDraft, worldWith } from './fate-stories.ts'
import { ACCOUNT, CUSTOMER, emptyWorld, putRecipient } from './samples.ts'

function failureOf(fate: PlannedFate): unknown {
  expect(statuses(fate)).toEqual(['failed'])
  const { failure, failureMetaCode, failureDetails } = fate
  return { failure, failureMetaCode, failureDetails }
}

describe('fails', () => {
  it('once, after the time for failures', () => {
    const { steps } = planFate(worldWith(EXACT), draft({ windowOpen: false }))
    expect(steps).toEqual([{ status: 'failed', afterMs: 700 }])
  })

  const OWN = { failureMetaCode: null, failureDetails: null }
  it.each([
    ['to itself', draft({ customerPhone: ACCOUNT.phone }), 'recipient_is_sender'],
    ['outside the window', draft({ windowOpen: false }), 'outside_24h_window'],
    ['a paused template', templateDraft({ metaStatus: 'PAUSED' }, 'a', 'b'), 'template_paused'],
    ['a disabled template', templateDraft({ metaStatus: 'DISABLED' }, 'a'), 'template_disabled'],
    [
      'a number that is nowhere',
      draft({ customerPhone: '628000000010' }),
      'recipient_not_on_whatsapp',
    ],
    ['a code with a row', draft({ customerPhone: '62800000131047' }), 'outside_24h_window'],
    ['a template code', draft({ customerPhone: '62800000132015' }), 'template_paused'],
    [
      "Meta's undeliverable",
      draft({ customerPhone: '62800000131026' }),
      'recipient_not_on_whatsapp',
    ],
  ])('%s', (_, given, failure) => {
    expect(failureOf(planFate(emptyWorld(), given))).toEqual({ failure, ...OWN })
  })

  it.each([
    ['62800000131049', 'upstream', 131049, /^In order to maintain a healthy ecosystem/],
    ['62800000131000', 'upstream', 131000, /unknown error/],
    ['62800000000470', 'outside_24h_window', 470, null],
    ['62800000001006', 'recipient_not_on_whatsapp', 1006, null],
    ['62800000001013', 'recipient_blocked', 1013, null],
    ['62800000999999', 'upstream', 999999, null],
    ['62800000000000', 'upstream', 0, /business token/],
  ])('+%s with its number', (customerPhone, failure, failureMetaCode, details) => {
    const fate = planFate(emptyWorld(), draft({ customerPhone }))
    expect(fate).toMatchObject({ failure, failureMetaCode })
    if (details === null) expect(fate.failureDetails).toBeNull()
    else expect(fate.failureDetails).toMatch(details)
  })

  it('with the words of the rule that was broken', () => {
    expect(failureOf(planFate(emptyWorld(), templateDraft({}, 'a')))).toEqual({
      failure: 'template_param_count_mismatch',
      failureMetaCode: null,
      failureDetails:
        'body: number of localizable_params (1) does not match the expected number of params (2)',
    })
    const image = draft({ type: 'image', content: { url: 'https://cdn.example/status/404' } })
    expect(failureOf(planFate(emptyWorld(), image))).toEqual({
      failure: 'media_download_failed',
      failureMetaCode: null,
      failureDetails:
        'Downloading media from weblink failed with http code 404, status message Not Found',
    })
  })

  it.each(['blocked', 'not-on-whatsapp', 'fails:131049'])('as a recipient that is %s', (told) => {
    const world = emptyWorld()
    putRecipient(world, CUSTOMER, told)
    expect(statuses(planFate(world, draft()))).toEqual(['failed'])
  })
})

describe('of two reasons it tells', () => {
  const closedImage = { type: 'image', content: { url: 'http://x.example' }, windowOpen: false }
  it.each([
    [
      'the sender before the recipient',
      { customerPhone: '628000000010', accountPhone: '628000000010' },
      'recipient_is_sender',
    ],
    [
      'the recipient before the content',
      { ...closedImage, customerPhone: '628000000010' },
      'recipient_not_on_whatsapp',
    ],
    ['the content before the window', closedImage, 'media_download_failed'],
    [
      'the recipient before the template',
      { ...templateDraft({ metaStatus: 'PAUSED' }), customerPhone: '62800000131050' },
      'upstream',
    ],
    [
      'the status of the template before its parameters',
      templateDraft({ metaStatus: 'PAUSED' }),
      'template_paused',
    ],
  ])('%s', (_, changes, failure) => {
    expect(planFate(emptyWorld(), draft(changes)).failure).toBe(failure)
  })
})

describe('the window does not matter', () => {
  it('to a template', () => {
    expect(planFate(emptyWorld(), templateDraft({}, 'a', 'b')).failure).toBeNull()
  })

  it('to numbers that behave on purpose', () => {
    const closed = draft({ customerPhone: '628000000002', windowOpen: false })
    expect(planFate(emptyWorld(), closed).failure).toBeNull()
  })

  it('but it does to an ordinary number that was told how to behave', () => {
    const world = emptyWorld()
    putRecipient(world, CUSTOMER, 'reads')
    expect(planFate(world, draft({ windowOpen: false })).failure).toBe('outside_24h_window')
  })
})
