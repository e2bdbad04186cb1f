import { Button } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useRef } from 'react'
import { Link } from 'react-router'
import { Part, Screen } from '../parts/Screen.tsx'
import { Note } from '../parts/states.tsx'
import { useWords } from '../words/words.tsx'
import type { CarriedOut } from './questions.ts'

/** The request went with the person; what is left to do is to send the answer, which is nowhere but here. */
export function ErasedLetter({ outcome }: { outcome: CarriedOut }) {
  const { console: { requests: t } } = useWords()
  const frame = useRef<HTMLIFrameElement>(null)
  return (
    <Screen title={t.erasedTitle} lead={<Link to="/console/requests">{t.back}</Link>}>
      <Note kind="care" title={t.erasedPrint} alert><p>{t.erasedPrintSays(outcome.reference ?? '')}</p></Note>
      <Part title={t.erasedLetter} side={<Button leftSection={<IconPrinter size={18} stroke={1.75} aria-hidden />} onClick={() => frame.current?.contentWindow?.print()}>{t.print}</Button>}>
        <iframe ref={frame} className="letter" title={t.erasedLetter} srcDoc={outcome.letter ?? ''} sandbox="allow-same-origin allow-modals" />
      </Part>
    </Screen>
  )
}
