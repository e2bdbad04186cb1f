import { Button } from '@mantine/core'
import { IconDownload, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Link, useLocation } from 'react-router'
import { useAccount } from '../identity/account.ts'
import { ActionButton } from '../parts/Act.tsx'
import { Part, Screen } from '../parts/Screen.tsx'
import { Answered } from '../parts/states.tsx'
import { useFormats } from '../queries.ts'
import { deleteAccount, takeAlong } from './actions.tsx'
import { Copies } from './Copies.tsx'
import { Held } from './Held.tsx'
import { myData, standing, type MyData } from './queries.ts'
import { Standing } from './Standing.tsx'
import './rights.css'
import { useWords, useLanguage } from '../locales/words.tsx'
import { rightsWords } from './words/index.ts'

export function MyDataScreen() {
  const t = useWords(rightsWords)
  const asked = useQuery(myData)
  const stands = useQuery(standing)
  const answered = !asked.isPending && !stands.isPending
  const { hash } = useLocation()
  // The place that the address names comes only with the answers.
  useEffect(() => {
    if (answered && hash) document.getElementById(hash.slice(1))?.scrollIntoView()
  }, [answered, hash])
  return (
    <Screen title={t.myData.title} lead={t.myData.lead}>
      <Answered to={asked} rows={4} height={140}>
        {held => <All held={held} />}
      </Answered>
    </Screen>
  )
}

function All({ held }: { held: MyData }) {
  const { language } = useLanguage()
  const t = useWords(rightsWords)
  const { hash } = useLocation()
  const format = useFormats()
  // The employer keeps what it needs of its staff: they ask the privacy desk for what customers do by themselves.
  const own = useAccount().kind === 'customer'
  const rows = held.groups.flatMap(({ items }) => items).reduce((sum, { rows }) => sum + rows, 0)
  const recipients = new Set(held.groups.flatMap(({ recipients }) => recipients.map(({ name }) => name))).size
  const found = useQuery(standing).data
  const proven = found?.proven
  const deeds: readonly (readonly [string, string])[] = [
    ['take', t.myData.takeTitle],
    ['correct', t.myData.correctTitle],
    ...(found?.switches.length ? [['object', t.rights.object] as const] : []),
    ...(own ? [['restrict', t.rights.restrict] as const] : []),
    ['requests', t.rights.requests],
    ['complain', t.rights.complain],
    ...(own ? [['delete', t.deletion.title] as const] : []),
  ]
  const copy =
    proven === null ? (
      <ActionButton does={takeAlong} to="copy" look="filled" size="md" />
    ) : (
      <Button
        component="a"
        href="/api/my-data/copy"
        download
        leftSection={<IconDownload size={18} stroke={1.75} aria-hidden />}
      >
        {t.myData.take}
      </Button>
    )
  return (
    <>
      <section className="card overview" aria-label={t.myData.overview}>
        <dl className="overview-figures">
          <div>
            <dt>{t.myData.ofEntries(rows)}</dt>
            <dd className="figures">{format.number(rows)}</dd>
          </div>
          <div>
            <dt>{t.myData.ofReasons(held.groups.length)}</dt>
            <dd className="figures">{held.groups.length}</dd>
          </div>
          <div>
            <dt>{t.myData.ofRecipients(recipients)}</dt>
            <dd className="figures">{recipients}</dd>
          </div>
        </dl>
        <div className="overview-does">
          {copy}
          {own && (
            <a href="#delete" className="overview-delete">
              <IconTrash size={18} stroke={1.75} aria-hidden />
              {t.deletion.do}
            </a>
          )}
        </div>
      </section>
      <div className="my-data">
        <nav className="my-data-ways" aria-label={t.myData.reasons}>
          <p className="quiet small">{t.myData.reasons}</p>
          <ul>
            {held.groups.map(({ activity, title }) => (
              <li key={activity}>
                <Link to={`#${activity}`}>{title}</Link>
              </li>
            ))}
          </ul>
          <p className="quiet small">{t.myData.doing}</p>
          <ul>
            {deeds.map(([place, title]) => (
              <li key={place}>
                <Link to={`#${place}`}>{title}</Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className="stack-wide">
          {held.groups.map(group => (
            <Held key={group.activity} group={group} shown={hash === `#${group.activity}`} />
          ))}
          <Part title={t.myData.takeTitle} lead={t.myData.takeSays} id="take">
            <div className="line">
              {copy}
              <ActionButton does={takeAlong} to="portable" size="md" />
            </div>
            <Copies />
          </Part>
          <Part title={t.myData.correctTitle} lead={own ? t.myData.correctSays : t.myData.correctStaff} id="correct">
            {own ? (
              <div className="line">
                <Link to="/account">{t.myData.toCorrect}</Link>
                <Link to="/consents" id="withdraw">
                  {t.rights.toConsents}
                </Link>
                <a href={language === 'de' ? '/datenschutz' : '/privacy'}>{t.shell.statement}</a>
              </div>
            ) : (
              <div className="line">
                <a href={language === 'de' ? '/datenschutz/beschaeftigte' : '/privacy/employees'}>
                  {t.shell.employees}
                </a>
              </div>
            )}
          </Part>
          <Standing />
          {own && (
            <Part title={t.deletion.title} lead={t.deletion.lead} id="delete">
              <div>
                <ActionButton does={deleteAccount} to={undefined} size="md" />
              </div>
            </Part>
          )}
        </div>
      </div>
    </>
  )
}
