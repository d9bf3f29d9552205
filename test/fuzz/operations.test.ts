// All operations of the API under thousands of hostile requests.
import fc from 'fast-check'
import { expect, it } from 'vitest'

import { OPERATION_KEYS, OPERATIONS } from '../../src/contract/spec.ts'
import { furnishTown } from '../api/town.ts'
import { besiege, breachesOf, expectOrdinaryRequest } from './besieged.ts'
import { newJudge, readContract } from './judge.ts'
import { known } from './names.ts'
import { requestsFor, type Wish } from './requests.ts'
import { PATIENCE_MS, runs } from './runs.ts'
import { newValues } from './values.ts'

const contract = readContract()
const judge = newJudge(contract)
const values = newValues(contract, known)

const requests = fc.oneof(
  ...OPERATION_KEYS.map((key) => {
    const { method, path } = OPERATIONS[key]
    return requestsFor(contract, values, method, path)
  }),
)

it('every operation answers hostile requests as it declares', {
  timeout: PATIENCE_MS,
}, async () => {
  const { kirim } = await furnishTown()
  const { problemsOf } = besiege(kirim.app.url, kirim.app.apiKey)
  const property = async (wish: Wish) => {
    expect(await problemsOf(judge, wish)).toStrictEqual([])
    expect(breachesOf(kirim)).toStrictEqual([])
  }
  await fc.assert(fc.asyncProperty(requests, property), runs(1_000))
  await kirim.settle()
  expect(breachesOf(kirim)).toStrictEqual([])
  await expectOrdinaryRequest(kirim)
})
