import { Note } from '../parts/states.tsx'
import { useWords } from '../locales/words.tsx'
import { identityWords } from './words/index.ts'

/** So few that it is time for new ones. */
const few = 3

/** Of the last few the note says how many there are. */
export function CodesLeft({ left }: { left: number }) {
  const {
    factor: { own: t },
  } = useWords(identityWords)
  return left < few ? null : t.left(left)
}

export function FewCodes({ left }: { left: number }) {
  const {
    factor: { own: t },
  } = useWords(identityWords)
  return (
    left < few && (
      <Note kind="care" title={t.few(left)}>
        <p>{t.fewSays}</p>
      </Note>
    )
  )
}
