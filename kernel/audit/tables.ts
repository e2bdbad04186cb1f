import { accountability } from '../declare/activities.ts'
import { hash, int, json, long, moment, oneOf, ref, encrypted, text, uuid } from '../declare/columns.ts'
import { nobody, owner } from '../declare/subject.ts'
import { since, table } from '../declare/table.ts'
import { PersonalData } from '../declare/terms.ts'
import type { originFields } from './facts.ts'

const own = { from: 'the platform' } as const

/**
 * One sealed batch of entries: how many, their Merkle root, the head of the seal before, and its own. It outlives its
 * entries.
 */
export const auditSeal = table('obhut.audit_seal', {
  about: nobody,
  under: accountability,
  appendOnly: true,
  addedByDesk: true,
  key: ['number'],
  columns: { number: long(own), at: moment(), entries: int(own), root: hash(), before: hash(), head: hash() },
})

/**
 * What was done, when, under which activity, by what kind of actor. Nothing in it is personal: `personal` holds salted
 * digests of what lies beside it. It has no place in the log until it is sealed, and goes with its whole seal.
 */
export const auditEntry = table('obhut.audit_entry', {
  about: nobody,
  under: accountability,
  until: since('sealedAt', accountability.keep),
  addedByAll: true,
  // An entry says of itself nothing but what was done: who vouches for what is missing is a desk, and seals are the sealer's.
  arrives: { rights: ['covers'], sweep: ['upTo'], nobody: ['seal', 'place', 'sealedAt'] },
  appendOnly: true,
  columns: {
    at: moment(),
    activity: text(own),
    what: text(own),
    about: text(own).orNot(),
    rows: int(own),
    actor: oneOf(['person', 'staff', 'user', 'visitor', 'platform'], own),
    /** Within which tenant, and what hangs under it. */
    tenant: uuid(own).orNot(),
    /** For each person concerned the digest of the facts beside the entry, one after the other. */
    personal: hash().orNot(),
    /** An erasure: the digest of the list of facts that went with the person. */
    covers: hash().orNot(),
    /** A sweep: rows up to this moment went because their period was over. */
    upTo: moment().orNot(),
    seal: long(own).orNot(),
    place: int(own).orNot(),
    sealedAt: moment().orNot(),
  },
})

const entryLabel = { de: 'Eintrag (Kennung)', en: 'Entry (identifier)' }
const placeLabel = { de: 'Stelle im Eintrag', en: 'Place in the entry' }
const saltLabel = { de: 'Zufallswert zum Siegel', en: 'Random value for the seal' }

/** Who it was: lies beside the entry, goes with the person, and leaves the entry verifiable. */
export const auditPerson = table('obhut.audit_person', {
  title: { de: 'Was mit Ihren Daten getan wurde', en: 'What was done with your data' },
  about: owner(),
  under: accountability,
  until: since('at', accountability.keep),
  addedByAll: true,
  arrives: {},
  appendOnly: true,
  key: ['subject', 'entryId'],
  tells: {
    of: () => auditEntry,
    by: 'entryId',
    columns: {
      what: { de: 'Was getan wurde', en: 'What was done' },
      about: { de: 'Woran', en: 'With what' },
      activity: { de: 'Wozu', en: 'What for' },
    },
  },
  latestFirst: 'at',
  columns: {
    at: moment({ from: 'the clock', label: { de: 'Zeitpunkt', en: 'Time' } }),
    part: oneOf(['acted', 'concerned'], {
      is: PersonalData.GeneratedPersonalData,
      from: 'what was done',
      label: { de: 'Ihr Anteil', en: 'Your part in it' },
      terms: {
        acted: { de: 'Sie haben es getan', en: 'you did it' },
        concerned: { de: 'es betraf Sie', en: 'it concerned you' },
      },
    }),
    facts: json({
      is: PersonalData.ObservedPersonalData,
      from: 'what was done',
      label: { de: 'Nähere Angaben', en: 'Further details' },
    }),
    entryId: ref(auditEntry, { checked: 'on input', label: entryLabel }),
    place: int({ is: PersonalData.GeneratedPersonalData, from: 'the platform', label: placeLabel }),
    salt: hash({ is: PersonalData.UID, from: 'the platform', label: saltLabel }),
  },
})

const asked = <C extends { askedBy(settings: typeof accountability.fields, field: string): unknown }>(
  field: (typeof originFields)[number],
  column: C,
): ReturnType<C['askedBy']> => column.askedBy(accountability.fields, field) as ReturnType<C['askedBy']>

/**
 * From where somebody acted, where the manifest has that recorded: beside the entry too, and under a digest of its own.
 */
export const auditOrigin = table('obhut.audit_origin', {
  title: { de: 'Von wo aus Sie etwas taten', en: 'From where you did something' },
  about: owner(),
  under: accountability,
  until: since('at', accountability.keep),
  addedByAll: true,
  appendOnly: true,
  columns: {
    entryId: ref(auditEntry, { checked: 'on input', label: entryLabel }),
    place: int({ is: PersonalData.GeneratedPersonalData, from: 'the platform', label: placeLabel }),
    salt: hash({ is: PersonalData.UID, from: 'the platform', label: saltLabel }),
    at: moment({ from: 'the clock', label: { de: 'Zeitpunkt', en: 'Time' } }),
    userName: asked(
      'userName',
      text({ is: PersonalData.Username, from: 'the sign-in', label: { de: 'Benutzername', en: 'User name' } }),
    ),
    address: asked('address', encrypted(text({ is: PersonalData.IPAddress, from: 'the connection' }))),
    browser: asked(
      'browser',
      text({ is: PersonalData.UserAgent, from: 'the browser', label: { de: 'Browser', en: 'Browser' } }),
    ),
    browserVersion: asked(
      'browserVersion',
      text({
        is: PersonalData.UserAgent,
        from: 'the browser',
        label: { de: 'Version des Browsers', en: 'Version of the browser' },
      }),
    ),
    os: asked(
      'os',
      text({
        is: PersonalData.DeviceOperatingSystem,
        from: 'the browser',
        label: { de: 'Betriebssystem', en: 'Operating system' },
      }),
    ),
  },
})

/**
 * Facts that went with a person who was erased: whose they were is not said, and the erasure's own entry vouches for
 * the list.
 */
export const auditGone = table('obhut.audit_gone', {
  about: nobody,
  under: accountability,
  until: since('at', accountability.keep),
  addedByDesk: true,
  appendOnly: true,
  key: ['entryId', 'place'],
  columns: { entryId: uuid(own), place: int(own), erasure: uuid(own), at: moment() },
})
