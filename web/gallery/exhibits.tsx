import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { IconBolt } from '@tabler/icons-react'
import { type FC, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Route, Routes } from 'react-router'
import { ActionButton, ActionMenu, ActionSign } from '../parts/Act.tsx'
import type { FieldRules } from '../parts/asked.ts'
import { AuthLayout } from '../parts/AuthLayout.tsx'
import { Guarded } from '../parts/Broken.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { Field } from '../parts/Field.tsx'
import { Foot } from '../parts/Foot.tsx'
import { Form } from '../parts/Form.tsx'
import { Mark } from '../parts/Mark.tsx'
import { NotFound } from '../parts/NotFound.tsx'
import { Password } from '../parts/Password.tsx'
import { LanguageMenu, SchemeMenu } from '../parts/Preferences.tsx'
import { Pages, Row, Rows } from '../parts/Rows.tsx'
import { Part, Screen } from '../parts/Screen.tsx'
import { Shell } from '../frame/Shell.tsx'
import { Answered, Empty, Failed, Loading, Note } from '../parts/states.tsx'
import { Cell, Table } from '../parts/Table.tsx'
import { Problem, unreachable } from '../problem.ts'
import { dangerous, endless, harmless, refused, useTexts } from './samples.ts'

type States = Readonly<Record<string, FC>>
const never = () => new Promise<never>(() => {})
const nothing = () => {}

const ofAct: States = {
  plain: () => (
    <div className="line">
      <ActionButton does={harmless} to={undefined} look="filled" />
      <ActionButton does={harmless} to={undefined} look="light" />
      <ActionButton does={harmless} to={undefined} />
      <ActionButton does={harmless} to={undefined} look="subtle" />
      <ActionButton does={harmless} to={undefined} size="md" />
    </div>
  ),
  dangerous: () => (
    <div className="line">
      <ActionButton does={dangerous} to={undefined} />
      <ActionSign does={dangerous} to={undefined} />
    </div>
  ),
  disabled: () => <ActionSign does={dangerous} to={undefined} disabled />,
  menu: () => (
    <ActionMenu does={[harmless, dangerous]} to={undefined}>
      <Button variant="default">…</Button>
    </ActionMenu>
  ),
}

const ofActing: States = {
  loading: () => <Pressed />,
  asking: () => <ActionButton does={dangerous} to={undefined} />,
}
/** Begun, and not ended yet. */
function Pressed() {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.querySelector('button')?.click(), [])
  return (
    <div ref={box}>
      <ActionButton does={endless} to={undefined} />
    </div>
  )
}

const asks = { name: 'name', required: true, kind: 'text' } as const
const ofField: States = {
  empty: () => <Fields more={{}} />,
  filled: () => <Fields more={{}} value="24103" />,
  voluntary: () => <Fields more={{ required: false }} />,
  error: () => {
    const t = useTexts()
    return <Fields more={{ kind: 'email', why: t.why }} value="ida@example" error={t.wrong} />
  },
  'long texts': () => {
    const t = useTexts()
    return <Fields more={{ label: t.long, why: t.long, without: t.long }} value={t.word} error={t.long} />
  },
  'every kind': () => {
    const t = useTexts()
    const choices = [
      { value: 'a', label: t.short },
      { value: 'b', label: t.long },
    ]
    return (
      <div className="stack">
        {(['text', 'email', 'tel', 'date', 'serial', 'long', 'password'] as const).map(kind => (
          <Fields key={kind} more={{ kind, name: kind }} />
        ))}
        <Fields more={{ kind: 'choice', choices }} />
        {['kurz', 'passwort1234', 'vier worte ohne sinn', 'im Mai blüht der Flieder am Zaun'].map(value => (
          <Fields key={value} more={{ kind: 'password', fresh: true }} value={value} />
        ))}
      </div>
    )
  },
}
function Fields({ more, value = '', error }: { more: Partial<FieldRules>; value?: string; error?: string }) {
  const { short } = useTexts()
  const [typed, type] = useState(value)
  return <Field asks={{ ...asks, label: short, ...more }} value={typed} error={error} onChange={type} />
}

