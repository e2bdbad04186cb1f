import { ActionIcon, Button, FileButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDots, IconFileTypeCsv, IconPlus, IconPower } from '@tabler/icons-react'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { answer, api } from '../../client.ts'
import { useAccount } from '../../identity/account.ts'
import { ActionMenu } from '../../parts/Act.tsx'
import { actionsIn } from '../../parts/action.ts'
import type { Answers } from '../../parts/asked.ts'
import { Form } from '../../parts/Form.tsx'
import { Pages } from '../../parts/Rows.tsx'
import { Part, Screen } from '../../parts/Screen.tsx'
import { Failed } from '../../parts/states.tsx'
import { Cell, Table } from '../../parts/Table.tsx'
import { Problem, problemIn } from '../../problem.ts'
import { useFormats } from '../../queries.ts'
import { withStepUp } from '../../console/parts/StepUp.tsx'
import { Made, type MadeGateways } from './GatewaysMade.tsx'
import { useOnlyHere } from '../../parts/onlyHere.ts'
import { everyGateway, type GatewayQuestion, type ListedGateway, listedGateways } from './queries.ts'
import { useWords } from '../../locales/words.tsx'
import { homesConsoleWords } from './words/index.ts'

const action = actionsIn(homesConsoleWords)

const retire = action<ListedGateway>({
  label: t => t.gateways.retire,
  icon: IconPower,
  danger: true,
  offered: ({ state }) => state !== 'retired',
  asks: (t, { serial }) => ({
    title: t.gateways.retireTitle(serial),
    says: t.gateways.retireSays,
    yes: t.gateways.retireYes,
  }),
  async run({ id }, { queries }) {
    await withStepUp(() => answer(api.POST('/api/desk/gateways/{id}/retire', { params: { path: { id } } })))
    await queries.invalidateQueries(everyGateway)
  },
  done: t => t.gateways.retired,
})

/** More would not fit into one request. */
const largest = 200_000
const tones = { 'in stock': 'pill-good', claimed: 'pill-plain', retired: 'pill-care' } as const

/** Gateways that were made: the list, new ones, and those that are taken out of use. */
export function Gateways() {
  const { gateways: t } = useWords(homesConsoleWords)
  const mayChange = useAccount().may.includes('staff:administration')
  const queries = useQueryClient()
  const [adding, { toggle, close }] = useDisclosure()
  const { made, show } = useMade()
  const choose = useRef<() => void>(null)
  // What comes next would take the place of secrets that are shown this once.
  const waits = made !== undefined && made.items.length > 0
  const [failed, fail] = useState<Problem>()

  async function add({ model = '', count = '1' }: Answers) {
    fail(undefined)
    const added = await withStepUp(() =>
      answer(api.POST('/api/desk/gateways', { body: { model, count: Number(count) } })),
    )
    show({ ...added, lines: [] })
    close()
    await queries.invalidateQueries(everyGateway)
  }
  async function takeIn(file: File | null) {
    // So that the same file can be chosen again once it is corrected.
    choose.current?.()
    if (!file) return
    fail(undefined)
    if (file.size > largest) return fail(new Problem({ title: t.tooLarge, helps: t.tooLargeHelps }))
    try {
      const csv = await file.text()
      show(await withStepUp(() => answer(api.POST('/api/desk/gateways/import', { body: { csv } }))))
      await queries.invalidateQueries(everyGateway)
    } catch (error) {
      fail(problemIn(error))
    }
  }
  return (
    <Screen
      title={t.title}
      lead={t.lead}
      side={
        mayChange && (
          <>
            <FileButton accept=".csv,text/csv" resetRef={choose} onChange={takeIn} disabled={waits}>
              {props => (
                <Button
                  {...props}
                  disabled={waits}
                  size="sm"
                  variant="default"
                  title={t.importSays}
                  leftSection={<IconFileTypeCsv size={18} stroke={1.75} aria-hidden />}
                >
                  {t.importing}
                </Button>
              )}
            </FileButton>
            <Button
              size="sm"
              variant={adding ? 'default' : 'filled'}
              disabled={waits}
              leftSection={<IconPlus size={18} stroke={1.75} aria-hidden />}
              aria-expanded={adding}
              onClick={toggle}
            >
              {t.add}
            </Button>
          </>
        )
      }
    >
      {failed && <Failed problem={failed} />}
      {adding && !waits && (
        <section className="card" aria-label={t.add}>
          <Form
            wide
            submit={t.addDo}
            send={add}
            values={{ count: '1' }}
            sections={[
              {
                asks: [
                  {
                    name: 'model',
                    label: t.model,
                    kind: 'text',
                    required: true,
                    share: 'half',
                    why: t.modelWhy,
                    autocomplete: 'off',
                  },
                  {
                    name: 'count',
                    label: t.count,
                    kind: 'text',
                    required: true,
                    share: 'half',
                    why: t.countWhy,
                    autocomplete: 'off',
                  },
                ],
              },
            ]}
          />
        </section>
      )}
      {made && <Made of={made} done={() => show(undefined)} />}
      <Stock mayChange={mayChange} />
    </Screen>
  )
}

