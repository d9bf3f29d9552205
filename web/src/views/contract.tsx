// The map of the contract: every operation with the statuses it declares, and which were seen.
import type { Coverage } from '../data.ts'
import { Nothing } from '../parts/elements.tsx'
import { useAnswer } from '../session.tsx'

export function ContractView() {
  const { data } = useAnswer<Coverage>({ path: 'coverage' })
  if (data === undefined) return <Nothing>Reading …</Nothing>
  const statuses = [
    ...new Set(data.operations.flatMap((row) => row.statuses.map(({ status }) => status))),
  ].sort((one, other) => one - other)
  return (
    <div className="page-of-parts">
      <p className="big">
        <b>{data.seen}</b> of {data.total} pairs of operation and status were seen in real traffic;{' '}
        {data.seen_by_fault_only} only because of a fault.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className="scroll" tabIndex={0} aria-label="Map of the contract">
        <table>
          <thead>
            <tr>
              <th scope="col">Operation</th>
              {statuses.map((status) => (
                <th key={status} scope="col">
                  {status}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.operations.map((row) => (
              <tr key={row.key}>
                <th scope="row">
                  <code>{row.key}</code>
                </th>
                {statuses.map((status) => {
                  const cell = row.statuses.find((one) => one.status === status)
                  if (cell === undefined) return <td key={status} />
                  const { seen, hits, fault_hits: faultHits } = cell
                  const tone = seen ? 'seen' : faultHits > 0 ? 'fault' : 'gap'
                  const text = seen ? hits : faultHits > 0 ? `f${faultHits}` : '·'
                  return (
                    <td key={status} className={`cell ${tone}`} title={`${row.key} ${status}`}>
                      {text}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="soft">
        A number: seen so often. f and a number: only because of a fault. A dot: not yet.
      </p>
    </div>
  )
}
