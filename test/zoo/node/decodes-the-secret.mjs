// Takes the secret for base64, as another provider has it.
import { zooProgram } from './parts.mjs'

zooProgram({ fault: { key: (secret) => Buffer.from(secret.slice('whsec_'.length), 'base64') } })
