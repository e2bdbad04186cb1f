import { useInfiniteQuery } from '@tanstack/react-query'
import { Pages } from '../parts/Rows.tsx'
import { useFormats } from '../queries.ts'
import { entriesOf, type HeldTable } from './queries.ts'
import { said } from './said.ts'
import '../parts/Table.css'
import { useWords } from '../locales/words.tsx'
import { rightsWords } from './words/index.ts'
import { auditWords } from '../audit/words/index.ts'

/** The entries of one table, as a table where there is room and as cards where there is not. */
export function Entries({ of }: { of: HeldTable }) {
  const t = useWords(rightsWords)
  const { deeds } = useWords(auditWords)
  const format = useFormats()
  const entries = useInfiniteQuery(entriesOf(of.table))
  // What only the program reads (keys, check values) has no name of its own, and comes last.
  const isInternal = ({ secret, label, category }: HeldTable['columns'][number]) => secret || label === category
  // What was done is called as in the audit log.
  const columns = of.columns.toSorted((one, other) => Number(isInternal(one)) - Number(isInternal(other)))
  return (
    <Pages of={entries}>
      {items => (
        <div className="table-wrap entries" tabIndex={0} role="region" aria-label={t.myData.entriesOf(of.title)}>
          <table className="table figures">
            <caption className="unseen">{t.myData.entriesOf(of.title)}</caption>
            <thead>
              <tr>
                {columns.map(({ name, label }) => (
                  <th key={name} scope="col">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {items.map((entry, at) => (
                <tr key={at}>
                  {columns.map(({ name, label, secret, terms }) => (
                    <td key={name} data-label={label}>
                      {secret
                        ? t.myData.secret
                        : name === 'country' && typeof entry[name] === 'string'
                          ? format.country(entry[name])
                          : said(entry[name], format, t, name === 'what' ? deeds : terms)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Pages>
  )
}
