// The library: the tools that a receiver of signed webhooks needs.
export { signPayload, verifySignature } from './wire/signature.ts'
