// What goes wrong on purpose: the faults that are armed with their counters, and every fault that can be.
import { useState } from 'react'
import { Button } from 'react-aria-components'

import { ActionDialog } from '../action-form.tsx'
import { useActions } from '../actions.ts'
import type { Fault, KnownFault } from '../data.ts'
import { useDo } from '../doing.tsx'
import { Nothing, Part } from '../parts/elements.tsx'
import { useAnswer, useSession } from '../session.tsx'

/** Members of `arm-fault` that every fault takes. */
const WHEN = ['match', 'times', 'every', 'after', 'probability', 'optional']

export function FaultsView() {
  const { face } = useSession()
  const run = useDo()
  const actions = useActions()
  const [chosen, setChosen] = useState<KnownFault | null>(null)
  const { data } = useAnswer<{ readonly faults: readonly Fault[] }>({ path: 'faults' })
  const { data: known } = useAnswer<{ readonly faults: readonly KnownFault[] }>({
    path: 'faults/known',
  })
  const armFault = actions.find(({ name }) => name === 'arm-fault')
  const faults = data?.faults ?? []
  return (
    <div className="page-of-parts">
      <Part
        title="Armed"
        tools={
          <Button
            className="small"
            isDisabled={faults.every(({ armed }) => !armed)}
            onPress={() => void run(() => face.act('disarm-faults', {}), 'Disarmed all faults')}
          >
            Disarm all
          </Button>
        }
      >
        {faults.length === 0 && <Nothing>No fault was armed yet. Arm one below.</Nothing>}
        <ul className="cards">
          {[...faults].reverse().map(({ id, fault, armed, seen, hits, match }) => (
            <li key={id}>
              <div className="line">
                <strong>{fault}</strong>
                <span className="tag">{armed ? 'armed' : 'spent'}</span>
                <span>
                  struck {hits} of {seen}
                </span>
              </div>
              <code className="soft">{JSON.stringify(match)}</code>
              {armed && (
                <Button
                  className="small"
                  onPress={() =>
                    void run(() => face.act('disarm-faults', { fault_id: id }), `Disarmed ${fault}`)
                  }
                >
                  Disarm
                </Button>
              )}
            </li>
          ))}
        </ul>
      </Part>
      <Part title="What can go wrong">
        <ul className="cards">
          {known?.faults.map((one) => (
            <li key={one.fault}>
              <div className="line">
                <strong>{one.fault}</strong>
                <Button
                  className="small"
                  aria-label={`Arm ${one.fault}`}
                  isDisabled={armFault === undefined}
                  onPress={() => setChosen(one)}
                >
                  Arm…
                </Button>
              </div>
              <p className="soft">{one.what}</p>
            </li>
          ))}
        </ul>
      </Part>
      {chosen !== null && armFault !== undefined && (
        <ActionDialog
          action={{ ...armFault, what: chosen.what }}
          given={{ fault: chosen.fault }}
          only={['fault', ...chosen.needs, ...chosen.takes, ...WHEN]}
          onClose={() => setChosen(null)}
          onDone={() => {
            setChosen(null)
            void run(async () => {}, `Armed ${chosen.fault}`)
          }}
        />
      )}
    </div>
  )
}
