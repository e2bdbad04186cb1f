import { workedOutOnceAmong } from '../declare/worked-out-once.ts'
import { consentReads } from './consent-policies.ts'
import { accountability, consents, rightsKept } from '../declare/activities.ts'
import type { AnyActivity, SettingOf } from '../declare/activity.ts'
import { Purpose } from '../declare/terms.ts'
import { keyTable, encryptedIn } from '../declare/encrypted-tables.ts'
import { fileColumnsOf, type FileColumn } from '../declare/file-columns.ts'
import { kernelColumns, type Declarations } from '../declare/declarations.ts'
import { deskRoles, type Roles } from './roles.ts'
import { snake, type AnyTable } from '../declare/table.ts'
import { isUnder, columnsReadBy } from '../declare/whose.ts'

/** What of the declarations a manifest in force turns on. */
export interface Stated {
  states(activity: string): boolean
  value(setting: SettingOf): unknown
}

/** What a role may do with a table: all of it, or these columns. Columns by their names in the database. */
export interface Privilege {
  readonly to: string
  readonly may: 'select' | 'insert' | 'update' | 'delete'
  readonly columns?: readonly string[]
}

/**
 * Everything that anybody but the owner may do with a table: what declarations and manifest both say. The proof
 * compares the catalogue with it.
 */
export const privilegesOn = (table: AnyTable, all: Declarations, roles: Roles, stated: Stated): Privilege[] =>
  withLeaves(table, all, roles, stated).filter(
    ({ may, to }) => !table.arrives || may !== 'insert' || to === roles.desk('rights'),
  )

function withLeaves(table: AnyTable, all: Declarations, roles: Roles, stated: Stated): Privilege[] {
  const activities = [...all.activities.values()]
  return [
    ...activities
      .filter(one => stated.states(one.name))
      .flatMap(one =>
        table.holdsKeys
          ? privilegesOnKeys(one, all, roles)
          : table.holdsFiles
            ? privilegesOnFiles(one, table, all, roles)
            : privilegesOf(one, table, roles, stated),
      ),
    ...activities
      .filter(one => stated.states(one.name))
      .flatMap(one =>
        consentReads(one, table).map(columns => ({ to: roles.of(one.name), may: 'select' as const, columns })),
      ),
    ...deskRoles.map(task => ({ to: roles.desk(task), may: 'select' as const })),
    ...(['rights', 'sweep'] as const).flatMap(task =>
      (
        [
          'update',
          'delete',
          ...(table.addedByAll || (table.addedByDesk && task === 'rights') ? ['insert' as const] : []),
        ] as const
      ).map(may => ({ to: roles.desk(task), may })),
    ),
    ...(table.addedByAll ? [{ to: roles.desk('archive'), may: 'insert' as const }] : []),
    ...(table.name === objections
      ? activities
          .filter(one => stated.states(one.name) && canBeObjectedTo(one))
          .map(one => ({ to: roles.of(one.name), may: 'select' as const, columns: objectionsShow }))
      : []),
    ...(table.name === takenUp
      ? activities
          .filter(one => stated.states(one.name) && canBeTakenUp(one))
          .map(one => ({ to: roles.of(one.name), may: 'select' as const, columns: ['subject', 'activity'] }))
      : []),
    ...(readByPolicies.has(table.name)
      ? activities.map(one => ({ to: roles.of(one.name), may: 'select' as const }))
      : []),
  ].filter(({ columns }: Privilege) => columns?.length !== 0)
}
/**
 * Policies ask which version states what, and whoever encrypts asks which generation of keys is in use, so every role may.
 */
const readByPolicies = new Set(['obhut.in_force', 'obhut.stated', 'obhut.key_generation'])

/**
 * The tables whose rows' keys an activity needs: to open what it may read, and to let them go with rows that it takes
 * away.
 */
