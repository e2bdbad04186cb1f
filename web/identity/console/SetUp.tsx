import { useQuery, useQueryClient } from '@tanstack/react-query'
import { signOut } from '../actions.ts'
import { firstCodes } from '../codes.ts'
import { Enrolling } from '../Enrolling.tsx'
import { RecoveryCodes } from '../RecoveryCodes.tsx'
import { ActionButton } from '../../parts/Act.tsx'
import { AuthLayout } from '../../parts/AuthLayout.tsx'
import { useAsksBeforeLeaving, useOnlyHere } from '../../parts/onlyHere.ts'
import { Answered } from '../../parts/states.tsx'
import { whoIsThis } from '../../queries.ts'
import { enrolment } from './queries.ts'
import '../../console/console.css'
import { useWords } from '../../locales/words.tsx'
import { identityConsoleWords } from './words/index.ts'
import { identityWords } from '../words/index.ts'

/**
 * The first sign-in of a member of staff: an app learns the key, its first code proves it, and the recovery codes are
 * shown once.
 */
export function SetUp() {
  const { own } = useWords(identityConsoleWords)
  const { factor } = useWords(identityWords)
  const queries = useQueryClient()
  const mail = useQuery(whoIsThis).data?.mail ?? ''
  const { kept: codes, keep } = useOnlyHere<readonly string[]>(firstCodes)
  useAsksBeforeLeaving()
  if (codes)
    return (
      <AuthLayout key="done" title={factor.setUp.done} lead={factor.setUp.doneSays}>
        <RecoveryCodes
          codes={codes}
          mail={mail}
          goOn={() => {
            keep()
            void queries.invalidateQueries(whoIsThis)
          }}
        />
      </AuthLayout>
    )
  return (
    <AuthLayout title={factor.setUp.title} lead={own.setUp} wide>
      <EnrollingStaff heading="h2" confirmed={keep} />
      <div>
        <ActionButton does={signOut} to={undefined} look="subtle" />
      </div>
    </AuthLayout>
  )
}

/** Staff begin as soon as the screen is there. */
export function EnrollingStaff({
  heading,
  confirmed,
}: {
  heading: 'h2' | 'h3'
  confirmed: (codes: readonly string[]) => void
}) {
  const asked = useQuery(enrolment)
  return (
    <Enrolling
      heading={heading}
      confirmed={confirmed}
      enrolment={asked.data}
      meanwhile={
        <Answered to={asked} rows={1} height={208}>
          {() => null}
        </Answered>
      }
    />
  )
}
