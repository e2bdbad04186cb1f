import { Button } from '@mantine/core'
import { IconCopy, IconDownload, IconPrinter } from '@tabler/icons-react'
import { save } from '../parts/save.ts'
import { sayDone } from '../parts/toasts.ts'
import { useSite } from '../queries.ts'
import './factor.css'
import { useWords } from '../locales/words.tsx'
import { identityWords } from './words/index.ts'

/** Recovery codes, shown this once: to copy, to save, or to print on a sheet that says what they are for. */
export function RecoveryCodes({ codes, mail, goOn }: { codes: readonly string[]; mail: string; goOn: () => void }) {
  const t = useWords(identityWords)
  const words = t.factor.setUp
  const sheet = words.sheet(useSite().data?.company ?? 'Obhut', mail)
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join('\n'))
    sayDone(words.copied, t)
  }
  return (
    <div className="stack">
      <div className="recovery-codes">
        <p className="recovery-codes-sheet">{sheet}</p>
        <ul aria-label={words.codes}>
          {codes.map(code => (
            <li key={code}>{code}</li>
          ))}
        </ul>
      </div>
      <div className="line">
        <Button
          variant="default"
          size="sm"
          leftSection={<IconDownload size={18} stroke={1.75} aria-hidden />}
          onClick={() =>
            save(words.file, new Blob([`${sheet}\r\n\r\n${codes.join('\r\n')}\r\n`], { type: 'text/plain' }))
          }
        >
          {words.save}
        </Button>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconCopy size={18} stroke={1.75} aria-hidden />}
          onClick={copy}
        >
          {words.copy}
        </Button>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconPrinter size={18} stroke={1.75} aria-hidden />}
          onClick={() => print()}
        >
          {words.print}
        </Button>
      </div>
      <Button onClick={goOn} fullWidth>
        {words.goOn}
      </Button>
    </div>
  )
}
