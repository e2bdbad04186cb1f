import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from '../parts/Act.tsx'
import { Row, Rows } from '../parts/Rows.tsx'
import { useFormats } from '../queries.ts'
import { discardCopy } from './actions.tsx'
import { copies } from './queries.ts'
import { useWords } from '../locales/words.tsx'
import { rightsWords } from './words/index.ts'

/** Copies that were made in this session and can still be fetched; nothing where there are none. */
export function Copies() {
  const t = useWords(rightsWords)
  const format = useFormats()
  const { data } = useQuery(copies)
  if (!data?.items.length) return null
  return (
    <Rows of={data.items} label={t.rights.copies} none="">
      {one => (
        <Row
          title={t.rights.take[one.format]}
          under={t.rights.copyStands(format.moment(one.madeAt), format.time(one.expiresAt))}
        >
          <Button
            component="a"
            href={one.link}
            download
            variant="default"
            size="sm"
            leftSection={<IconDownload size={18} stroke={1.75} aria-hidden />}
          >
            {t.rights.takeDo}
          </Button>
          <ActionButton does={discardCopy} to={one.id} look="subtle" />
        </Row>
      )}
    </Rows>
  )
}