export const keysFor = workedOutOnceAmong((activity: AnyActivity, all: Declarations): KeysOfTables => {
  const tables = [...all.tables.values()].filter(table => !table.holdsFiles)
  const own = tables
    .filter(table => isUnder(activity, table))
    .flatMap(encryptedIn)
    .map(({ keyOf }) => keyOf)
  const read = tables.flatMap(table =>
    columnsReadBy(activity, table).flatMap(name => {
      const encrypt = table.columns[name]?.encrypted
      return encrypt ? [keyTable(table, encrypt)] : []
    }),
  )
  const held = tables
    .flatMap(encryptedIn)
    .map(({ keyOf }) => keyOf)
    .filter(table => isUnder(activity, table) && !table.appendOnly)
  const files = filesFor(activity, all)
  const fileTables = [...all.tables.values()].filter(table => table.holdsFiles === 'files')
  return {
    opens: [...new Set([...own, ...read, ...held, ...(files.length ? fileTables : [])])],
    destroys: [...new Set([...held, ...(files.some(({ keeps }) => keeps) ? fileTables : [])])],
  }
})
interface KeysOfTables {
  readonly opens: readonly AnyTable[]
  readonly destroys: readonly AnyTable[]
}

/** The columns with files of one table that an activity reads, and whether it keeps them itself. */
interface FilesOfTable {
  readonly table: AnyTable
  readonly columns: readonly FileColumn[]
  readonly keeps: boolean
}
export const filesFor = workedOutOnceAmong((activity: AnyActivity, { tables }: Declarations): readonly FilesOfTable[] =>
  [...tables.values()].flatMap(table => {
    const keeps = isUnder(activity, table)
    const read = columnsReadBy(activity, table)
    const columns = fileColumnsOf(table).filter(({ name }) => keeps || read.includes(name))
    return columns.length ? [{ table, columns, keeps }] : []
  }),
)

/** Whoever keeps rows with files adds these and takes back what no row took. Which row has a file, triggers say. */
function privilegesOnFiles(activity: AnyActivity, table: AnyTable, all: Declarations, roles: Roles): Privilege[] {
  const to = roles.of(activity.name)
  const files = filesFor(activity, all)
  if (files.length === 0) return []
  if (!files.some(({ keeps }) => keeps)) return [{ to, may: 'select' }]
  const [chosen, changed] = table.holdsFiles === 'files' ? fileFilled : chunkFilled
  return [
    { to, may: 'select' },
    { to, may: 'insert', columns: snakes(['id', 'subject', ...chosen]) },
    ...(changed.length ? [{ to, may: 'update' as const, columns: snakes(changed) }] : []),
    ...(table.holdsFiles === 'files' ? [{ to, may: 'delete' as const }] : []),
  ]
}
const fileFilled = [
  ['of', 'original', 'variant', 'name', 'type', 'size', 'whole', 'madeAt', 'unclaimedUntil'],
  ['size', 'whole', 'unclaimedUntil'],
] as const
const chunkFilled = [['fileId', 'of', 'place', 'last', 'content'], []] as const

function privilegesOnKeys(activity: AnyActivity, all: Declarations, roles: Roles): Privilege[] {
  const to = roles.of(activity.name)
  const { opens, destroys } = keysFor(activity, all)
  return [
    { to, may: 'insert' },
    ...(opens.length ? [{ to, may: 'select' as const }] : []),
    ...(destroys.length ? [{ to, may: 'delete' as const }] : []),
  ]
}
/** Where it stands who took up which service; the policies of what is done under a contract ask there. */
export const takenUp = 'obhut.taken_up'
/** Whether an activity is a service that people take up: what is done to perform a contract (Art. 6(1)(b) GDPR). */
export const canBeTakenUp = ({ spec }: AnyActivity): boolean => spec.basis.letter === 'b'

/** Where objections stand; the policies of what can be objected to ask there. */
export const objections = 'obhut.objection'
const objectionsShow = ['subject', 'activity', 'stops']
/** Whether a person may object to an activity (Art. 21(1) GDPR). */
export const canBeObjectedTo = ({ spec }: AnyActivity): boolean => spec.basis.letter === 'f'
/**
 * Whether an activity goes on with what a person had restricted (Art. 18(2) GDPR): what rests on consent, and what says
 * so of itself.
 */
export const goesOnDespite = ({ spec }: AnyActivity): boolean =>
  spec.basis.letter === 'a' || spec.despiteRestriction !== undefined

const kept: ReadonlySet<string> = new Set([accountability, consents, rightsKept].map(({ name }) => name))
/**
 * Whether an activity goes on with somebody whose erasure waits for the end of a hold: what the kernel answers for, and
 * what the person asked of us, which counts as before.
 */
