import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconGavel, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../../client.ts'
import { withStepUp } from '../../console/parts/StepUp.tsx'
import { consoleWords } from '../../console/words/index.ts'
import { endOfDay } from '../../locales/day.ts'
import { useWords } from '../../locales/words.tsx'
import type { Answers } from '../../parts/asked.ts'
import { Form } from '../../parts/Form.tsx'
import { Pages, Row, Rows } from '../../parts/Rows.tsx'
import { Part } from '../../parts/Screen.tsx'
import { useNow } from '../../parts/now.ts'
import { sayDone } from '../../parts/toasts.ts'
import { Problem } from '../../problem.ts'
import { useFormats } from '../../queries.ts'
import { legalHoldPages, legalHolds, type LegalHold } from './queries.ts'
import { atSilence, silence, silentIn } from './silence.ts'
import { Decide, Facts, NeedsAnother } from './two-persons.tsx'
import { disclosuresConsoleWords } from './words/index.ts'

const grounds = ['claims', 'duty', 'order'] as const

/** Data of persons that stays past erasure and period, because claims, a duty or an order need it. */
export function LegalHolds() {
  const { legalHolds: t } = useWords(disclosuresConsoleWords)
  const asked = useInfiniteQuery(legalHoldPages)
  const [asking, { toggle, close }] = useDisclosure()
  return (
    <Part
      title={t.title}
      lead={t.says}
      side={
        <Button
          size="sm"
          variant="default"
          leftSection={<IconPlus size={18} stroke={1.75} aria-hidden />}
          aria-expanded={asking}
          onClick={toggle}
        >
          {t.ask}
        </Button>
      }
    >
      {asking && <Ask done={close} />}
      <Pages of={asked}>
        {items => (
          <Rows of={items} label={t.title} none={t.none}>
            {one => <Shown hold={one} />}
          </Rows>
        )}
      </Pages>
    </Part>
  )
}

function Ask({ done }: { done: () => void }) {
  const t = useWords(disclosuresConsoleWords)
  const { customerNumber } = useWords(consoleWords)
  const words = t.legalHolds
  const { timeZone } = useFormats()
  const queries = useQueryClient()
  async function ask(answers: Answers) {
    const { fileNumber = '', ground = '', customerNumber = '', because = '', until = '' } = answers
    const given = grounds.find(one => one === ground)
    if (!given) throw new Problem({ id: 'wrong-input', title: t.form.missing(words.ground) })
    await answer(
      api.POST('/api/desk/legal-holds', {
        body: {
          customerNumber,
          fileNumber,
          ground: given,
          because,
          until: endOfDay(until, timeZone),
          ...silentIn(answers, timeZone),
        },
      }),
    ).catch(atSilence)
    done()
    await queries.invalidateQueries(legalHolds)
    sayDone(words.asked, t)
  }
  return (
    <div className="change-roles">
      <Form
        wide
        submit={words.askDo}
        send={ask}
        sections={[
          {
            asks: [
              {
                name: 'customerNumber',
                label: customerNumber,
                kind: 'text',
                required: true,
                share: 'half',
                autocomplete: 'off',
                why: t.disclosures.customerWhy,
              },
              {
                name: 'fileNumber',
                label: words.fileNumber,
                kind: 'text',
                required: true,
                share: 'half',
                autocomplete: 'off',
                why: words.fileNumberWhy,
              },
              {
                name: 'ground',
                label: words.ground,
                kind: 'choice',
                required: true,
                share: 'half',
                choices: grounds.map(value => ({ value, label: words.grounds[value] })),
              },
              {
                name: 'until',
                label: words.until,
                kind: 'date',
                required: true,
                share: 'half',
                autocomplete: 'off',
                why: words.untilWhy,
              },
              { name: 'because', label: words.because, kind: 'long', required: true, why: words.becauseWhy },
            ],
          },
          silence(t, words.silenceSays),
        ]}
      />
    </div>
  )
}

