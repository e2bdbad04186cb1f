import { IconArrowRight } from '@tabler/icons-react'
import { Link } from 'react-router'
import { ActionButton } from '../parts/Act.tsx'
import { Part, Screen } from '../parts/Screen.tsx'
import { useFormats } from '../queries.ts'
import { understood } from './actions.ts'
import type { Change, Standing } from './queries.ts'
import './statements.css'
import { useWords, useLanguage } from '../locales/words.tsx'
import { statementsWords } from './words/index.ts'

/**
 * The first page after a change of the statement: what is different, before and after. That it was used without this
 * counts for nothing.
 */
export function Changed({ standing: { version, effective, last, changes } }: { standing: Standing }) {
  const { language } = useLanguage()
  const { changed: t } = useWords(statementsWords)
  const format = useFormats()
  const { matters = [], details = [] } = Object.groupBy(changes, ({ material }) => (material ? 'matters' : 'details'))
  return (
    <Screen
      title={t.title}
      narrow
      lead={
        <>
          {t.lead(format.calendarDay(effective), version)} {last && t.last(last.version, format.day(last.at))}
        </>
      }
    >
      {matters.length > 0 && (
        <Part title={t.matters}>
          <Listed changes={matters} />
        </Part>
      )}
      {details.length > 0 && (
        <Part title={matters.length > 0 ? t.besides : t.matters}>
          <Listed changes={details} />
        </Part>
      )}
      <section className="card stack changed-end" aria-label={t.understood}>
        <p>{t.stays}</p>
        <div className="changed-does">
          <ActionButton does={understood} to={version} look="filled" size="md" />
          <p className="quiet small">{t.records}</p>
        </div>
        <ul className="changed-ways small">
          <li>
            <a href={{ de: '/datenschutz', en: '/privacy' }[language]}>{t.whole}</a>
          </li>
          <li>
            <Link to="/my-data">{t.object}</Link>
          </li>
          <li>
            <Link to="/consents">{t.consents}</Link>
          </li>
        </ul>
      </section>
    </Screen>
  )
}

function Listed({ changes }: { changes: readonly Change[] }) {
  const { language } = useLanguage()
  return (
    <ul className="changed">
      {changes.map(({ where, what, before, after, material, why }) => (
        <li key={`${where} ${what.en}`}>
          <div className="line-apart">
            <h3>{what[language]}</h3>
            <span className={`pill ${material ? 'pill-care' : 'pill-plain'}`}>{why[language]}</span>
          </div>
          <Compared before={before?.[language]} after={after?.[language]} />
        </li>
      ))}
    </ul>
  )
}

/** What was, and what is: side by side where there are both. */
function Compared({ before, after }: { before: string | undefined; after: string | undefined }) {
  const { changed: t } = useWords(statementsWords)
  return (
    <dl className="changed-facts">
      {before !== undefined && (
        <div>
          <dt>{after === undefined ? t.goes : t.was}</dt>
          <dd>{before}</dd>
        </div>
      )}
      {before !== undefined && after !== undefined && (
        <IconArrowRight size={20} stroke={1.5} aria-hidden className="changed-way" />
      )}
      {after !== undefined && (
        <div className="changed-now">
          <dt>{before === undefined ? t.comes : t.is}</dt>
          <dd>{after}</dd>
        </div>
      )}
    </dl>
  )
}
