import { Button, Switch } from '@mantine/core'
import { IconChevronDown, IconFileCertificate } from '@tabler/icons-react'
import { useId, useState } from 'react'
import { ActionButton } from '../parts/Act.tsx'
import { usePerform } from '../parts/Acting.tsx'
import { useFormats } from '../queries.ts'
import { give, refuse, withdraw } from './actions.ts'
import { History } from './History.tsx'
import type { Consent } from './queries.ts'
import { useWords } from '../locales/words.tsx'
import { consentsWords } from './words/index.ts'

/** One question, word for word, with the one lever that answers it either way. */
export function Asked({ consent }: { consent: Consent }) {
  const t = useWords(consentsWords)
  const format = useFormats()
  const perform = usePerform()
  const [wanted, want] = useState<boolean>()
  const [open, setOpen] = useState(false)
  const [words, history] = [useId(), useId()]
  const { asks, recipient, channel, id } = consent
  const given = consent.state === 'given'

  async function turn(on: boolean) {
    want(on)
    await perform(on ? give : withdraw, consent)
    want(undefined)
  }

  return (
    <div className="stack consent-one">
      <div className="consent-question">
        {asks ? (
          <blockquote id={words} className="consent-words">
            {asks.says}
          </blockquote>
        ) : (
          <p id={words} className="quiet">
            {t.consents.noLongerAsked}
          </p>
        )}
        {(asks || given) && (
          <Switch
            size="lg"
            checked={wanted ?? given}
            disabled={wanted !== undefined}
            aria-label={t.consents.agree}
            aria-describedby={words}
            onChange={event => turn(event.currentTarget.checked)}
            {...(wanted !== undefined && { className: 'switch-pending' })}
          />
        )}
      </div>
      {(recipient || channel) && (
        <dl className="consent-facts small">
          {recipient && (
            <div>
              <dt>{t.consents.recipient}</dt>
              <dd>
                {recipient.name}
                {recipient.country && ` (${recipient.country})`}
                {recipient.task && <span className="quiet"> · {recipient.task}</span>}
              </dd>
            </div>
          )}
          {channel && (
            <div>
              <dt>{t.consents.channel}</dt>
              <dd>{channel.label}</dd>
            </div>
          )}
        </dl>
      )}
      <div className="line-apart">
        <p role="status" className="consent-state">
          <span className={consent.holds ? 'pill pill-good' : given ? 'pill pill-care' : 'pill pill-plain'}>
            {given && !consent.holds ? t.consents.states.invalidated : t.consents.states[consent.state]}
          </span>
          <span className="quiet small">
            {consent.since && t.consents.since(format.moment(consent.since))}
            {given && consent.statement !== null && ` · ${t.consents.statement(consent.statement)}`}
            {given && consent.validUntil && ` · ${t.consents.until(format.day(consent.validUntil))}`}
          </span>
        </p>
        <div className="line">
          <ActionButton does={refuse} to={consent} look="subtle" />
          {id && (
            <>
              <Button
                component="a"
                href={`/api/consents/${id}/receipt`}
                download
                variant="default"
                size="sm"
                leftSection={<IconFileCertificate size={18} stroke={1.75} aria-hidden />}
              >
                {t.consents.receipt}
              </Button>
              <Button
                variant="default"
                size="sm"
                aria-expanded={open}
                aria-controls={history}
                onClick={() => setOpen(!open)}
                rightSection={<IconChevronDown size={16} aria-hidden className={open ? 'turned' : undefined} />}
              >
                {t.consents.history}
              </Button>
            </>
          )}
        </div>
      </div>
      <div id={history}>{open && id && <History of={id} />}</div>
    </div>
  )
}
