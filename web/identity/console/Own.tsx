import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { answer, api } from '../../client.ts'
import { useAccount } from '../account.ts'
import { newCodes } from '../codes.ts'
import { CodesLeft, FewCodes } from '../FewCodes.tsx'
import { NewPassword } from '../NewPassword.tsx'
import { ownFactor } from '../queries.ts'
import { RecoveryCodes } from '../RecoveryCodes.tsx'
import { useOnlyHere } from '../../parts/onlyHere.ts'
import { Part, Screen } from '../../parts/Screen.tsx'
import { Answered, Note } from '../../parts/states.tsx'
import { sayFailed } from '../../parts/toasts.ts'
import { problemIn } from '../../problem.ts'
import { useSite } from '../../queries.ts'
import { withStepUp } from '../../console/parts/StepUp.tsx'
import { EnrollingStaff } from './SetUp.tsx'
import { useWords } from '../../locales/words.tsx'
import { identityConsoleWords } from './words/index.ts'
import { identityWords } from '../words/index.ts'

/** The own account of a member of staff: password, second factor, and the ways to sessions and data. */
export function Own() {
  const t = useWords(identityConsoleWords)
  const account = useWords(identityWords)
  const { fields, mail } = useAccount()
  const { kept: codes } = useOnlyHere<readonly string[]>(newCodes)
  const site = useSite().data
  if (codes)
    return (
      <Screen title={account.factor.own.title} narrow>
        <Factor />
      </Screen>
    )
  return (
    <Screen title={t.shell.account} lead={t.own.lead} narrow>
      <div className="card stack">
        <p>
          <span className="strong">{[fields['firstName'], fields['lastName']].filter(Boolean).join(' ')}</span>
          <span className="block quiet">{mail}</span>
        </p>
        <div className="line">
          <Link to="/console/sessions">{account.account.toSessions}</Link>
          {site && site.runs.includes('rights') && <Link to="/console/my-data">{t.shell.myData}</Link>}
        </div>
      </div>
      <NewPassword />
      <Factor />
    </Screen>
  )
}

/** New recovery codes, another app. */
function Factor() {
  const t = useWords(identityConsoleWords)
  const account = useWords(identityWords)
  const words = account.factor.own
  const { mail } = useAccount()
  const queries = useQueryClient()
  const asked = useQuery(ownFactor)
  const { kept: codes, keep } = useOnlyHere<readonly string[]>(newCodes)
  const [enrolling, enrol] = useState(false)
  const show = (made: readonly string[]) => {
    keep(made)
    enrol(false)
    void queries.invalidateQueries(ownFactor)
  }
  const renew = () =>
    withStepUp(() => answer(api.POST('/api/second-factor/recovery-codes', { body: {} }))).then(
      ({ recoveryCodes }) => show(recoveryCodes),
      thrown => sayFailed(problemIn(thrown), t),
    )

  if (codes)
    return (
      <div className="card stack">
        <Note kind="good" title={account.factor.setUp.codes} alert>
          <p>{account.factor.setUp.doneSays}</p>
        </Note>
        <RecoveryCodes codes={codes} mail={mail} goOn={() => keep()} />
      </div>
    )
  if (enrolling)
    return (
      <Part title={words.newApp}>
        <EnrollingStaff heading="h3" confirmed={show} />
      </Part>
    )
  return (
    <Part title={words.title} lead={t.own.factor}>
      <Answered to={asked} rows={1}>
        {({ recoveryCodesLeft }) => (
          <>
            <p>
              <CodesLeft left={recoveryCodesLeft} />
            </p>
            <FewCodes left={recoveryCodesLeft} />
            <div className="line">
              <Button variant="default" onClick={() => enrol(true)}>
                {words.newApp}
              </Button>
              <Button variant="default" onClick={renew}>
                {words.newCodes}
              </Button>
            </div>
          </>
        )}
      </Answered>
    </Part>
  )
}
