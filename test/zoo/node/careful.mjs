// Nothing is wrong with it: the twin of all others.
import { zooProgram } from './parts.mjs'

zooProgram()
