import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, api } from '../client.ts'
import { useAccount } from '../identity/account.ts'
import { ownFactor } from '../identity/queries.ts'
import { SpareCodes } from '../identity/SpareCodes.tsx'
import { Part, Screen } from '../parts/Screen.tsx'
import { Answered, Note } from '../parts/states.tsx'
import { sayFailed } from '../parts/toasts.ts'
import { problemIn } from '../problem.ts'
import { useWords } from '../locales/words.tsx'
import { withStepUp } from './StepUp.tsx'
import { EnrollingStaff } from './SetUp.tsx'

/** The own second factor: new spare codes, another app. */
export function Own() {
  const t = useWords()
  const words = t.factor.own
  const { mail } = useAccount()
  const queries = useQueryClient()
  const asked = useQuery(ownFactor)
  const [codes, setCodes] = useState<readonly string[]>()
  const [enrolling, enrol] = useState(false)
  const renew = () => withStepUp(() => answer(api.POST('/api/second-factor/recovery-codes', { body: {} }))).then(({ recoveryCodes }) => setCodes(recoveryCodes), thrown => sayFailed(problemIn(thrown), t))
  const end = () => { setCodes(undefined); enrol(false); void queries.invalidateQueries(ownFactor) }

  if (codes) return <Screen title={words.title} narrow><div className="card stack"><Note kind="good" title={t.factor.setUp.codes} alert><p>{t.factor.setUp.doneSays}</p></Note><SpareCodes codes={codes} mail={mail} goOn={end} /></div></Screen>
  return (
    <Screen title={words.title} lead={asked.data && words.left(asked.data.recoveryCodesLeft)} narrow>
      <Answered to={asked} rows={1}>
        {() => enrolling
          ? <Part title={words.newApp}><EnrollingStaff heading="h3" confirmed={setCodes} /></Part>
          : <div className="card line"><Button variant="default" onClick={() => enrol(true)}>{words.newApp}</Button><Button variant="default" onClick={renew}>{words.newCodes}</Button></div>}
      </Answered>
    </Screen>
  )
}
