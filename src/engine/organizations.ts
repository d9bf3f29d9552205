// Organisations come and go: a world taken in is opened by its keys and its jobs run.
import { resumeInterrupted } from '../domain/webhooks/deliveries.ts'
import { count, oldestFirst } from '../domain/world/tables.ts'
import type { World } from '../domain/world/world.ts'
import { commit, type Organization, type Ports, registerKey, type Sandbox } from './sandbox.ts'
import { rest, wake } from './timeline.ts'

/** A sandbox without organisations. */
export function newSandbox(ports: Ports): Sandbox {
  const organizations = new Map<string, Organization>()
  const sandbox: Sandbox = {
    ports,
    organizations,
    get defaultOrganization() {
      const first = organizations.values().next().value
      if (first === undefined) throw new Error('The sandbox has no organization yet.')
      return first
    },
    keys: new Map(),
    receivers: new Map(),
    changed: (organization) => wake(sandbox, organization),
    closing: false,
  }
  return sandbox
}

/** Takes a world in; `rate` is how fast its clock goes, 0 for virtual time. */
export function addOrganization(sandbox: Sandbox, world: World, rate: number): Organization {
  const machineAt = sandbox.ports.clock.now()
  const organization: Organization = {
    world,
    pace: { rate, machineAt, worldAt: world.now },
    loop: { running: null, advancing: false, alarm: null },
    inFlight: new Map(),
  }
  sandbox.organizations.set(world.id, organization)
  for (const key of oldestFirst(world.apiKeys)) registerKey(sandbox, organization, key)
  if (count(world.deliveries) > 0) commit(sandbox, organization, () => resumeInterrupted(world))
  wake(sandbox, organization)
  return organization
}

/** Lets an organisation go: its keys open nothing any more and its jobs never run. */
export function removeOrganization(sandbox: Sandbox, organization: Organization): void {
  rest(organization)
  sandbox.organizations.delete(organization.world.id)
  for (const [token, owner] of sandbox.keys) {
    if (owner.organization === organization) sandbox.keys.delete(token)
  }
}

/** Stops all timelines. Attempts in flight end by themselves; nothing new begins. */
export async function closeSandbox(sandbox: Sandbox): Promise<void> {
  sandbox.closing = true
  for (const organization of sandbox.organizations.values()) rest(organization)
  await sandbox.ports.transport.close()
  await sandbox.ports.store.flush()
  await sandbox.ports.store.close()
}