/** Secrets of what was made are only here; a report of lines without any is not worth asking about. */
function useMade() {
  const { kept, keep } = useOnlyHere<MadeGateways>('gateways made')
  const [report, tell] = useState<MadeGateways>()
  function show(shown?: MadeGateways) {
    const secrets = shown !== undefined && shown.items.length > 0
    keep(secrets ? shown : undefined)
    tell(secrets ? undefined : shown)
  }
  return { made: kept ?? report, show }
}

function Stock({ mayChange }: { mayChange: boolean }) {
  const { gateways: t } = useWords(homesConsoleWords)
  const format = useFormats()
  const [question, ask] = useState<GatewayQuestion>({})
  const found = useInfiniteQuery(listedGateways(question))
  const counts = found.data?.pages[0]?.counts
  const [serial, model, added, state, action] = [
    { label: t.serial },
    { label: t.model },
    { label: t.added, figures: true as const },
    { label: t.state },
    { label: t.action },
  ]
  const search = ({ search = '', state = '' }: Answers) =>
    ask({ ...(search && { search }), ...(isState(state) && { state }) })
  return (
    <Part
      title={t.list}
      {...(counts && {
        lead: t.counts(format.number(counts.inStock), format.number(counts.claimed), format.number(counts.retired)),
      })}
    >
      <Form
        wide
        search
        look="default"
        submit={t.searchDo}
        send={async answers => search(answers)}
        sections={[
          {
            asks: [
              { name: 'search', label: t.searchFor, kind: 'text', required: false, share: 'half', autocomplete: 'off' },
              {
                name: 'state',
                label: t.state,
                kind: 'choice',
                required: false,
                share: 'half',
                choices: states.map(value => ({ value, label: t.states[value] })),
              },
            ],
          },
        ]}
      />
      <Pages of={found}>
        {items => (
          <Table
            of={items}
            label={t.list}
            none={t.none}
            keyOf={({ id }) => id}
            heads={[serial, model, added, state, ...(mayChange ? [action] : [])]}
          >
            {one => (
              <>
                <Cell under={serial}>
                  <span className="mono">{one.serial}</span>
                </Cell>
                <Cell under={model}>{one.model}</Cell>
                <Cell under={added}>{format.day(one.addedAt)}</Cell>
                <Cell under={state}>
                  <span className={`pill ${tones[one.state]}`}>{t.states[one.state]}</span>
                  {one.retiredAt && <span className="quiet small block">{t.retiredOn(format.day(one.retiredAt))}</span>}
                </Cell>
                {mayChange && (
                  <Cell under={action}>
                    <ActionMenu does={[retire]} to={one}>
                      <ActionIcon variant="default" size="lg" radius="md" aria-label={t.actions(one.serial)}>
                        <IconDots size={20} stroke={1.75} aria-hidden />
                      </ActionIcon>
                    </ActionMenu>
                  </Cell>
                )}
              </>
            )}
          </Table>
        )}
      </Pages>
    </Part>
  )
}

const states = ['in stock', 'claimed', 'retired'] as const
const isState = (text: string): text is (typeof states)[number] => states.some(one => one === text)
