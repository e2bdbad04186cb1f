import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ActionButton } from '../parts/Act.tsx'
import { useOnlyHere } from '../parts/onlyHere.ts'
import { Part } from '../parts/Screen.tsx'
import { Answered, Note } from '../parts/states.tsx'
import { type Account, useFormats, whoIsThis } from '../queries.ts'
import { anotherApp, newRecoveryCodes, setUpFactor, switchFactorOff } from './actions.ts'
import { Enrolling, type Enrolment } from './Enrolling.tsx'
import { CodesLeft, FewCodes } from './FewCodes.tsx'
import { ownFactor, type OwnFactor } from './queries.ts'
import { newCodes } from './codes.ts'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import { useWords } from '../locales/words.tsx'
import { identityWords } from './words/index.ts'

/** The own second factor, of customers who want one: set up, kept, switched off. */
export function SecondFactor({ account }: { account: Account }) {
  const {
    common,
    factor: { own: t, setUp },
  } = useWords(identityWords)
  const queries = useQueryClient()
  const asked = useQuery(ownFactor)
  const [enrolment, begin] = useState<Enrolment>()
  const { kept: codes, keep: show } = useOnlyHere<readonly string[]>(newCodes)
  const confirmed = (made: readonly string[]) => {
    begin(undefined)
    show(made)
    void queries.invalidateQueries(ownFactor)
    void queries.invalidateQueries(whoIsThis)
  }
  const cancel = (
    <Button variant="default" onClick={() => begin(undefined)}>
      {common.cancel}
    </Button>
  )

  if (codes)
    return (
      <Part title={t.title} id="second-factor">
        <Note kind="good" title={setUp.codes} alert>
          <p>{setUp.doneSays}</p>
        </Note>
        <RecoveryCodes codes={codes} mail={account.mail} goOn={() => show()} />
      </Part>
    )
  if (enrolment)
    return (
      <Part title={t.title} id="second-factor" lead={setUp.lead}>
        <Enrolling heading="h3" enrolment={enrolment} confirmed={confirmed} beside={cancel} />
      </Part>
    )
  return (
    <Part title={t.title} id="second-factor" lead={t.lead}>
      <Answered to={asked} rows={1}>
        {factor =>
          factor.isSetUp ? (
            <Kept factor={factor} begin={begin} show={show} />
          ) : (
            <div>
              <ActionButton does={setUpFactor} to={begin} />
            </div>
          )
        }
      </Answered>
    </Part>
  )
}

interface Keeps {
  factor: OwnFactor
  begin: (enrolment: Enrolment) => void
  show: (codes: readonly string[]) => void
}
function Kept({ factor, begin, show }: Keeps) {
  const {
    factor: { own: t },
  } = useWords(identityWords)
  const { day } = useFormats()
  return (
    <>
      <p>
        <span className="pill pill-good">{t.on}</span> {factor.since && t.since(day(factor.since))}{' '}
        <CodesLeft left={factor.recoveryCodesLeft} />
      </p>
      <FewCodes left={factor.recoveryCodesLeft} />
      <div className="line">
        <ActionButton does={newRecoveryCodes} to={show} />
        <ActionButton does={anotherApp} to={begin} />
        <ActionButton does={switchFactorOff} to={undefined} />
      </div>
    </>
  )
}
