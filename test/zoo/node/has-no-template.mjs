// Gives up when the customer service window is closed.
import { zooProgram } from './parts.mjs'

zooProgram({ fault: { hasTemplate: false } })