export const goesOnWhileErasureWaits = ({ name, spec }: AnyActivity): boolean =>
  kept.has(name) || spec.purposes.includes(Purpose.RightsFulfilment)

function privilegesOf(activity: AnyActivity, table: AnyTable, roles: Roles, stated: Stated): Privilege[] {
  const to = roles.of(activity.name)
  if (!isUnder(activity, table)) {
    const columns = columnsReadBy(activity, table)
    return [
      ...(columns.length
        ? [
            {
              to,
              may: 'select' as const,
              columns: snakes([
                ...table.key,
                ...columns,
                ...encryptedIn(table)
                  .filter(({ name }) => columns.some(column => snake(column) === name))
                  .map(({ keyColumn }) => keyColumn),
              ]),
            },
          ]
        : []),
      ...(table.addedByAll ? [{ to, may: 'insert' as const, ...onlyAsked(table, stated) }] : []),
    ]
  }
  if (table.bulk) return [{ to, may: 'select' }]
  const own = askedOf(table, stated)
  return [
    { to, may: 'select' },
    { to, may: 'insert', columns: insertable(table, own) },
    ...(table.appendOnly
      ? []
      : [
          // Its version changes where the person gives the row anew (`givenAnew`).
          {
            to,
            may: 'update' as const,
            columns: snakes([...own, ...(table.about.who === 'owner' ? ['version'] : [])]),
          },
          { to, may: 'delete' as const },
        ]),
  ]
}

/** Columns of a table that somebody may fill: those that the manifest asks for, and all that it need not ask for. */
const askedOf = (table: AnyTable, stated: Stated): string[] =>
  Object.entries(table.columns)
    .filter(([, column]) => !column.asked || asksFor(column.asked, stated))
    .map(([name]) => name)
const insertable = (table: AnyTable, own: readonly string[]): string[] =>
  snakes([
    ...own,
    ...Object.keys(kernelColumns(table)).filter(name => name === 'id' || name === 'subject' || name === 'tenant'),
  ])
/** Also in a table that all add to, nobody fills what the manifest does not ask for. */
const onlyAsked = (table: AnyTable, stated: Stated): Pick<Privilege, 'columns'> =>
  Object.values(table.columns).some(column => column.asked)
    ? { columns: insertable(table, askedOf(table, stated)) }
    : {}

/**
 * A leaf takes rows in, and nothing else. Reads go through the parent. What arrives is taken out again by whoever puts
 * it in its place.
 */
export function privilegesOnLeaf(table: AnyTable, all: Declarations, roles: Roles, stated: Stated): Privilege[] {
  if (table.arrives) {
    const adding = new Set(
      withLeaves(table, all, roles, stated)
        .filter(({ may }) => may === 'insert')
        .map(({ to }) => to),
    )
    return [
      ...[...adding].map(to => ({ to, may: 'insert' as const, columns: filledAsItArrives(table, to, roles) })),
      ...(['select', 'delete'] as const).map(may => ({ to: roles.desk('rights'), may })),
      // Whoever verifies tells what waits from what has its place.
      { to: roles.desk('proof'), may: 'select' as const },
    ]
  }
  return table.bulk && stated.states(table.under.name) ? [{ to: roles.of(table.under.name), may: 'insert' }] : []
}

/** Columns of a row that arrives which this role fills: all but those of somebody else, or of nobody. */
function filledAsItArrives(table: AnyTable, to: string, roles: Roles): string[] {
  const { rights = [], sweep = [], nobody = [] } = table.arrives ?? {}
  const others = new Set([
    'restricted',
    ...nobody,
    ...(to === roles.desk('rights') ? [] : rights),
    ...(to === roles.desk('sweep') ? [] : sweep),
  ])
  return snakes([...Object.keys(kernelColumns(table)), ...Object.keys(table.columns)].filter(name => !others.has(name)))
}

export const asksFor = (
  asked: { readonly settings: readonly SettingOf[]; readonly field: string },
  stated: Stated,
): boolean =>
  asked.settings.some(
    setting =>
      stated.states(setting.activity) &&
      (stated.value(setting) as readonly string[] | undefined)?.includes(asked.field),
  )

const snakes = (names: readonly string[]): string[] => [...new Set(names.map(snake))]
