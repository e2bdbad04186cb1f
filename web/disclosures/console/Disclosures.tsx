import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Part, Screen } from '../../parts/Screen.tsx'
import { Pages, Rows } from '../../parts/Rows.tsx'
import { Cell, Table } from '../../parts/Table.tsx'
import { useFormats } from '../../queries.ts'
import { AskedByAuthority } from './AskedByAuthority.tsx'
import { authorityRequestPages, handedOver, type HandedOver } from './queries.ts'
import { RecordAuthority } from './RecordAuthority.tsx'
import { useWords } from '../../locales/words.tsx'
import { disclosuresConsoleWords } from './words/index.ts'

/** What leaves the platform: to authorities by the way of two persons, and what the day-to-day business passes on. */
export function Disclosures() {
  const { disclosures: t } = useWords(disclosuresConsoleWords)
  const asked = useInfiniteQuery(authorityRequestPages)
  const [recording, { toggle, close }] = useDisclosure()
  return (
    <Screen
      title={t.title}
      lead={t.lead}
      side={
        <Button
          size="sm"
          variant={recording ? 'default' : 'filled'}
          leftSection={<IconPlus size={18} stroke={1.75} aria-hidden />}
          aria-expanded={recording}
          onClick={toggle}
        >
          {t.record}
        </Button>
      }
    >
      {recording && <RecordAuthority done={close} />}
      <Part title={t.authorities} lead={t.authoritiesSay}>
        <Pages of={asked}>
          {items => (
            <Rows of={items} label={t.authorities} none={t.noneAsked}>
              {request => <AskedByAuthority request={request} />}
            </Rows>
          )}
        </Pages>
      </Part>
      <WentOut />
    </Screen>
  )
}

function WentOut() {
  const { disclosures: t } = useWords(disclosuresConsoleWords)
  const format = useFormats()
  const asked = useInfiniteQuery(handedOver)
  const [recipient, what, fields, times, last] = [
    { label: t.recipient },
    { label: t.forWhat },
    { label: t.fields },
    { label: t.times, figures: true as const },
    { label: t.last, figures: true as const },
  ]
  return (
    <Part title={t.wentOut} lead={t.wentOutSays}>
      <Pages of={asked}>
        {items => (
          <Table
            of={items}
            label={t.wentOut}
            none={t.nothingWentOut}
            keyOf={one => `${one.recipient} ${one.activity} ${one.ground} ${one.fields.join()}`}
            heads={[recipient, what, fields, times, last]}
          >
            {one => (
              <>
                <Cell under={recipient}>
                  <Recipient of={one} />
                </Cell>
                <Cell under={what}>
                  {one.title}
                  {one.ground !== one.title && <span className="quiet small block">{one.ground}</span>}
                </Cell>
                <Cell under={fields}>{one.fields.join(', ')}</Cell>
                <Cell under={times}>{format.number(one.times)}</Cell>
                <Cell under={last}>{format.shortMoment(one.last)}</Cell>
              </>
            )}
          </Table>
        )}
      </Pages>
    </Part>
  )
}

function Recipient({ of: { recipient, role, country } }: { of: HandedOver }) {
  const format = useFormats()
  return (
    <>
      <span className="strong">{recipient}</span>
      {role && (
        <span className="quiet small block">
          {[role, country && format.country(country)].filter(Boolean).join(', ')}
        </span>
      )}
    </>
  )
}
