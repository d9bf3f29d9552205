// The first generation of the provider's API as a value: the one that is simulated.
import { OPERATION_KEYS, OPERATIONS, readVendorDocument } from '../../contract/spec.ts'
import { checkMembers, checkReply, checkRequest } from '../../contract/validators.ts'
import type { Api } from '../api.ts'
import { errorBody } from './error-body.ts'
import { V1_FAILURES, V1_USUAL_CODES } from './failures.ts'
import { ABOUT_V1, otherGeneration, V1_PREFIX } from './generations.ts'
import { OPERATION_TABLE } from './operations/index.ts'

/** Facts of the contract and rows of the table, as one: both have a row for each operation. */
const operations = Object.fromEntries(
  OPERATION_KEYS.map((key) => [key, { ...OPERATIONS[key], ...OPERATION_TABLE[key] }]),
) as unknown as Api['operations']

export const V1: Api = {
  prefix: V1_PREFIX,
  about: ABOUT_V1,
  document: readVendorDocument,
  operations,
  operationKeys: OPERATION_KEYS,
  validators: { checkMembers, checkRequest, checkReply },
  failures: V1_FAILURES,
  usualCodes: V1_USUAL_CODES,
  errorBody,
  otherGeneration,
}
