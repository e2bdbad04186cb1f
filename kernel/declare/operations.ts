import { operations, type Evaluation, type Operation } from './activity.ts'
import { listed } from './periods.ts'
import type { Language, Words } from './terms.ts'

/** The operations of Art. 4(2) GDPR as things: "Erhebung". */
const nouns: Readonly<Record<Operation, Words>> = {
  collection: { de: 'Erhebung', en: 'collection' },
  recording: { de: 'Erfassung', en: 'recording' },
  organisation: { de: 'Organisation', en: 'organisation' },
  structuring: { de: 'Ordnen', en: 'structuring' },
  storage: { de: 'Speicherung', en: 'storage' },
  adaptation: { de: 'Anpassung', en: 'adaptation' },
  alteration: { de: 'Veränderung', en: 'alteration' },
  retrieval: { de: 'Auslesen', en: 'retrieval' },
  consultation: { de: 'Abfragen', en: 'consultation' },
  use: { de: 'Verwendung', en: 'use' },
  'disclosure by transmission': { de: 'Offenlegung durch Übermittlung', en: 'disclosure by transmission' },
  dissemination: { de: 'Verbreitung', en: 'dissemination' },
  'making available': { de: 'Bereitstellung', en: 'making available' },
  alignment: { de: 'Abgleich', en: 'alignment' },
  combination: { de: 'Verknüpfung', en: 'combination' },
  restriction: { de: 'Einschränkung', en: 'restriction' },
  erasure: { de: 'Löschen', en: 'erasure' },
  destruction: { de: 'Vernichtung', en: 'destruction' },
}
/** The same as what is done: "erhoben". */
const done: Readonly<Record<Operation, Words>> = {
  collection: { de: 'erhoben', en: 'collected' },
  recording: { de: 'erfasst', en: 'recorded' },
  organisation: { de: 'organisiert', en: 'organised' },
  structuring: { de: 'geordnet', en: 'structured' },
  storage: { de: 'gespeichert', en: 'stored' },
  adaptation: { de: 'angepasst', en: 'adapted' },
  alteration: { de: 'verändert', en: 'altered' },
  retrieval: { de: 'ausgelesen', en: 'retrieved' },
  consultation: { de: 'abgefragt', en: 'consulted' },
  use: { de: 'verwendet', en: 'used' },
  'disclosure by transmission': { de: 'durch Übermittlung offengelegt', en: 'disclosed by transmission' },
  dissemination: { de: 'verbreitet', en: 'disseminated' },
  'making available': { de: 'bereitgestellt', en: 'made available' },
  alignment: { de: 'abgeglichen', en: 'aligned' },
  combination: { de: 'verknüpft', en: 'combined' },
  restriction: { de: 'eingeschränkt', en: 'restricted' },
  erasure: { de: 'gelöscht', en: 'erased' },
  destruction: { de: 'vernichtet', en: 'destroyed' },
}

/** What a program makes of a person. */
export const evaluations: Readonly<Record<Evaluation, Words>> = {
  recommends: { de: 'Empfehlungen für Sie', en: 'recommendations to you' },
  scores: { de: 'Bewertung Ihrer Person', en: 'scores of you' },
  decides: { de: 'Entscheidungen über Sie', en: 'decisions about you' },
}

export const isOperation = (word: unknown): word is Operation => operations.includes(word as Operation)
export const operationInWords = (operation: Operation, language: Language): string => nouns[operation][language]
/** "Die Daten werden erhoben, gespeichert und gelöscht." */
export function doneInWords(all: readonly Operation[], language: Language): string {
  const words = listed(
    all.map(operation => done[operation][language]),
    language,
  )
  return { de: `Die Daten werden ${words}.`, en: `The data is ${words}.` }[language]
}
