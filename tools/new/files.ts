// The files of a new module, each whole: they compile, pass their test and show what belongs where.

/** What a module is called, and its components. */
export interface Named {
  readonly name: string
  readonly component: string
}
export const named = (name: string): Named => ({ name, component: `${name.charAt(0).toUpperCase()}${name.slice(1)}` })

export const filesOf = (it: Named, stamp: string): Readonly<Record<string, string>> => ({
  [`modules/${it.name}/README.md`]: readme(it),
  [`modules/${it.name}/activities.ts`]: activities(it),
  [`modules/${it.name}/tables.ts`]: tables(it),
  [`modules/${it.name}/notes.ts`]: notes(it),
  [`modules/${it.name}/routes.ts`]: routes(it),
  [`modules/${it.name}/refusals.ts`]: refusals(it),
  [`modules/${it.name}/index.ts`]: index(it),
  [`modules/${it.name}/demo.ts`]: demo(it),
  [`modules/${it.name}/landing.ts`]: landing(it),
  [`modules/${it.name}/migrations/${stamp}_${it.name}.sql`]: migration(it),
  [`modules/${it.name}/${it.name}.test.ts`]: test(it),
  [`web/${it.name}/index.ts`]: webIndex(it),
  [`web/${it.name}/queries.ts`]: queries(it),
  [`web/${it.name}/words/index.ts`]: `${words(it, '', '../../')}${wordsOfWays(it)}`,
  [`web/${it.name}/words/ways/de.ts`]: waysGerman(it),
  [`web/${it.name}/words/ways/en.ts`]: waysEnglish(it),
  [`web/${it.name}/words/de.ts`]: german,
  [`web/${it.name}/words/en.ts`]: english,
  [`web/${it.name}/NotesScreen.tsx`]: notesScreen(it),
  [`web/${it.name}/console/index.ts`]: consoleIndex(it),
  [`web/${it.name}/console/queries.ts`]: consoleQueries(it),
  [`web/${it.name}/console/words/index.ts`]: words(it, 'Console', '../../../'),
  [`web/${it.name}/console/words/de.ts`]: consoleGerman,
  [`web/${it.name}/console/words/en.ts`]: consoleEnglish,
  [`web/${it.name}/console/CountScreen.tsx`]: countScreen(it),
})

const readme = ({ name }: Named): string => `# ${name}

Customers keep notes; staff see how many there are. Made by \`npm run new -- ${name}\`: write here what it does for whom, and which clauses it carries.

| | |
| --- | --- |
| \`activities.ts\` | what it does with data, for the statement |
| \`tables.ts\` | what it keeps, about whom and until when |
| \`notes.ts\` | the work itself |
| \`routes.ts\`, \`refusals.ts\` | the API, and what it answers when it does not do something |
| \`landing.ts\`, \`demo.ts\` | what the start page says of it, and what people of the demo do with it |
| \`../../web/${name}/\` | its screens in the portal and the console |
`

const activities = ({ name }: Named): string => `import { activity } from '../../kernel/declare/activity.ts'
import { duration } from '../../kernel/declare/settings.ts'
import { contract, legitimateInterest, Purpose } from '../../kernel/declare/terms.ts'

/** What customers write down for themselves. */
export const keeping = activity('${name}.keeping', {
  chapter: 'account',
  purposes: [Purpose.RequestedServiceProvision],
  basis: contract,
  settings: { keep: duration({ means: { de: 'Aufbewahrung', en: 'Storage period' }, runs: { de: 'ab dem Eintrag', en: 'from the entry' }, otherwise: 'P1Y' }) },
  operations: ['collection', 'recording', 'storage', 'consultation', 'erasure'],
  title: { de: 'Ihre Notizen', en: 'Your notes' },
  words: { de: 'Was Sie sich im Kundenbereich notieren, bewahren wir für Sie auf.', en: 'We keep what you note down in the portal for you.' },
  without: { de: 'Ohne diese Angaben gibt es keine Notizen.', en: 'Without this data there are no notes.' },
})

/** How many there are, for whoever runs the platform; it reads nothing of what they say. */
export const counting = activity('${name}.counting', {
  chapter: 'account',
  purposes: [Purpose.ServiceMonitoring],
  basis: legitimateInterest({ de: 'zu wissen, ob das Angebot genutzt wird', en: 'knowing whether this is used' }),
  reach: { all: 'a number of all notes says nothing about anybody' },
  reads: { '${name}.note': ['id'] },
  operations: ['consultation'],
  title: { de: 'Anzahl der Notizen', en: 'Number of notes' },
  words: { de: 'Wir zählen, wie viele Notizen es gibt. Was darin steht, sehen wir dabei nicht.', en: 'We count how many notes there are. We do not see what they say.' },
})
`

