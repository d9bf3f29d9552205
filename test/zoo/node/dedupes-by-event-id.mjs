// Duplicates are told by the id of the event alone, which all statuses of a message share.
import { zooProgram } from './parts.mjs'

zooProgram({ fault: { identity: ({ id }) => id } })
