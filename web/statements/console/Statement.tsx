import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconFileText, IconFileUpload } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, api } from '../../client.ts'
import { ActionButton } from '../../parts/Act.tsx'
import { actionsIn } from '../../parts/action.ts'
import { Form } from '../../parts/Form.tsx'
import { Row, Rows } from '../../parts/Rows.tsx'
import { Part, Screen } from '../../parts/Screen.tsx'
import { Answered, Note } from '../../parts/states.tsx'
import { sayDone } from '../../parts/toasts.ts'
import { useFormats } from '../../queries.ts'
import { withStepUp } from '../../console/parts/StepUp.tsx'
import { changesOf, statementVersions, type Changes, type StatementVersion } from './queries.ts'
import { useWords, useLanguage } from '../../locales/words.tsx'
import { statementsConsoleWords } from './words/index.ts'

const action = actionsIn(statementsConsoleWords)

const withdraw = action({
  label: t => t.statement.withdraw,
  danger: true,
  asks: t => ({
    title: t.statement.withdrawTitle,
    says: t.statement.withdrawSays,
    yes: t.statement.withdrawYes,
  }),
  async run(_, { queries }) {
    await withStepUp(() => answer(api.DELETE('/api/desk/statement/waiting')))
    await queries.invalidateQueries(statementVersions)
  },
  done: t => t.statement.withdrawn,
})

/** Every version of the statement, what changed with it, and the next one on its way. */
export function Statement() {
  const { statement: t } = useWords(statementsConsoleWords)
  const asked = useQuery(statementVersions)
  const [publishing, { toggle, close }] = useDisclosure()
  return (
    <Screen
      title={t.title}
      lead={t.lead}
      side={
        <Button
          size="sm"
          variant={publishing ? 'default' : 'filled'}
          leftSection={<IconFileUpload size={18} stroke={1.75} aria-hidden />}
          aria-expanded={publishing}
          onClick={toggle}
        >
          {t.publish}
        </Button>
      }
    >
      {publishing && <Publish done={close} />}
      <Answered to={asked}>
        {({ versions, waiting }) => (
          <>
            {waiting && (
              <Note kind="care" title={t.waits(waiting.version)}>
                <p>{t.told(waiting.told, waiting.lettersWaiting)}</p>
                <ActionButton does={withdraw} to={undefined} />
              </Note>
            )}
            <div className="card">
              <Rows
                of={versions.map(one => ({ ...one, id: String(one.version) })).toReversed()}
                label={t.title}
                none={t.none}
              >
                {version => <Shown version={version} />}
              </Rows>
            </div>
          </>
        )}
      </Answered>
    </Screen>
  )
}

const looks = { 'in force': 'pill-good', earlier: 'pill-plain', waiting: 'pill-care', withdrawn: 'pill-plain' }

function Shown({ version }: { version: StatementVersion }) {
  const { statement: t } = useWords(statementsConsoleWords)
  const format = useFormats()
  const [open, { toggle }] = useDisclosure()
  return (
    <>
      <Row
        icon={IconFileText}
        title={t.version(version.version)}
        under={[
          t.effective(format.calendarDay(version.effective)),
          t.published(format.day(version.publishedAt)),
          // The first one changed nothing.
          ...(version.version > 1 ? [version.material ? t.material : t.notMaterial] : []),
        ].join(' · ')}
      >
        <span className={`pill ${looks[version.standing]}`}>{t.standings[version.standing]}</span>
        {version.version > 1 && (
          <Button size="sm" variant="default" aria-expanded={open} onClick={toggle}>
            {t.whatChanged}
            <span className="unseen"> {t.version(version.version)}</span>
          </Button>
        )}
      </Row>
      {open && (
        <div className="change-roles">
          <ChangesOf version={version.version} />
        </div>
      )}
    </>
  )
}

function ChangesOf({ version }: { version: number }) {
  return (
    <Answered to={useQuery(changesOf(version))} rows={2}>
      {changes => <ListOf changes={changes} />}
    </Answered>
  )
}

function ListOf({ changes: { changes, material } }: { changes: Changes }) {
  const { language } = useLanguage()
  const { statement: t } = useWords(statementsConsoleWords)
  if (changes.length === 0) return <p className="quiet">{t.noChanges}</p>
  return (
    <div className="stack">
      <p className="strong">{material ? t.materialSays : t.notMaterialSays}</p>
      <ul className="changes">
        {changes
          .toSorted((a, b) => Number(b.material) - Number(a.material))
          .map(({ where, what, before, after, material: isMaterial, why }) => (
            <li key={`${where} ${what.en}`}>
              <p className="strong">
                {what[language]}{' '}
                <span className={`pill ${isMaterial ? 'pill-care' : 'pill-plain'}`}>
                  {isMaterial ? t.material : t.notMaterial}
                </span>
              </p>
              {(before ?? after) && (
                <p>
                  {before && <del>{before[language]}</del>} {after && <ins>{after[language]}</ins>}
                </p>
              )}
              <p className="quiet small">
                {why[language]} · <span className="mono">{where}</span>
              </p>
            </li>
          ))}
      </ul>
    </div>
  )
}

/** First what it would change, then publishing it: nobody publishes what was not looked at. */
function Publish({ done }: { done: () => void }) {
  const t = useWords(statementsConsoleWords)
  const words = t.statement
  const queries = useQueryClient()
  const [looked, look] = useState<{ manifest: string; changes: Changes }>()
  const check = async ({ manifest = '' }) =>
    look({ manifest, changes: await answer(api.POST('/api/desk/statement/check', { body: { manifest } })) })
  async function publish({ effective = '' }) {
    if (!looked) return
    const { version } = await withStepUp(() =>
      answer(api.POST('/api/desk/statement', { body: { manifest: looked.manifest, ...(effective && { effective }) } })),
    )
    await queries.invalidateQueries(statementVersions)
    sayDone(words.publishedVersion(version), t)
    done()
  }
  return (
    <Part title={words.publish} lead={words.publishSays}>
      {looked ? (
        <>
          <ListOf changes={looked.changes} />
          <Form
            wide
            submit={words.publishDo}
            send={publish}
            sections={[
              {
                asks: [
                  {
                    name: 'effective',
                    label: words.effectiveOn,
                    kind: 'date',
                    required: false,
                    share: 'half',
                    why: words.effectiveWhy,
                  },
                ],
              },
            ]}
            beside={
              <Button variant="default" onClick={() => look(undefined)}>
                {words.backToManifest}
              </Button>
            }
          />
        </>
      ) : (
        <Form
          wide
          submit={words.check}
          send={check}
          sections={[{ asks: [{ name: 'manifest', label: words.manifest, kind: 'long', required: true }] }]}
        />
      )}
    </Part>
  )
}
