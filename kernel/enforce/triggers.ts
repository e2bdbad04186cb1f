import pg from 'pg'
import type { Declarations } from '../declare/declarations.ts'
import type { DerivedTrigger } from '../declare/derived-trigger.ts'
import { qualified } from '../declare/qualified.ts'
import { isSetAside } from '../declare/persons.ts'
import type { AnyTable } from '../declare/table.ts'
import { keyTriggersOf } from '../vault/key-triggers.ts'
import { wordTriggers } from '../search/triggers.ts'
import { fileTriggers } from './file-triggers.ts'
import { ownReferenceTriggers, referenceWithinTenantTriggers } from './own-references.ts'
import { stayingThings, thingTriggers } from './things-of-tenants.ts'
import { treeTriggers } from './tenants.ts'
import { personTriggers } from './persons-received.ts'

const { escapeIdentifier: id } = pg

/** Tables whose every new row is looked at as it comes in: is its person erased, or restricted? */
export const isReceived = (table: AnyTable): boolean => table.about.who === 'owner' && !table.bulk && !isSetAside(table)

/** All triggers that follow from the declarations; the database has these, and none beside them but a module's own. */
export const triggersIn = (all: Declarations): DerivedTrigger[] => [
  ...[...all.tables.values()].flatMap(table => [
    ...(isReceived(table) ? [receiving(table)] : []),
    ...personTriggers(table),
    ...(table.deletedAsErasure ? [stayingForHold(table)] : []),
    ...ownReferenceTriggers(table),
    ...referenceWithinTenantTriggers(table),
    ...fileTriggers(table),
    ...wordTriggers(table),
  ]),
  ...keyTriggersOf(all),
  ...treeTriggers(all),
  ...thingTriggers(all),
  ...stayingThings(all),
]

const receiving = (table: AnyTable): DerivedTrigger => ({
  table,
  name: 'received',
  runs: 'received',
  makes: `create trigger received before insert on ${qualified(table)} for each row execute function obhut.received()`,
  without: `rows that come into ${table.name} are not looked at: one about somebody erased would stay`,
})

/** The desks know of holds by themselves, and take locks in their own order. */
const stayingForHold = (table: AnyTable): DerivedTrigger => ({
  table,
  name: 'stays for a hold',
  runs: 'stays_for_hold',
  makes: `create trigger ${id('stays for a hold')} before delete on ${qualified(table)} for each row when (current_user ~ '^obhut_[0-9a-f]{8}_[^@]') execute function obhut.stays_for_hold()`,
  without: `what is given back of ${table.name} is deleted also where a legal hold stands for its person`,
})