const tables = ({ name }: Named): string => `import { moment, text } from '../../kernel/declare/columns.ts'
import { owner } from '../../kernel/declare/subject.ts'
import { since, table } from '../../kernel/declare/table.ts'
import { PersonalData } from '../../kernel/declare/terms.ts'
import { customer } from '../identity/contract.ts'
import { keeping } from './activities.ts'

export const note = table('${name}.note', {
  title: { de: 'Ihre Notizen', en: 'Your notes' }, about: owner(customer), under: keeping, until: since('at', keeping.keep),
  columns: { wording: text({ is: PersonalData.Communication, from: 'you, in the portal', label: { de: 'Notiz', en: 'Note' } }), at: moment() },
})
`

const notes = ({ name }: Named): string => `import { person, type Who } from '../../kernel/store/work.ts'
import type { Units } from '../../kernel/store/units.ts'
import { pageOf, type Paging } from '../../platform/paging.ts'
import { counting, keeping } from './activities.ts'
import { NoSuchNote } from './refusals.ts'
import { note } from './tables.ts'

export interface Note { readonly id: string, readonly wording: string, readonly at: Date }

/** The person's notes, the latest first. */
export const notesOf = (store: Units, account: string, { after, limit }: Paging): Promise<{ readonly items: readonly Note[], readonly next: string | null }> => store.under(keeping, person(account), async work => {
  const all = work.read(note, 'id', 'wording', 'at')
  const from = after ? all.where(row => row.or([row('at', '<', after.at), row.and([row('at', '=', after.at), row('id', '<', after.id)])])) : all
  return pageOf(await from.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit + 1).execute(), limit, row => row.at)
})

export const write = (store: Units, account: string, wording: string): Promise<{ readonly id: string }> => store.under(keeping, person(account), work =>
  work.over(note).insertInto('${name}.note').values({ wording, at: work.now }).returning('id').executeTakeFirstOrThrow())

export const remove = (store: Units, account: string, id: string): Promise<void> => store.under(keeping, person(account), async work => {
  const { numDeletedRows } = await work.over(note).deleteFrom('${name}.note').where('id', '=', id).executeTakeFirst()
  if (!numDeletedRows) throw new NoSuchNote()
})

export const countOf = (store: Units, who: Who): Promise<number> => store.under(counting, who, async work => {
  const { count } = await work.over(note).selectFrom('${name}.note').select(row => row.fn.count<string>('id').as('count')).executeTakeFirstOrThrow()
  return Number(count)
})
`

const routes = ({ name, component }: Named): string => `import { z } from 'zod'
import type { Units } from '../../kernel/store/units.ts'
import { next, paged } from '../../platform/paging.ts'
import { created, customers, nothing, ok, route, staff, type AnyRoute } from '../../platform/route.ts'
import { freeText, uuid } from '../../platform/text.ts'
import { countOf, notesOf, remove, write } from './notes.ts'

const shown = z.strictObject({ id: z.uuid(), wording: z.string(), at: z.date() }).meta({ id: '${component}Note' })

export const routes = (store: Units): AnyRoute[] => [
  route({
    at: 'GET /api/${name}', who: customers, says: 'The caller’s own notes, the latest first.', takes: z.strictObject(paged), gives: z.strictObject({ items: z.array(shown).readonly(), next }),
    does: async (paging, { caller }) => ok(await notesOf(store, caller.account, paging)),
  }),
  route({
    at: 'POST /api/${name}', who: customers, status: 201, once: true, says: 'Writes a note.', takes: z.strictObject({ wording: freeText(2000, 1) }), gives: z.strictObject({ id: z.uuid() }),
    does: async ({ wording }, { caller }) => created(await write(store, caller.account, wording)),
  }),
  route({
    at: 'DELETE /api/${name}/:id', who: customers, status: 204, says: 'Deletes a note.', takes: z.strictObject({ id: uuid() }),
    does: async ({ id }, { caller }) => { await remove(store, caller.account, id); return nothing() },
  }),
  route({
    at: 'GET /api/desk/${name}', who: staff('administration'), says: 'How many notes there are.', gives: z.strictObject({ count: z.int() }),
    does: async (_, { caller }) => ok({ count: await countOf(store, { is: 'staff', id: caller.account }) }),
  }),
]
`