const ofForm: States = {
  empty: () => <Formed send={never} />,
  filled: () => <Formed send={never} values={{ first: 'Ida', mail: 'ida@example.org' }} />,
  loading: () => <Submitted send={never} />,
  error: () => {
    const t = useTexts()
    return <Submitted send={() => Promise.reject(refused(t.sentence, t.none))} />
  },
  'error at a field': () => {
    const t = useTexts()
    return (
      <Submitted send={() => Promise.reject(new Problem({ id: 'wrong', fields: { mail: t.wrong, '3:7': t.long } }))} />
    )
  },
}
function Formed({ send, values = {} }: { send: () => Promise<unknown>; values?: Record<string, string> }) {
  const t = useTexts()
  return (
    <Form
      sections={[
        {
          title: t.list,
          lead: t.sentence,
          asks: [
            { ...asks, name: 'first', label: t.short, share: 'half' },
            { ...asks, name: 'last', label: t.long, share: 'half', required: false },
            { ...asks, name: 'mail', label: t.value, kind: 'email', why: t.why },
          ],
        },
      ]}
      values={values}
      submit={t.save}
      send={send}
    />
  )
}
function Submitted({ send }: { send: () => Promise<unknown> }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.querySelector('form')?.requestSubmit(), [])
  return (
    <div ref={box}>
      <Formed send={send} values={{ first: 'Ida', mail: 'ida@example.org' }} />
    </div>
  )
}

const ofPassword: States = {
  empty: () => <Secret />,
  filled: () => <Secret value="im Mai blüht der Flieder" />,
  error: () => {
    const { wrong } = useTexts()
    return <Secret value="kurz" error={wrong} />
  },
  'long texts': () => {
    const { long } = useTexts()
    return <Secret label={long} error={long} />
  },
}
function Secret({ value = '', label, error }: { value?: string; label?: string; error?: string }) {
  const { value: named } = useTexts()
  const [typed, type] = useState(value)
  return <Password label={label ?? named} value={typed} onChange={type} autoComplete="off" {...(error && { error })} />
}

