import { Button } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { Part, Screen } from '../../parts/Screen.tsx'
import { Note } from '../../parts/states.tsx'
import type { CarriedOut } from './queries.ts'
import { useWords } from '../../locales/words.tsx'
import { rightsConsoleWords } from './words/index.ts'

/**
 * The request went with the person; what is left to do is to send the answer, which is kept for this session alone, and
 * for a short time.
 */
export function ErasedLetter({
  outcome,
  done,
}: {
  outcome: Pick<CarriedOut, 'reference' | 'letter'>
  done: () => void
}) {
  const { requests: t } = useWords(rightsConsoleWords)
  const navigate = useNavigate()
  const frame = useRef<HTMLIFrameElement>(null)
  const [printed, print] = useState(false)
  const toPrinter = () => {
    frame.current?.contentWindow?.print()
    print(true)
  }
  return (
    <Screen title={t.erasedTitle} lead={<Link to="/console/requests">{t.back}</Link>}>
      <Note kind="care" title={t.erasedPrint} alert>
        <p>{t.erasedPrintSays(outcome.reference ?? '')}</p>
        <div>
          <Button
            size="sm"
            variant="subtle"
            disabled={!printed}
            onClick={() => {
              void navigate('/console/requests')
              done()
            }}
          >
            {t.erasedDone}
          </Button>
        </div>
      </Note>
      <Part
        title={t.erasedLetter}
        side={
          <Button leftSection={<IconPrinter size={18} stroke={1.75} aria-hidden />} onClick={toPrinter}>
            {t.print}
          </Button>
        }
      >
        <iframe
          ref={frame}
          className="letter"
          title={t.erasedLetter}
          srcDoc={outcome.letter ?? ''}
          sandbox="allow-same-origin allow-modals"
        />
      </Part>
    </Screen>
  )
}
