import { changeInWords } from '../../kernel/statement/change-in-words.ts'
import type { Change } from '../../kernel/statement/change.ts'
import { dayInWords } from '../../kernel/declare/periods.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import type { Letter } from '../mail/contract.ts'

interface Announced { readonly site: string, readonly effective: string, readonly changes: readonly Change[], readonly link: string, readonly account: string }

/** More than these are read on the page; a letter that lists fifty is not read at all. */
const mostTold = 8

/** What changes, from when, and what somebody can do about it. */
export function announcement(language: Language, { site, effective, changes, link, account }: Announced): Pick<Letter, 'title' | 'says' | 'button' | 'after'> {
  const material = changes.filter(one => one.material)
  const told = material.slice(0, mostTold).map(one => `• ${changeInWords(one, language)}`)
  const more = material.length - told.length
  const day = dayInWords(effective, language)
  return language === 'de' ? {
    title: `Unsere Datenschutzerklärung ändert sich zum ${day}`,
    says: [
      `ab dem ${day} gilt bei ${site} eine neue Datenschutzerklärung. Das ändert sich für Sie:`, ...told,
      ...(more > 0 ? [`Dazu ${more === 1 ? 'kommt eine weitere Änderung' : `kommen ${more} weitere Änderungen`}; alle stehen auf der Seite.`] : []),
      'Für Daten, die wir bis dahin erhoben haben, gilt weiter, was bisher galt: Ein neuer Zweck erfasst sie nur, wenn Sie einwilligen oder ein Gesetz es vorschreibt.',
    ],
    button: { label: 'Alle Änderungen ansehen', link },
    after: [`Sie müssen nichts tun. Wenn Sie nicht einverstanden sind, können Sie einer Verarbeitung widersprechen, eine Einwilligung widerrufen oder Ihr Konto mit allen Daten löschen, vor dem Stichtag und jederzeit danach: ${account}`],
  } : {
    title: `Our privacy statement changes on ${day}`,
    says: [
      `From ${day} a new privacy statement holds at ${site}. This changes for you:`, ...told,
      ...(more > 0 ? [`There ${more === 1 ? 'is one more change' : `are ${more} more changes`}; all of them are on the page.`] : []),
      'For data that we have collected until then, what held before goes on: a new purpose covers it only if you consent or a law prescribes it.',
    ],
    button: { label: 'See all changes', link },
    after: [`There is nothing that you have to do. If you do not agree, you can object to a processing, withdraw a consent, or delete your account with all data, before that day and at any time after it: ${account}`],
  }
}

/** A version that was announced does not come. */
export function takenBack(language: Language, { site, effective, link }: Pick<Announced, 'site' | 'effective' | 'link'>): Pick<Letter, 'title' | 'says' | 'button' | 'after'> {
  const day = dayInWords(effective, language)
  return language === 'de' ? {
    title: 'Die angekündigte Änderung unserer Datenschutzerklärung kommt nicht',
    says: [`wir hatten Ihnen geschrieben, dass bei ${site} ab dem ${day} eine neue Datenschutzerklärung gilt. Diese Fassung haben wir zurückgenommen: Sie gilt nicht, weder an diesem Tag noch später. Es bleibt bei der Erklärung, die Sie kennen.`],
    button: { label: 'Zur zurückgenommenen Fassung', link },
    after: ['Sie müssen nichts tun. Haben Sie wegen der Ankündigung widersprochen oder eine Einwilligung widerrufen, gilt das weiter, bis Sie es selbst ändern. Kommt später eine andere Änderung, schreiben wir Ihnen vorher.'],
  } : {
    title: 'The announced change of our privacy statement does not come',
    says: [`We had written to you that a new privacy statement holds at ${site} from ${day}. We have taken this version back: it does not hold, neither on that day nor later. The statement that you know stays in force.`],
    button: { label: 'See the version that was taken back', link },
    after: ['There is nothing that you have to do. If you objected or withdrew a consent because of the announcement, that holds until you change it yourself. If another change comes later, we write to you before.'],
  }
}
