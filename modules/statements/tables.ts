import { day, int, moment } from '../../kernel/declare/columns.ts'
import { owner } from '../../kernel/declare/subject.ts'
import { since, table, untilErasure } from '../../kernel/declare/table.ts'
import { PersonalData } from '../../kernel/declare/terms.ts'
import { customer, staffMember } from '../identity/contract.ts'
import { notices, seenVersions } from './activities.ts'

const number = (de: string, en: string) =>
  int({ is: PersonalData.CommunicationsMetadata, from: 'the platform', label: { de, en } })

/**
 * Somebody was told of a version, by a letter that was posted in the same transaction. One notice a person and version.
 */
export const notice = table('statements.notice', {
  title: { de: 'Benachrichtigungen über Änderungen', en: 'Notices of changes' },
  about: owner(customer, staffMember),
  under: notices,
  until: since('toldAt', notices.keep),
  key: ['subject', 'announced'],
  columns: {
    announced: number('Angekündigte Fassung', 'Version announced'),
    effective: day({
      is: PersonalData.CommunicationsMetadata,
      from: 'the statement',
      label: { de: 'Gilt ab', en: 'Holds from' },
    }),
    toldAt: moment({ from: 'the clock', label: { de: 'Benachrichtigt', en: 'Told' } }),
    /** The version was taken back, and the person was told of that, too. */
    takenBackAt: moment({
      from: 'the clock',
      label: { de: 'Über die Rücknahme benachrichtigt', en: 'Told that it was taken back' },
    }).orNot(),
  },
})

/** Somebody has seen a version that was in force. */
export const seen = table('statements.seen', {
  title: { de: 'Gesehene Fassungen', en: 'Versions seen' },
  about: owner(customer, staffMember),
  under: seenVersions,
  until: untilErasure,
  key: ['subject', 'shown'],
  appendOnly: true,
  columns: {
    shown: number('Gesehene Fassung', 'Version seen'),
    seenAt: moment({ from: 'you, in the portal', label: { de: 'Gesehen', en: 'Seen' } }),
  },
})
