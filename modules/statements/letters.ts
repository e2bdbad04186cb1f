import { changeInWords } from '../../kernel/statement/change-in-words.ts'
import type { Change } from '../../kernel/statement/change.ts'
import { dayInWords } from '../../kernel/declare/periods.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import type { Letter } from '../mail/contract.ts'

interface Announced {
  /** Whom it is written to: employees have a notice of their own. */
  readonly kind: 'customer' | 'staff'
  readonly site: string
  readonly effective: string
  readonly changes: readonly Change[]
  readonly link: string
  readonly account: string
  readonly contact: string
}
type LetterText = Pick<Letter, 'title' | 'says' | 'button' | 'after'>

/** More than these are read on the page; a letter that lists fifty is not read at all. */
const mostTold = 8

/** What changes, from when, and what somebody can do about it. */
export function announcement(
  language: Language,
  { kind, site, effective, changes, link, account, contact }: Announced,
): LetterText {
  const material = changes.filter(one => one.material)
  const told = material.slice(0, mostTold).map(one => `• ${changeInWords(one, language)}`)
  const more = material.length - told.length
  const day = dayInWords(effective, language)
  const opening =
    kind === 'customer'
      ? {
          de: {
            title: `Unsere Datenschutzerklärung ändert sich zum ${day}`,
            says: `ab dem ${day} gilt bei ${site} eine neue Datenschutzerklärung. Das ändert sich für Sie:`,
          },
          en: {
            title: `Our privacy statement changes on ${day}`,
            says: `A new privacy statement will apply at ${site} from ${day}. This is what changes for you:`,
          },
        }
      : {
          de: {
            title: `Unsere Datenschutzhinweise für Beschäftigte ändern sich zum ${day}`,
            says: `ab dem ${day} gelten bei ${site} neue Datenschutzhinweise für Beschäftigte. Das ändert sich bei Ihren eigenen Daten:`,
          },
          en: {
            title: `Our privacy notice for employees changes on ${day}`,
            says: `A new privacy notice for employees will apply at ${site} from ${day}. This is what changes for your own data:`,
          },
        }
  const choices =
    kind === 'customer'
      ? {
          de: `Sie müssen nichts tun. Wenn Sie nicht einverstanden sind, können Sie einer Verarbeitung widersprechen, eine Einwilligung widerrufen oder Ihr Konto mit allen Daten löschen, vor dem Stichtag und jederzeit danach: ${account}`,
          en: `You do not need to do anything. If you do not agree, you can object to a processing activity, withdraw a consent, or delete your account with all its data, before that day and at any time afterwards: ${account}`,
        }
      : {
          de: `Sie müssen nichts tun. Fragen und Widersprüche nimmt die Datenschutzstelle entgegen: ${contact}`,
          en: `You do not need to do anything. If you have questions or want to object, please write to the privacy desk: ${contact}`,
        }
  return {
    ...(language === 'de'
      ? {
          title: opening.de.title,
          says: [
            opening.de.says,
            ...told,
            ...(more > 0
              ? [
                  `Dazu ${more === 1 ? 'kommt eine weitere Änderung' : `kommen ${more} weitere Änderungen`}; alle stehen auf der Seite.`,
                ]
              : []),
            'Für Daten, die wir bis dahin erhoben haben, gilt weiter, was bisher galt: Ein neuer Zweck erfasst sie nur, wenn Sie einwilligen oder ein Gesetz es vorschreibt.',
          ],
          button: { label: 'Alle Änderungen ansehen', link },
        }
      : {
          title: opening.en.title,
          says: [
            opening.en.says,
            ...told,
            ...(more > 0
              ? [`There ${more === 1 ? 'is one more change' : `are ${more} more changes`}; the page lists all of them.`]
              : []),
            'Data that we have collected by then stays under the present terms: a new purpose covers it only if you consent or a law requires it.',
          ],
          button: { label: 'See all changes', link },
        }),
    after: [choices[language]],
  }
}

/** A version that was announced does not come. */
export function takenBack(
  language: Language,
  { kind, site, effective, link }: Pick<Announced, 'kind' | 'site' | 'effective' | 'link'>,
): LetterText {
  const day = dayInWords(effective, language)
  const what =
    kind === 'customer'
      ? {
          de: {
            title: 'Die angekündigte Änderung unserer Datenschutzerklärung kommt nicht',
            comes: 'eine neue Datenschutzerklärung gilt',
            stays: 'Es bleibt bei der Erklärung, die Sie kennen.',
          },
          en: {
            title: 'The announced change to our privacy statement will not take effect',
            comes: 'a new privacy statement would apply',
            stays: 'The statement that you know stays in force.',
          },
        }
      : {
          de: {
            title: 'Die angekündigte Änderung unserer Datenschutzhinweise für Beschäftigte kommt nicht',
            comes: 'neue Datenschutzhinweise für Beschäftigte gelten',
            stays: 'Es bleibt bei den Hinweisen, die Sie kennen.',
          },
          en: {
            title: 'The announced change to our privacy notice for employees will not take effect',
            comes: 'a new privacy notice for employees would apply',
            stays: 'The notice that you know stays in force.',
          },
        }
  const objected =
    kind === 'customer'
      ? {
          de: ' Haben Sie wegen der Ankündigung widersprochen oder eine Einwilligung widerrufen, gilt das weiter, bis Sie es selbst ändern.',
          en: ' If you objected or withdrew a consent because of the announcement, that stays as it is until you change it yourself.',
        }
      : { de: '', en: '' }
  return language === 'de'
    ? {
        title: what.de.title,
        says: [
          `wir hatten Ihnen geschrieben, dass bei ${site} ab dem ${day} ${what.de.comes}. Diese Fassung haben wir zurückgenommen: Sie gilt nicht, weder an diesem Tag noch später. ${what.de.stays}`,
        ],
        button: { label: 'Zur zurückgenommenen Fassung', link },
        after: [`Sie müssen nichts tun.${objected.de} Kommt später eine andere Änderung, schreiben wir Ihnen vorher.`],
      }
    : {
        title: what.en.title,
        says: [
          `We wrote to you that ${what.en.comes} at ${site} from ${day}. We have withdrawn this version: it will not take effect, neither on that day nor later. ${what.en.stays}`,
        ],
        button: { label: 'See the withdrawn version', link },
        after: [
          `You do not need to do anything.${objected.en} If another change comes later, we will write to you beforehand.`,
        ],
      }
}
