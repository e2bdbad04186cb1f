import { IconUsersGroup } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { myConsents } from '../consents/queries.ts'
import { Part } from '../parts/Screen.tsx'
import { Answered } from '../parts/states.tsx'
import { useFormats } from '../queries.ts'
import { comparison, type Comparison } from './queries.ts'
import '../consents/consents.css'
import { useWords } from '../locales/words.tsx'
import { homesWords } from './words/index.ts'

/**
 * Last month beside the homes that take part. Who has not been asked is told of it once; who said no, or is not offered
 * it, sees nothing.
 */
export function Compared() {
  const t = useWords(homesWords)
  const { data: consents } = useQuery(myConsents)
  const mine = consents?.items.find(({ purpose, asks }) => purpose === 'homes.comparison' && asks)
  if (!mine || (!mine.holds && mine.state !== 'open' && mine.state !== 'invalidated')) return null
  return (
    <Part title={t.compared.title}>
      {mine.holds ? (
        <Shown />
      ) : (
        <p className="line">
          <IconUsersGroup size={24} stroke={1.5} aria-hidden />
          <span>{t.compared.offer}</span>
          <Link to="/consents">{t.compared.toConsent}</Link>
        </p>
      )}
    </Part>
  )
}

function Shown() {
  return (
    <Answered to={useQuery(comparison)} rows={1} height={64}>
      {compared => <Beside of={compared} />}
    </Answered>
  )
}

function Beside({ of: { month, used, average, homes } }: { of: Comparison }) {
  const t = useWords(homesWords)
  const format = useFormats()
  const amount = (value: number) => format.amount(value, 'kWh')
  return (
    <>
      <dl className="beside figures">
        <div>
          <dt>{t.compared.you(format.calendarMonth(`${month}-01`))}</dt>
          <dd>{used === null ? '–' : amount(used)}</dd>
        </div>
        <div>
          <dt>{t.compared.others(homes)}</dt>
          <dd>{average === null ? '–' : amount(average)}</dd>
        </div>
      </dl>
      <p className="quiet small">
        {[used === null && t.compared.unknown, average === null ? t.compared.few : t.compared.from]
          .filter(Boolean)
          .join(' ')}
      </p>
    </>
  )
}
