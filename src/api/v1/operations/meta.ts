// Operations of the tag Meta: is the API up, and whose key is this.
import { TIERS } from '../../../domain/access/rate-limit.ts'
import type { OperationTable } from '../../operation.ts'

export const META_OPERATIONS: OperationTable<'GET /health' | 'GET /me'> = {
  'GET /health': {
    failures: [],
    run: () => ({ data: { status: 'ok' } }),
  },
  'GET /me': {
    failures: [],
    run: (world, { apiKey }) => {
      if (apiKey === undefined) throw new Error('GET /me ran without an API key.')
      const { read, write } = TIERS[world.tier]
      return {
        data: {
          organization: { id: world.id, object: 'organization', name: world.name },
          api_key: {
            id: apiKey.id,
            object: 'api_key',
            label: apiKey.label,
            last4: apiKey.last4,
          },
          rate_limits: { tier: world.tier, write_per_minute: write, read_per_minute: read },
        },
      }
    },
  },
}
