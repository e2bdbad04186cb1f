import { IconChecklist } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from '../parts/Act.tsx'
import { Screen } from '../parts/Screen.tsx'
import { Answered, Empty } from '../parts/states.tsx'
import { withdrawAll } from './actions.ts'
import { Asked } from './Asked.tsx'
import { type Consent, myConsents } from './queries.ts'
import './consents.css'
import { useWords, useLanguage } from '../locales/words.tsx'
import { consentsWords } from './words/index.ts'

export function ConsentsScreen() {
  const { language } = useLanguage()
  const t = useWords(consentsWords)
  const asked = useQuery(myConsents)
  return (
    <Screen
      title={t.consents.title}
      narrow
      side={asked.data && <ActionButton does={withdrawAll} to={asked.data.items} />}
      lead={
        <>
          {t.consents.lead} <a href={language === 'de' ? '/datenschutz' : '/privacy'}>{t.consents.toStatement}</a>
        </>
      }
    >
      <Answered to={asked} rows={2} height={180}>
        {({ items }) =>
          items.length ? (
            <div className="stack-wide">
              {[...Map.groupBy(items, ({ purpose }) => purpose)].map(([purpose, its]) => (
                <OnePurpose key={purpose} of={its} />
              ))}
            </div>
          ) : (
            <div className="card">
              <Empty icon={IconChecklist} title={t.consents.none}>
                {t.consents.noneSays}
              </Empty>
            </div>
          )
        }
      </Answered>
    </Screen>
  )
}

/** All that is asked for one purpose: one consent, or one for each recipient and channel. */
function OnePurpose({ of }: { of: readonly Consent[] }) {
  const [first] = of
  if (!first) return null
  return (
    <section className="card stack consent" aria-label={first.title}>
      <h2>{first.title}</h2>
      <p className="quiet">{first.words}</p>
      <ul className="consent-asks">
        {of.map(consent => (
          <li key={`${consent.recipient?.id} ${consent.channel?.name}`}>
            <Asked consent={consent} />
          </li>
        ))}
      </ul>
    </section>
  )
}
