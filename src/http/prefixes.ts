// Below which paths the port has something beside the API.

/** Where the control API is. */
export const CONTROL_PREFIX = '/_sandbox'

/** Where the page of the documentation is. */
export const DOCS_PREFIX = '/docs'
