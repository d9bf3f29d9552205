// What the generator needs of this room, in one module: overlay, document, compiler.
export { compileValidators } from './compiler.ts'
export {
  readEventTypes,
  readMessageTypes,
  readOperations,
  readSchemas,
  readWebhookSchemas,
} from './document.ts'
export { memberTreeOf } from './members.ts'
export { applyOverlay } from './overlay.ts'
