import { Link, useLocation } from 'react-router'
import { useOnlyHere } from '../parts/onlyHere.ts'
import { Note } from '../parts/states.tsx'
import { newCodes } from './codes.ts'
import './factor.css'
import { useWords } from '../locales/words.tsx'
import { identityWords } from './words/index.ts'

/**
 * On any other screen: new recovery codes were made, the old ones no longer work, and nobody has said that they are safe.
 */
export function CodesWait({ at }: { at: string }) {
  const { pathname } = useLocation()
  const { kept } = useOnlyHere<readonly string[]>(newCodes)
  if (!kept || pathname === at) return null
  return <Waiting at={at} />
}

function Waiting({ at }: { at: string }) {
  const { own: t } = useWords(identityWords).factor
  return (
    <div className="codes-wait">
      <Note kind="care" title={t.waiting}>
        <p>
          <Link to={at}>{t.toWaiting}</Link>
        </p>
      </Note>
    </div>
  )
}
