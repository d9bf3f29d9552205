// The frame around every view: where one is, the clock, and the palette of everything that can be done.
import { Button } from 'react-aria-components'

import { ClockBar } from './clock-bar.tsx'
import { Palette, usePalette } from './palette.tsx'
import { linkTo, useRoute, VIEW_NAMES, VIEWS, type ViewName } from './route.ts'
import { useKnown, useStatus } from './session.tsx'
import { ChatsView } from './views/chats.tsx'
import { ContractView } from './views/contract.tsx'
import { FaultsView } from './views/faults.tsx'
import { MessagesView } from './views/messages.tsx'
import { OrganizationsView } from './views/organizations.tsx'
import { SettingsView } from './views/settings.tsx'
import { TrafficView } from './views/traffic.tsx'
import { WebhooksView } from './views/webhooks.tsx'

const DRAWN: Readonly<Record<ViewName, () => React.ReactNode>> = {
  chats: ChatsView,
  traffic: TrafficView,
  webhooks: WebhooksView,
  messages: MessagesView,
  faults: FaultsView,
  contract: ContractView,
  settings: SettingsView,
  organizations: OrganizationsView,
}

export function App() {
  const { view } = useRoute()
  const palette = usePalette()
  const View = DRAWN[view]
  return (
    <>
      <a className="skip" href="#main">
        To the content
      </a>
      <header className="top">
        <h1>kirim-sandbox</h1>
        <nav aria-label="Views">
          {VIEW_NAMES.map((name) => (
            <a key={name} href={linkTo(name)} aria-current={name === view ? 'page' : undefined}>
              {VIEWS[name]}
              <Badge of={name} />
            </a>
          ))}
        </nav>
        <Button className="small" onPress={palette.open} aria-keyshortcuts="Control+K Meta+K">
          Do… <kbd>Ctrl K</kbd>
        </Button>
      </header>
      <ClockBar />
      <Connection />
      <main id="main" tabIndex={-1} className={`view view-${view}`} aria-label={VIEWS[view]}>
        <View />
      </main>
      <Palette isOpen={palette.isOpen} onClose={palette.close} />
    </>
  )
}

/** What asks for attention in a view. */
function Badge({ of }: { readonly of: ViewName }) {
  const { organization, status } = useStatus()
  const text = badgeText(of, organization, status?.coverage)
  return text === null ? null : <span className="badge">{text}</span>
}

type Organization = NonNullable<ReturnType<typeof useStatus>['organization']>

function badgeText(
  of: ViewName,
  organization: Organization | undefined,
  coverage: { readonly seen: number; readonly total: number } | undefined,
): string | null {
  if (organization === undefined) return null
  if (of === 'webhooks' && organization.dead_letters > 0) return `${organization.dead_letters} dead`
  if (of === 'faults' && organization.armed_faults > 0) return `${organization.armed_faults} armed`
  if (of === 'contract' && coverage !== undefined) return `${coverage.seen}/${coverage.total}`
  return null
}

/** Says when what is seen may be old. */
function Connection() {
  const connection = useKnown((known) => known.connection)
  if (connection === 'live') return null
  return (
    <p className="connection" role="status">
      {connection === 'connecting'
        ? 'Connecting to the sandbox …'
        : 'The sandbox does not answer. What is shown may be old; it is asked again every second.'}
    </p>
  )
}
