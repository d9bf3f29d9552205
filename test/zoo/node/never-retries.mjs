// Gives a message up at the first error.
import { zooProgram } from './parts.mjs'

zooProgram({ fault: { mayRetry: () => false } })
