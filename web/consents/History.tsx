import { useQuery } from '@tanstack/react-query'
import { Answered } from '../parts/states.tsx'
import { useFormats } from '../queries.ts'
import { type ConsentEvent, historyOf } from './queries.ts'
import { useWords } from '../locales/words.tsx'
import { consentsWords } from './words/index.ts'

/** What was said to one question and what came of it, the latest first. */
export function History({ of }: { of: string }) {
  return (
    <Answered to={useQuery(historyOf(of))} rows={2} height={44}>
      {({ items }) => (
        <ol className="consent-history">
          {items.map(event => (
            <li key={event.id}>
              <Event event={event} />
            </li>
          ))}
        </ol>
      )}
    </Answered>
  )
}

function Event({ event: { what, at, how, signal, statement, text } }: { event: ConsentEvent }) {
  const t = useWords(consentsWords)
  const format = useFormats()
  const way: Readonly<Record<string, string>> = t.consents.ways
  return (
    <>
      <p>
        <span className="strong">{t.consents.states[what]}</span>{' '}
        <span className="quiet small figures">
          {format.moment(at)} · {way[how] ?? how} · {t.consents.statement(statement)}
          {signal !== null && ` · ${signal}`}
        </span>
      </p>
      {text && (
        <blockquote className="small consent-shown" lang={text.language}>
          {text.wording}
        </blockquote>
      )}
      {text && <p className="quiet small consent-hash">SHA-256 {text.hash}</p>}
    </>
  )
}