type Standing = 'waits' | 'stands' | 'refused' | 'lapsed' | 'ended'
function standingOf({ decision, endedAt, until, stands }: LegalHold, now: number): Standing {
  if (stands) return 'stands'
  if (decision === 'refused') return 'refused'
  if (decision === 'approved') return 'ended'
  return endedAt !== null || Date.parse(until) <= now ? 'lapsed' : 'waits'
}
const tones: Record<Standing, string> = {
  waits: 'pill-care',
  stands: 'pill-good',
  refused: 'pill-bad',
  lapsed: 'pill-plain',
  ended: 'pill-plain',
}

function Shown({ hold }: { hold: LegalHold }) {
  const { legalHolds: t } = useWords(disclosuresConsoleWords)
  const format = useFormats()
  const [open, { toggle }] = useDisclosure()
  const standing = standingOf(hold, useNow())
  return (
    <>
      <Row
        icon={IconGavel}
        title={hold.fileNumber}
        under={
          <>
            {t.grounds[hold.ground]}
            {hold.erasureAskedAt && <span className="block">{t.erasureWaits(format.day(hold.erasureAskedAt))}</span>}
          </>
        }
      >
        <span className={`pill ${tones[standing]}`}>
          {standing === 'stands'
            ? t.standsUntil(format.day(hold.until))
            : standing === 'ended'
              ? t.endedOn(format.day(hold.endedAt ?? hold.until))
              : t.standings[standing]}
        </span>
        <Button size="sm" variant="default" aria-expanded={open} onClick={toggle}>
          {hold.mayDecide ? t.examine : t.look}
          <span className="unseen"> {hold.fileNumber}</span>
        </Button>
      </Row>
      {open && <Examined hold={hold} standing={standing} />}
    </>
  )
}

function Examined({ hold, standing }: { hold: LegalHold; standing: Standing }) {
  const { legalHolds: t, disclosures } = useWords(disclosuresConsoleWords)
  const format = useFormats()
  const facts: readonly (readonly [string, string | null])[] = [
    [t.ground, hold.groundInWords],
    [
      t.recordedAt,
      `${format.moment(hold.recordedAt)}, ${hold.recordedByYou ? disclosures.byYou : disclosures.byAnother}`,
    ],
    [t.until, format.day(hold.until)],
    [disclosures.silentUntil, hold.silentUntil && `${format.day(hold.silentUntil)} (${hold.silentBecause})`],
    [t.decidedAt, hold.decidedAt && format.moment(hold.decidedAt)],
    [t.reason, hold.reason],
    [t.endedAt, hold.endedAt && format.moment(hold.endedAt)],
  ]
  return (
    <div className="change-roles stack">
      <p className="strong">{t.because}</p>
      <blockquote className="quote">{hold.because}</blockquote>
      <Facts of={facts} />
      {hold.mayDecide && (
        <Decide
          kind={hold.kind}
          lead={t.decisionSays}
          numberWhy={t.numberAgain}
          changes={legalHolds.queryKey}
          send={body =>
            answer(api.POST('/api/desk/legal-holds/{id}/decision', { params: { path: { id: hold.id } }, body }))
          }
        />
      )}
      {hold.mayEnd && <End hold={hold} />}
      {standing === 'waits' && !hold.mayDecide && (
        <NeedsAnother says={hold.notIndependent ? t.notIndependentSays : t.needsAnotherSays} />
      )}
    </div>
  )
}

function End({ hold: { id } }: { hold: LegalHold }) {
  const t = useWords(disclosuresConsoleWords)
  const words = t.legalHolds
  const queries = useQueryClient()
  async function end({ reason = '' }: Answers) {
    await withStepUp(() =>
      answer(api.POST('/api/desk/legal-holds/{id}/end', { params: { path: { id } }, body: { reason } })),
    )
    await queries.invalidateQueries(legalHolds)
    sayDone(words.done, t)
  }
  return (
    <Form
      wide
      look="default"
      submit={words.endDo}
      send={end}
      sections={[
        {
          title: words.end,
          lead: words.endSays,
          asks: [{ name: 'reason', label: words.endWhy, kind: 'text', required: true, autocomplete: 'off' }],
        },
      ]}
    />
  )
}