const refusals = ({ name }: Named): string => `import { Refusal } from '../../platform/refusal.ts'

export class NoSuchNote extends Refusal {
  readonly id = '${name}-no-such-note'
  readonly status = 404
  readonly says = { de: 'Diese Notiz gibt es nicht.', en: 'There is no such note.' }
  override readonly helps = { de: 'Vielleicht haben Sie sie schon gelöscht, oder ihre Aufbewahrung ist vorbei.', en: 'Perhaps you have deleted it already, or its storage period is over.' }
}
`

const index = ({ name }: Named): string => `import { defineModule } from '../../platform/module.ts'
import { TheStore } from '../../platform/services.ts'
import { counting, keeping } from './activities.ts'
import { landing } from './landing.ts'
import { routes } from './routes.ts'
import { note } from './tables.ts'

export const ${name} = defineModule('${name}', {
  activities: [keeping, counting], keeps: [note], migrations: \`\${import.meta.dirname}/migrations\`, needs: { store: TheStore },
  landing: () => landing,
  demo: () => import('./demo.ts'),
  starts: ({ store }) => ({ routes: routes(store) }),
})
`

const demo = ({ name }: Named): string => `import { demoPart } from '../../platform/demo.ts'
import { TheStore } from '../../platform/services.ts'
import { DemoPeople } from '../identity/contract.ts'
import { write } from './notes.ts'

/** What people of the demo have noted. */
export const demo = [
  demoPart({
    needs: { store: TheStore, people: DemoPeople },
    plays: async ({ store, people: { customers: { settled } } }, stage) => {
      if (!settled) return {}
      await stage.once('${name}: a note', () => write(store, settled.id, 'Die Heizung entlüften'))
      return { told: { [settled.mail]: 'has a note' } }
    },
  }),
]
`

const landing = ({ name }: Named): string => `import type { LandingPart } from '../../platform/landing.ts'
import { keeping } from './activities.ts'

export const landing: readonly LandingPart[] = [
  {
    activity: keeping.name, about: 'service', title: { de: 'Notizen', en: 'Notes' },
    says: { de: 'Was Sie sich merken wollen. Nur Sie sehen es.', en: 'What you want to remember. Only you can see it.' },
    icon: '<path d="M6 4h12v16H6zM9 9h6m-6 4h6"/>', link: { to: { de: '/app/${name}', en: '/app/${name}' }, says: { de: 'Zu den Notizen', en: 'Go to your notes' } },
  },
]
`

const migration = ({ name }: Named): string => `create schema ${name};
create table ${name}.note (
  id uuid primary key default gen_random_uuid(),
  wording text not null,
  at timestamptz(3) not null,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index note_subject on ${name}.note (subject);
create index note_at on ${name}.note (at);
`

