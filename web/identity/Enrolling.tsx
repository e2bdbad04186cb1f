import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { components } from '../api.d.ts'
import { answer, api } from '../client.ts'
import { Qr } from './Qr.tsx'
import { useCode } from './useCode.ts'
import { CodeField } from './CodeField.tsx'
import { useWords } from '../locales/words.tsx'
import { identityWords } from './words/index.ts'

export type Enrolment = components['schemas']['Enrolment']

interface Enrols {
  /** The heading of a step, below that of the page or part around it. */
  heading: 'h2' | 'h3'
  /** What the app has to learn. */
  enrolment: Enrolment | undefined
  /** What stands there until that is known. */
  meanwhile?: ReactNode
  confirmed: (codes: readonly string[]) => void
  /** Beside the button: the way out. */
  beside?: ReactNode
}

/** An app learns the key of a second factor, and its first code proves it. */
export function Enrolling({ heading: Heading, enrolment, meanwhile, confirmed, beside }: Enrols) {
  const { factor: t } = useWords(identityWords)
  const typed = useCode(async code =>
    confirmed((await answer(api.POST('/api/second-factor/enrolment/confirm', { body: { code } }))).recoveryCodes),
  )

  return (
    <ol className="set-up">
      <li>
        <Heading>{t.setUp.steps[0]}</Heading>
        <p className="quiet">{t.setUp.app}</p>
      </li>
      <li>
        <Heading>{t.setUp.steps[1]}</Heading>
        <p className="quiet">{t.setUp.scan}</p>
        {enrolment ? <Key of={enrolment} /> : meanwhile}
      </li>
      <li>
        <Heading>{t.setUp.steps[2]}</Heading>
        <form className="form" onSubmit={typed.submit} noValidate>
          <CodeField typed={typed} />
          <div className="form-end">
            {beside}
            <Button type="submit" loading={typed.busy} disabled={!typed.code.trim() || !enrolment}>
              {t.setUp.do}
            </Button>
          </div>
        </form>
      </li>
    </ol>
  )
}

/** As a picture for the camera, as a link for an app on this very device, and to type. */
function Key({ of: { key, uri } }: { of: Enrolment }) {
  const {
    factor: { setUp: t },
  } = useWords(identityWords)
  return (
    <>
      <Qr text={uri} label={t.picture} />
      <p className="small">
        <a href={uri}>{t.onThisDevice}</a>
      </p>
      <details className="small">
        <summary>{t.byHand}</summary>
        <p className="quiet">{t.byHandSays}</p>
        <p className="set-up-key" aria-label={t.key}>
          {key.match(/.{4}/g)?.join(' ')}
        </p>
      </details>
    </>
  )
}