interface Sample {
  readonly id: string
  readonly said: string
}
function useSamples(): readonly Sample[] {
  const t = useTexts()
  return [t.short, t.long, t.word].map((said, at) => ({ id: String(at), said }))
}
const ofRows: States = {
  filled: () => {
    const t = useTexts()
    return (
      <Rows of={useSamples()} label={t.list} none={t.none}>
        {({ said }) => (
          <Row title={said} icon={IconBolt} under={t.sentence}>
            <ActionButton does={harmless} to={undefined} />
          </Row>
        )}
      </Rows>
    )
  },
  empty: () => {
    const t = useTexts()
    return (
      <Rows of={[]} label={t.list} none={t.none}>
        {() => null}
      </Rows>
    )
  },
  loading: () => <Paged asked={never} />,
  error: () => <Paged asked={() => Promise.reject(unreachable())} />,
  'more to come': () => <Paged asked={async () => ({ items: [{ id: 'a', said: 'a' }], next: 'b' })} />,
}
function Paged({ asked }: { asked: () => Promise<{ items: readonly Sample[]; next: string | null }> }) {
  const t = useTexts()
  const pages = useInfiniteQuery({
    queryKey: ['gallery', useId()],
    queryFn: asked,
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
  return (
    <Pages of={pages}>
      {items => (
        <Rows of={items} label={`${t.list} 2`} none={t.none}>
          {() => <Row title={t.short} />}
        </Rows>
      )}
    </Pages>
  )
}

const ofTable: States = {
  filled: () => <Tabled />,
  empty: () => {
    const t = useTexts()
    return (
      <Table of={[]} heads={[]} label={t.list} none={t.none} keyOf={String}>
        {() => null}
      </Table>
    )
  },
}
function Tabled() {
  const t = useTexts()
  const [what, value] = [{ label: t.list }, { label: t.value, figures: true as const }]
  return (
    <Table of={useSamples()} heads={[what, value]} label={t.list} keyOf={({ id }) => id}>
      {({ said }) => (
        <>
          <Cell under={what}>{said}</Cell>
          <Cell under={value}>1.234,56 kWh</Cell>
        </>
      )}
    </Table>
  )
}

const ofStates: States = {
  loading: () => <Loading />,
  empty: () => {
    const t = useTexts()
    return <Empty title={t.none}>{t.sentence}</Empty>
  },
  'error of the server': () => {
    const t = useTexts()
    return (
      <Failed
        problem={refused(t.sentence, t.long)}
        again={nothing}
        places={[
          ['12:3', t.wrong],
          [t.value, t.long],
        ]}
      />
    )
  },
  'error without an answer': () => <Failed problem={unreachable()} again={nothing} />,
  'error of ours': () => <Failed problem={new Problem({})} />,
  notes: () => {
    const t = useTexts()
    return (
      <div className="stack">
        {(['good', 'care', 'bad'] as const).map(kind => (
          <Note key={kind} kind={kind} title={t.sentence}>
            <p>{t.long}</p>
          </Note>
        ))}
      </div>
    )
  },
  'a question on its way': () => <Asking asked={never} />,
  'a question that failed': () => <Asking asked={() => Promise.reject(unreachable())} />,
  'a question that is answered': () => {
    const { sentence } = useTexts()
    return <Asking asked={async () => sentence} />
  },
}
function Asking({ asked }: { asked: () => Promise<string> }) {
  return <Answered to={useQuery({ queryKey: ['gallery', useId()], queryFn: asked })}>{said => <p>{said}</p>}</Answered>
}

/** The parts of `web/parts`, each in its states. */
export const exhibits: Readonly<Record<string, States>> = {
  Act: ofAct,
  Acting: ofActing,
  Field: ofField,
  // The one for customers stands below the frames.
  Foot: { 'for staff': () => <Foot employees /> },
  Form: ofForm,
  Mark: {
    sizes: () => (
      <div className="line">
        {[24, 36, 72].map(size => (
          <Mark key={size} size={size} />
        ))}
      </div>
    ),
  },
  Password: ofPassword,
  Preferences: {
    menus: () => (
      <div className="line">
        <LanguageMenu />
        <SchemeMenu />
      </div>
    ),
  },
  Rows: ofRows,
  Table: ofTable,
  states: ofStates,
}

/** In place of a screen: a short one, and one whose texts are as long as they get. */
function Sample() {
  const t = useTexts()
  return (
    <Screen title={t.long} lead={t.sentence} side={<ActionButton does={harmless} to={undefined} />}>
      <Part title={t.short} lead={t.sentence} side={<ActionButton does={dangerous} to={undefined} />}>
        <p>{t.long}</p>
      </Part>
      <Part title={t.word}>
        <Empty title={t.none} />
      </Part>
    </Screen>
  )
}
function FieldRules() {
  const t = useTexts()
  const question = { title: t.long, says: <p>{t.sentence}</p>, yes: t.save, password: true }
  return (
    <Alone>
      <h1>Confirm</h1>
      <Confirm question={question} danger go={() => Promise.reject(refused(t.sentence))} close={nothing} />
    </Alone>
  )
}
const Breaks: FC = () => {
  throw new Error('as the gallery shows it')
}
const Alone = ({ children }: { children: ReactNode }) => <main className="broken">{children}</main>

/** Parts that are a page of their own. */
export const pages: Readonly<Record<string, FC>> = {
  AuthLayout: () => {
    const t = useTexts()
    return (
      <AuthLayout title={t.long} lead={t.sentence}>
        <Formed send={never} />
      </AuthLayout>
    )
  },
  Broken: () => (
    <Guarded whole>
      <Breaks />
    </Guarded>
  ),
  Confirm: FieldRules,
  NotFound: () => (
    <Alone>
      <NotFound />
    </Alone>
  ),
  Screen: () => (
    <Alone>
      <Sample />
    </Alone>
  ),
  Shell: () => (
    <Routes>
      <Route element={<Shell />}>
        <Route path="gallery" element={<Sample />} />
      </Route>
    </Routes>
  ),
}