const test = ({ name }: Named): string => `import { beforeAll, describe, expect, it } from 'vitest'
import { days } from '../../kernel/clock/clock.ts'
import type { Browser } from '../../server/testing/browser.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { goodPassword, parts, registered, signsIn } from '../identity/people-for-test.ts'
import { StaffAccounts } from '../identity/contract.ts'
import { rights } from '../rights/index.ts'
import { website } from '../website/index.ts'
import { ${name} } from './index.ts'

let world: World
const somebody = async (name: string): Promise<Browser> => signsIn(await registered(world, \`\${name}@example.org\`), \`\${name}@example.org\`)
beforeAll(async () => { world = await aWorld({ modules: [...parts, website, rights, ${name}] }) })

describe('notes', () => {
  it('are kept for whoever wrote them, shown to nobody else, and deleted when asked', async () => {
    const [ada, ben] = [await somebody('ada'), await somebody('ben')]
    const { status, body } = await ada.post('/api/${name}', { wording: 'Die Heizung entlüften' })
    expect(status).toBe(201)
    expect((await ada.get('/api/${name}')).body.items).toMatchObject([{ id: body.id, wording: 'Die Heizung entlüften' }])
    expect((await ben.get('/api/${name}')).body.items).toEqual([])
    expect(await ben.delete(\`/api/${name}/\${body.id}\`)).toMatchObject({ status: 404, body: { id: '${name}-no-such-note' } })
    expect((await ada.delete(\`/api/${name}/\${body.id}\`)).status).toBe(204)
    expect((await ada.get('/api/${name}')).body.items).toEqual([])
  })
  it('come in pages, and are no note without words', async () => {
    const cem = await somebody('cem')
    for (const wording of ['eins', 'zwei', 'drei']) await cem.post('/api/${name}', { wording })
    const first = (await cem.get('/api/${name}?limit=2')).body
    const second = (await cem.get(\`/api/${name}?limit=2&after=\${first.next}\`)).body
    expect([...first.items, ...second.items].map(({ wording }) => wording).toSorted()).toEqual(['drei', 'eins', 'zwei'])
    expect((await cem.post('/api/${name}', { wording: '' })).status).toBe(422)
  })
  it('are counted for the administration, and for nobody else', async () => {
    const dora = await somebody('dora')
    await dora.post('/api/${name}', { wording: 'geheim' })
    await world.offered(StaffAccounts).withPassword({ mail: 'eva@testhaus.example', firstName: 'Eva', lastName: 'Muster', roles: ['administration'] }, goodPassword)
    const eva = await signsIn(world.visitor(), 'eva@testhaus.example')
    expect((await eva.get('/api/desk/${name}')).body.count).toBeGreaterThan(0)
    expect((await dora.get('/api/desk/${name}')).status).toBe(403)
  })
  it('stand in the copy for the person, and are gone after their period', async () => {
    const finn = await somebody('finn')
    await finn.post('/api/${name}', { wording: 'Rauchmelder prüfen' })
    expect((await finn.get('/api/my-data/${name}.note')).text).toContain('Rauchmelder')
    await world.turnBy(days(370))
    expect(await world.traces('Rauchmelder')).toEqual([])
  })
})
`

const webIndex = ({ name, component }: Named): string => `import { IconNotes } from '@tabler/icons-react'
import { defineScreens, screen, way } from '../screens.ts'
import { ${name}Ways, ${name}Words } from './words/index.ts'

export const ${name} = defineScreens('${name}', {
  ways: [way(${name}Ways, '${name}', { place: 40, to: '/${name}', icon: IconNotes })],
  screens: [{ path: '${name}', screen: screen(${name}Words, () => import('./NotesScreen.tsx').then(it => it.${component}Screen)) }],
  console: () => import('./console/index.ts').then(it => it.${name}Console),
})
`

const consoleIndex = ({ name, component }: Named): string => `import { IconNotes } from '@tabler/icons-react'
import { type Console, screen } from '../../screens.ts'
import { ${name}ConsoleWords } from './words/index.ts'

export const ${name}Console: Console = {
  parts: [{
    name: '${name}', label: { de: 'Notizen', en: 'Notes' }, says: { de: 'Wie viele es gibt.', en: 'How many there are.' }, path: '${name}', icon: IconNotes, group: 'people', place: 50, opens: ['staff:administration'],
    screen: screen(${name}ConsoleWords, () => import('./CountScreen.tsx').then(it => it.${component}Count)),
  }],
}
`

const queries = ({ name }: Named): string => `import { infiniteQueryOptions } from '@tanstack/react-query'
import { answer, api } from '../client.ts'

export const notes = infiniteQueryOptions({
  queryKey: ['${name}'], queryFn: ({ pageParam }) => answer(api.GET('/api/${name}', { params: { query: pageParam ? { after: pageParam } : {} } })),
  initialPageParam: '', getNextPageParam: ({ next }) => next,
})
`

const consoleQueries = ({ name }: Named): string => `import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../client.ts'

export const count = queryOptions({ queryKey: ['console', '${name}'], queryFn: () => answer(api.GET('/api/desk/${name}')) })
`

/** Words load with the screens that say them, in the language on screen alone. */
const words = ({ name }: Named, of: string, up: string): string => `import { dictionary } from '${up}locales/words.tsx'

export const ${name}${of}Words = dictionary({ de: () => import('./de.ts'), en: () => import('./en.ts') })
`

