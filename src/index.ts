// The library: a sandbox inside your own process, and the tools a receiver needs.
export { signPayload, verifySignature } from './wire/signature.ts'
