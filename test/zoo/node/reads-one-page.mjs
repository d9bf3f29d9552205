// Reads its contacts at the start, and only the first page of them.
import { zooProgram } from './parts.mjs'

zooProgram({
  fault: { readsContacts: true, followsCursor: false },
  mended: { readsContacts: true },
})