/** What stands in the navigation loads with the frame, and so apart. */
const wordsOfWays = ({
  name,
}: Named): string => `export const ${name}Ways = dictionary({ de: () => import('./ways/de.ts'), en: () => import('./ways/en.ts') })
`
const waysGerman = ({ name }: Named): string => `export const de = { ways: { ${name}: 'Notizen' } } as const
`
const waysEnglish = ({ name }: Named): string => `import type { Said } from '../../../locales/said.ts'
import type { de } from './de.ts'

export const en: Said<typeof de> = { ways: { ${name}: 'Notes' } }
`

const german = `export const de = {
  notes: {
    title: 'Notizen', lead: 'Was Sie sich merken wollen. Nur Sie sehen es.', fresh: 'Neue Notiz', wording: 'Was möchten Sie sich merken?',
    write: 'Notiz speichern', none: 'Sie haben noch keine Notizen.', remove: 'Notiz löschen',
  },
} as const
`
const english = `import type { Said } from '../../locales/said.ts'
import type { de } from './de.ts'

export const en: Said<typeof de> = {
  notes: {
    title: 'Notes', lead: 'What you want to remember. Only you can see it.', fresh: 'New note', wording: 'What would you like to remember?',
    write: 'Save note', none: 'You have no notes yet.', remove: 'Delete note',
  },
}
`
const consoleGerman = `import { counted } from '../../../locales/counted.ts'

export const de = {
  count: {
    title: 'Notizen', lead: 'Wie viele Notizen es gibt. Was darin steht, sehen Sie nicht.',
    says: (count: number) => counted(count, 'Es gibt eine Notiz.', \`Es gibt \${count} Notizen.\`),
  },
} as const
`
const consoleEnglish = `import { counted } from '../../../locales/counted.ts'
import type { Said } from '../../../locales/said.ts'
import type { de } from './de.ts'

export const en: Said<typeof de> = {
  count: {
    title: 'Notes', lead: 'How many notes there are. You cannot see what they say.',
    says: count => counted(count, 'There is one note.', \`There are \${count} notes.\`),
  },
}
`

const notesScreen = ({ name, component }: Named): string => `import { Button } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, api } from '../client.ts'
import { Form } from '../parts/Form.tsx'
import { Pages, Row, Rows } from '../parts/Rows.tsx'
import { Part, Screen } from '../parts/Screen.tsx'
import { useFormats } from '../queries.ts'
import { notes } from './queries.ts'
import { useWords } from '../locales/words.tsx'
import { ${name}Words } from './words/index.ts'

export function ${component}Screen() {
  const { notes: t } = useWords(${name}Words)
  const queries = useQueryClient()
  const { moment } = useFormats()
  const [written, setWritten] = useState(0)
  const again = () => queries.invalidateQueries(notes)
  async function write({ wording = '' }) {
    await answer(api.POST('/api/${name}', { body: { wording } }))
    await again()
    setWritten(written + 1)
  }
  async function remove(id: string) {
    await answer(api.DELETE('/api/${name}/{id}', { params: { path: { id } } }))
    await again()
  }
  const mine = useInfiniteQuery(notes)
  return (
    <Screen title={t.title} lead={t.lead} narrow>
      <div className="stack-wide">
        <Part title={t.fresh}>
          <Form key={written} sections={[{ asks: [{ name: 'wording', label: t.wording, kind: 'long', required: true }] }]} submit={t.write} send={write} />
        </Part>
        <Part title={t.title}>
          <Pages of={mine}>
            {items => (
              <Rows of={items} label={t.title} none={t.none}>
                {({ id, wording, at }) => <Row title={wording} under={moment(at)}><Button variant="default" size="xs" onClick={() => remove(id)}>{t.remove}</Button></Row>}
              </Rows>
            )}
          </Pages>
        </Part>
      </div>
    </Screen>
  )
}
`

const countScreen = ({ name, component }: Named): string => `import { useQuery } from '@tanstack/react-query'
import { useWords } from '../../locales/words.tsx'
import { Screen } from '../../parts/Screen.tsx'
import { Answered } from '../../parts/states.tsx'
import { count } from './queries.ts'
import { ${name}ConsoleWords } from './words/index.ts'

export function ${component}Count() {
  const { count: t } = useWords(${name}ConsoleWords)
  return <Screen title={t.title} lead={t.lead}><Answered to={useQuery(count)} rows={1}>{({ count: number }) => <p className="card">{t.says(number)}</p>}</Answered></Screen>
}
`
