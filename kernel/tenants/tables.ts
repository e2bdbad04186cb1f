import { tenants } from '../declare/activities.ts'
import { label, moment, ref, text, uuid, uuids } from '../declare/columns.ts'
import { mentions } from '../declare/persons.ts'
import { nobody, owner, subject } from '../declare/subject.ts'
import { since, table } from '../declare/table.ts'

const own = { from: 'the platform' } as const

/**
 * A tenant: an instance whose rows are kept apart from those of others, in a tree of any depth. It runs from the
 * beginning of its contract (inclusive) to the end (exclusive), and only while all that it hangs under run. It is about
 * nobody and stays when its rows go: whose contact it is, and what it is called, a module keeps.
 */
export const tenant = table('obhut.tenant', {
  about: nobody,
  under: tenants,
  columns: {
    parent: uuid(own).orNot(),
    /** A word of the operator's: utility, landlord, company. */
    kind: text(own),
    beginsAt: moment(),
    endsAt: moment().orNot(),
    /** The time in which it runs, given all that it hangs under; the database works it out. */
    opens: moment().orNot(),
    closes: moment().orNot(),
    /** All that hangs under it and itself, where that is at most a hundred and runs exactly when it does. */
    below: uuids(own).orNot(),
  },
})

const staff = subject('staff', { provenBy: ['mail'] })

/** That one of the operator's staff may look into a tenant and what hangs under it, for a time and a reason. */
export const tenantGrant = table('obhut.tenant_grant', {
  title: { de: 'Ihre Freigaben für Instanzen', en: 'Your grants for instances' },
  about: owner(),
  under: tenants,
  until: since('until', tenants.grants),
  persons: [mentions(staff, 'givenBy')],
  columns: {
    tenantId: ref(tenant, { checked: 'on input', ...label('Instanz (Kennung)', 'Instance (identifier)') }),
    reason: text({ is: 'dpv:GeneratedPersonalData', from: 'the staff', ...label('Grund', 'Reason') }),
    givenAt: moment({ from: 'the clock', ...label('Erteilt am', 'Given at') }),
    until: moment({ from: 'the staff', ...label('Gilt bis', 'Valid until') }),
    endedAt: moment({ from: 'the clock', ...label('Beendet am', 'Ended at') }).orNot(),
    givenBy: uuid({
      is: 'pd:UID',
      from: 'the platform',
      ...label('Erteilt von (Kennung)', 'Given by (identifier)'),
    }).orNot(),
  },
})

/** A storage period of a tenant's own, and of what hangs under it: never longer than the one that the manifest states. */
export const tenantPeriod = table('obhut.tenant_period', {
  about: nobody,
  under: tenants,
  columns: {
    tenantId: ref(tenant, { checked: 'on input' }),
    /** `activity/setting` */
    setting: text(own),
    /** ISO 8601: `P6M`. */
    period: text(own),
    since: moment(),
  },
})
