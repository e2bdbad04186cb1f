import { defineModule } from '../../../platform/module.ts'
import { moment, text } from '../../../kernel/declare/columns.ts'
import { owner, subject } from '../../../kernel/declare/subject.ts'
import { since, table } from '../../../kernel/declare/table.ts'
import { activity } from '../../../kernel/declare/activity.ts'
import { contract, legalDuty, PersonalData, Purpose } from '../../../kernel/declare/terms.ts'

/**
 * Records about persons with the metadata that the GDPR asks for, kept by one activity; a processor and a regulator
 * read what is theirs.
 */
const words = { de: 'Datensätze', en: 'Records' }
const from = { from: 'the customer' } as const
const user = subject('user', { provenBy: ['mail'] })

export const keeping = activity('gdpr.keeping', {
  purposes: [Purpose.RequestedServiceProvision],
  basis: contract,
  title: words,
  words,
  reach: { all: 'the controller looks after everybody’s records' },
})
export const processing = activity('gdpr.processing', {
  purposes: [Purpose.ServiceUsageAnalytics],
  basis: contract,
  title: words,
  words,
  reach: { all: 'a processor works on all records of a purpose' },
  reads: { 'gdpr.record': ['number', 'data', 'purpose', 'object', 'subject'] },
})
export const overseeing = activity('gdpr.overseeing', {
  purposes: [Purpose.LegalCompliance],
  basis: legalDuty(words),
  title: words,
  words,
  reach: { all: 'an authority asks about anybody' },
  reads: {
    'gdpr.record': ['number', 'purpose', 'object', 'decision', 'sharing', 'source', 'category', 'expiresAt', 'subject'],
  },
})

export const record = table('gdpr.record', {
  about: owner(user),
  under: keeping,
  until: since('expiresAt', 'immediately'),
  columns: {
    number: text({ is: PersonalData.UID, from: 'the platform' }),
    purpose: text({ is: PersonalData.Preference, ...from }),
    object: text({ is: PersonalData.Preference, ...from }),
    decision: text({ is: PersonalData.Preference, ...from }),
    sharing: text({ is: PersonalData.Preference, ...from }),
    source: text({ is: PersonalData.Preference, ...from }),
    category: text({ is: PersonalData.Preference, ...from }),
    data: text({ is: PersonalData.Interest, ...from }),
    expiresAt: moment(),
  },
})

export const gdpr = defineModule('gdpr', {
  subjects: [user],
  activities: [keeping, processing, overseeing],
  keeps: [record],
  migrations: import.meta.dirname,
})
