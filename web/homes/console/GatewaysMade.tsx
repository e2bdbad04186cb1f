import { Button } from '@mantine/core'
import { IconDownload, IconPrinter } from '@tabler/icons-react'
import { useState } from 'react'
import { save } from '../../parts/save.ts'
import { Note } from '../../parts/states.tsx'
import type { LineOfImport, NewGateway } from './queries.ts'
import { useWords } from '../../locales/words.tsx'
import { homesConsoleWords } from './words/index.ts'

export interface MadeGateways {
  readonly items: readonly NewGateway[]
  readonly labels: string
  readonly csv: string
  readonly lines: readonly LineOfImport[]
}

/** A file of what is on this page; the browser keeps it, the server does not. */
const hand = (name: string, type: string, text: string) => save(name, new Blob([text], { type }))

/** A file in which every line is wrong has one mistake, and a few lines show which. */
const most = 20

/** What was added, with the secrets that are shown this once, and what of a file was not taken. */
export function Made({ of: { items, labels, csv, lines }, done }: { of: MadeGateways; done: () => void }) {
  const { gateways: t } = useWords(homesConsoleWords)
  const [fetched, fetch] = useState(false)
  const refused = lines.filter(({ became }) => became === 'refused')
  const give = (name: string, type: string, text: string) => {
    hand(name, type, text)
    fetch(true)
  }
  return (
    <div className="stack" role="status">
      {lines.length > 0 && (
        <Note
          kind={refused.length ? 'care' : 'good'}
          title={
            refused.length
              ? t.nothingTaken(refused.length, lines.length)
              : t.report(items.length, lines.length - items.length)
          }
        >
          {refused.length > 0 && (
            <>
              <p>{t.nothingTakenSays}</p>
              <ul>
                {refused.slice(0, most).map(({ line, serial, why }) => (
                  <li key={line}>
                    {t.line(line)}
                    {serial && (
                      <>
                        {' '}
                        (<span className="mono">{serial}</span>)
                      </>
                    )}
                    : {why && t.refused[why]}
                  </li>
                ))}
                {refused.length > most && <li>{t.others(refused.length - most)}</li>}
              </ul>
            </>
          )}
        </Note>
      )}
      {items.length > 0 && (
        <Note kind="care" title={t.once(items.length)}>
          <p>{t.onceSays}</p>
          <div className="line">
            <Button
              size="sm"
              leftSection={<IconPrinter size={18} stroke={1.75} aria-hidden />}
              onClick={() => give('gateway-labels.html', 'text/html', labels)}
            >
              {t.labels}
            </Button>
            <Button
              size="sm"
              variant="default"
              leftSection={<IconDownload size={18} stroke={1.75} aria-hidden />}
              onClick={() => give('gateways.csv', 'text/csv', csv)}
            >
              {t.csv}
            </Button>
            <Button
              size="sm"
              variant="default"
              leftSection={<IconDownload size={18} stroke={1.75} aria-hidden />}
              onClick={() => give('gateways.json', 'application/json', JSON.stringify(items, null, 2))}
            >
              {t.json}
            </Button>
          </div>
          {!fetched && <p className="quiet small">{t.notFetched}</p>}
          <div>
            <Button size="sm" variant="subtle" disabled={!fetched} onClick={done}>
              {t.doneWithThem}
            </Button>
          </div>
        </Note>
      )}
      {items.length === 0 && (
        <div>
          <Button size="sm" variant="subtle" onClick={done}>
            {t.ok}
          </Button>
        </div>
      )}
    </div>
  )
}
