import { Button } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Navigate, useLocation } from 'react-router'
import { forgetPerson } from '../identity/queries.ts'
import { AuthLayout } from '../parts/AuthLayout.tsx'
import { Note } from '../parts/states.tsx'
import { useFormats } from '../queries.ts'
import { Amounts } from './Amounts.tsx'
import type { DeletionReport } from './queries.ts'
import './rights.css'
import { useWords } from '../locales/words.tsx'
import { rightsWords } from './words/index.ts'

/** What went and what stays. It is shown once: nobody is left here to show it to again. */
export function Gone() {
  const t = useWords(rightsWords)
  const format = useFormats()
  const queries = useQueryClient()
  useEffect(() => forgetPerson(queries), [queries])
  const report = useLocation().state?.report as DeletionReport | undefined // as: only the deletion leads here
  if (!report) return <Navigate to="/sign-in" replace />
  return (
    <AuthLayout title={report.waits ? t.gone.waits : t.gone.title} lead={t.gone.lead} wide>
      {report.waits ? (
        <p>{t.gone.waitsSays}</p>
      ) : (
        <section className="card stack" aria-label={t.gone.went}>
          <h2>{t.gone.went}</h2>
          <Amounts of={report.gone} />
        </section>
      )}
      {report.kept.length ? (
        <section className="card stack" aria-label={report.waits ? t.gone.waiting : t.gone.stays}>
          <h2>{report.waits ? t.gone.waiting : t.gone.stays}</h2>
          {!report.waits && <p className="quiet">{t.gone.staysSays}</p>}
          <ul className="stays">
            {report.kept.map(({ what, rows, why, until }) => (
              <li key={what}>
                <p className="strong">
                  {what} <span className="quiet figures">{t.myData.entries(rows, format.number(rows))}</span>
                </p>
                <p>{why}</p>
                <p className="quiet small">
                  {/^\d{4}-\d{2}-\d{2}/.test(until)
                    ? (report.waits ? t.gone.waitsUntil : t.gone.until)(format.day(until))
                    : until}
                </p>
              </li>
            ))}
          </ul>
        </section>
      ) : (
        <Note kind="good" title={t.gone.nothingStays} />
      )}
      {report.blanked.length > 0 && (
        <section className="card stack" aria-label={t.gone.blanked}>
          <h2>{t.gone.blanked}</h2>
          <p className="quiet">{t.gone.blankedSays}</p>
          <Amounts of={report.blanked} />
        </section>
      )}
      {report.shared.length > 0 && (
        <section className="card stack" aria-label={t.gone.shared}>
          <h2>{t.gone.shared}</h2>
          <p className="quiet">{t.gone.sharedSays}</p>
          <Amounts of={report.shared} />
        </section>
      )}
      {report.told.length > 0 && (
        <section className="card stack" aria-label={t.gone.told}>
          <h2>{t.gone.told}</h2>
          <p className="quiet">{t.gone.toldSays}</p>
          <ul className="going">
            {report.told.map(name => (
              <li key={name}>
                <span>{name}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <div className="line no-print">
        <Button variant="default" leftSection={<IconPrinter size={18} aria-hidden />} onClick={() => print()}>
          {t.gone.print}
        </Button>
        <a href="/">{t.gone.toStart}</a>
      </div>
    </AuthLayout>
  )
}
