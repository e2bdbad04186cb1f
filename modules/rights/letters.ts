import type { WhatRecipientsHear } from '../../kernel/disclosure/tables.ts'
import { label } from '../../kernel/statement/labels.ts'
import type { Stating } from '../../platform/services.ts'
import { dayInWords, dayOf, listed, periodInWords } from '../../kernel/declare/periods.ts'
import type { Language, PersonalData, Right, Words } from '../../kernel/declare/terms.ts'
import type { Letter } from '../mail/contract.ts'
import { desk } from './activities.ts'
import { lastDay } from './opening.ts'

/** What the privacy desk writes by mail: that something is there, never what it says. */
type LetterText = Pick<Letter, 'title' | 'says' | 'button' | 'after'>

export const codeLetter = (language: Language, code: string, valid: string): LetterText =>
  language === 'de'
    ? {
        title: 'Ihr Code',
        says: [`Ihr Code lautet ${code}. Damit zeigen Sie unter „Meine Daten“, dass wirklich Sie es sind.`],
        after: [
          `Er gilt ${valid}.`,
          'Sie haben keinen Code angefordert? Dann ist jemand in Ihrem Konto angemeldet. Vergeben Sie bitte ein neues Passwort; damit enden alle anderen Sitzungen.',
        ],
      }
    : {
        title: 'Your code',
        says: [`Your code is ${code}. Use it under “My data” to show that it is really you.`],
        after: [
          `It works for ${valid}.`,
          'You did not ask for a code? Then somebody is signed in to your account. Please set a new password, which ends all other sessions.',
        ],
      }

/** Where what is announced can be read: in the account, or behind the link of the letter. */
export type Where = 'account' | 'link'
const place = {
  de: { account: 'in Ihrem Konto unter „Meine Daten“', link: 'hinter diesem Link' },
  en: { account: 'in your account under “My data”', link: 'by following this link' },
} as const

/** A right as a letter names it; whoever chose none asked a question. */
export const rightInWords = (right: Right | null | undefined, language: Language): string =>
  right
    ? `${capital(label(right)[language])} (${articleOf(right, language)})`
    : { de: 'eine Frage oder etwas anderes', en: 'a question, or something else' }[language]
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
/** `eu-gdpr:A7-3` is Art. 7 Abs. 3 DSGVO. */
function articleOf(right: Right, language: Language): string {
  const [article = '', paragraph] = right.replace('eu-gdpr:A', '').split('-')
  return language === 'de'
    ? `Art. ${article}${paragraph ? ` Abs. ${paragraph}` : ''} DSGVO`
    : `Art. ${article}${paragraph ? `(${paragraph})` : ''} GDPR`
}

interface ByForm {
  readonly link: string
  readonly right: Right | undefined
  readonly receivedAt: Date
  readonly dueAt: Date
}

/**
 * Asks an address whether a request came from there. Anybody can type any address into the form, so nothing of what was
 * typed stands in the letter: it would carry a stranger's words under our name. It names the right, from our own list,
 * and the day; the words are on the page.
 */
export function formReceived(
  language: Language,
  stating: Stating,
  { link, right, receivedAt, dueAt }: ByForm,
): LetterText {
  const site = stating.manifest.site.name
  const day = dayInWords(dayOf(receivedAt, stating.manifest.timeZone), language)
  const until = lastDay(stating, dueAt, language)
  const ends = periodInWords(stating.value(desk.unconfirmed), language, 'dative')
  return language === 'de'
    ? {
        title: 'Haben Sie diese Anfrage gestellt?',
        says: [
          `über das Formular von ${site} ist am ${day} eine Anfrage zum Datenschutz eingegangen, in der diese E-Mail-Adresse steht. Worum es geht: ${rightInWords(right, 'de')}.`,
          'Auf der Seite hinter dem Link lesen Sie, was darin steht. Dort bestätigen Sie die Anfrage, oder Sie sagen uns mit einem Klick, dass sie nicht von Ihnen kommt; dann löschen wir sie sofort.',
        ],
        button: { label: 'Anfrage ansehen', link },
        after: [
          `Ohne Ihre Bestätigung geschieht nichts: Wir geben nichts heraus, ändern nichts, und nach ${ends} löschen wir die Anfrage. Mit ihr antworten wir bis zum ${until}; wie es steht, sehen Sie hinter demselben Link.`,
          'Den Text der Anfrage schreiben wir nicht in diese E-Mail, denn in das Formular kann jeder jede Adresse eintragen.',
        ],
      }
    : {
        title: 'Did you make this request?',
        says: [
          `On ${day} a privacy request with this e-mail address was sent through the form of ${site}. It is about: ${rightInWords(right, 'en')}.`,
          'The page behind the link shows what the request says. There you can confirm it, or tell us with one click that it is not yours; we then erase it at once.',
        ],
        button: { label: 'View the request', link },
        after: [
          `Without your confirmation nothing happens: we hand nothing out, change nothing, and erase the request after ${ends}. If you confirm, we answer by ${until}; the same link shows you how things stand.`,
          'We do not put the text of the request into this e-mail, because anybody can enter any address into the form.',
        ],
      }
}

export const answerWaits = (language: Language, site: string, link: string, where: Where = 'account'): LetterText =>
  language === 'de'
    ? {
        title: 'Unsere Antwort liegt für Sie bereit',
        says: [
          `auf Ihre Anfrage zum Datenschutz bei ${site} haben wir geantwortet. Die Antwort steht ${place.de[where]}; in eine E-Mail schreiben wir sie nicht.`,
        ],
        button: { label: 'Antwort lesen', link },
      }
    : {
        title: 'Our answer is waiting for you',
        says: [
          `We have answered your privacy request to ${site}. You will find the answer ${place.en[where]}; we do not put it into an e-mail.`,
        ],
        button: { label: 'Read the answer', link },
      }

/** A hold stands against the erasure: what is about the person is out of reach, and goes as soon as it may. */
export const putOffLetter = (language: Language, site: string, reference: string): LetterText =>
  language === 'de'
    ? {
        title: 'Ihre Daten werden später gelöscht',
        says: [
          `Sie haben verlangt, dass wir Ihre Daten bei ${site} löschen (Art. 17 DSGVO). Das dürfen wir noch nicht (Art. 17 Abs. 3 DSGVO). Bis dahin bewahren wir die Daten nur auf; niemand arbeitet mehr mit ihnen. Sobald nichts mehr entgegensteht, löschen wir sie automatisch.`,
          `Ihre Anfrage hat das Zeichen ${reference}.`,
        ],
        after: [
          'Sind Sie nicht einverstanden, können Sie sich bei der Aufsichtsbehörde beschweren; ihre Anschrift steht in unserer Datenschutzerklärung.',
        ],
      }
    : {
        title: 'Your data will be erased later',
        says: [
          `You asked us to erase your data at ${site} (Art. 17 GDPR). We may not do so yet (Art. 17(3) GDPR). Until then we only store the data; nobody works with it any more. As soon as nothing stands against it any longer, we erase it automatically.`,
          `The reference of your request is ${reference}.`,
        ],
        after: [
          'If you do not agree, you may complain to the supervisory authority; its address is in our privacy statement.',
        ],
      }

/** To somebody whose data has just been erased: the last letter from here. */
export const erasedLetter = (language: Language, site: string, reference: string): LetterText =>
  language === 'de'
    ? {
        title: 'Ihre Daten sind gelöscht',
        says: [
          `wie von Ihnen verlangt, haben wir gelöscht, was wir bei ${site} über Sie gespeichert hatten (Art. 17 DSGVO). Was uns ein Gesetz aufzubewahren verpflichtet, bleibt bis dahin nur noch gespeichert (eingeschränkte Verarbeitung) und wird danach automatisch gelöscht.`,
          `Auch Ihre Anfrage ist gelöscht. Als Nachweis bleibt ein Vermerk ohne Namen unter dem Zeichen ${reference}.`,
        ],
        after: [
          'Sind Sie nicht einverstanden, können Sie sich bei der Aufsichtsbehörde beschweren; ihre Anschrift steht in unserer Datenschutzerklärung.',
        ],
      }
    : {
        title: 'Your data has been erased',
        says: [
          `As you asked, we have erased what we held about you at ${site} (Art. 17 GDPR). What a law requires us to keep is restricted and will be erased automatically.`,
          `Your request has been erased, too. As proof we keep a note without a name, under the reference ${reference}.`,
        ],
        after: [
          'If you do not agree, you may complain to the supervisory authority; its address is in our privacy statement.',
        ],
      }

export const takesLonger = (
  language: Language,
  site: string,
  until: string,
  link: string,
  where: Where = 'account',
): LetterText =>
  language === 'de'
    ? {
        title: 'Ihre Anfrage dauert länger',
        says: [
          `Ihre Anfrage zum Datenschutz bei ${site} braucht mehr Zeit. Wir antworten spätestens am ${until}. Den Grund lesen Sie ${place.de[where]}.`,
        ],
        button: { label: 'Grund lesen', link },
      }
    : {
        title: 'Your request takes longer',
        says: [
          `Your privacy request to ${site} needs more time. We will answer by ${until} at the latest. You can read the reason ${place.en[where]}.`,
        ],
        button: { label: 'Read the reason', link },
      }

export const liftingAnnounced = (language: Language, site: string, until: string, link: string): LetterText =>
  language === 'de'
    ? {
        title: 'Die Einschränkung endet',
        says: [
          `Sie haben die Verarbeitung Ihrer Daten bei ${site} einschränken lassen. Diese Einschränkung heben wir am ${until} auf (Art. 18 Abs. 3 DSGVO). Wenn Sie damit nicht einverstanden sind, schreiben Sie uns bitte vorher.`,
        ],
        button: { label: 'Meine Daten', link },
      }
    : {
        title: 'The restriction ends',
        says: [
          `You had the processing of your data at ${site} restricted. We lift this restriction on ${until} (Art. 18(3) GDPR). If you do not agree, please write to us before that.`,
        ],
        button: { label: 'My data', link },
      }

/** For the desk itself: nothing of anybody stands in it. */
export const deadlineNear = (language: Language, count: number, link: string): LetterText =>
  language === 'de'
    ? {
        title: count === 1 ? 'Eine Anfrage wird bald fällig' : `${count} Anfragen werden bald fällig`,
        says: [
          'Anfragen zum Datenschutz müssen binnen eines Monats beantwortet sein (Art. 12 Abs. 3 DSGVO). Bei diesen bleibt weniger als eine Woche.',
        ],
        button: { label: 'Anfragen öffnen', link },
      }
    : {
        title: count === 1 ? 'A request is due soon' : `${count} requests are due soon`,
        says: [
          'Privacy requests have to be answered within a month (Art. 12(3) GDPR). For these, less than a week is left.',
        ],
        button: { label: 'Open the requests', link },
      }

interface Hears {
  readonly what: WhatRecipientsHear
  readonly fields: readonly PersonalData[]
  readonly marks: readonly string[]
  readonly recipient: string
  readonly post: string
  readonly byPost: boolean
}

const happened: Record<WhatRecipientsHear, { readonly title: Words; readonly says: Words; readonly asks: Words }> = {
  rectified: {
    title: { de: 'Berichtigung von Daten (Art. 19 DSGVO)', en: 'Data was corrected (Art. 19 GDPR)' },
    says: {
      de: 'Angaben zu einer Person, die Sie von uns bekommen haben, sind berichtigt worden.',
      en: 'Details about a person that you received from us have been corrected.',
    },
    asks: { de: 'Bitte berichtigen Sie sie auch bei sich.', en: 'Please correct them in your records, too.' },
  },
  erased: {
    title: { de: 'Löschung von Daten (Art. 19 DSGVO)', en: 'Data was erased (Art. 19 GDPR)' },
    says: {
      de: 'Daten einer Person, die Sie von uns bekommen haben, sind bei uns gelöscht.',
      en: 'Data of a person that you received from us has been erased here.',
    },
    asks: {
      de: 'Bitte löschen Sie sie auch bei sich, soweit kein Gesetz Sie zur Aufbewahrung verpflichtet.',
      en: 'Please erase it from your records, too, unless a law obliges you to keep it.',
    },
  },
  restricted: {
    title: { de: 'Einschränkung der Verarbeitung (Art. 19 DSGVO)', en: 'Processing was restricted (Art. 19 GDPR)' },
    says: {
      de: 'Die Verarbeitung der Daten einer Person, die Sie von uns bekommen haben, ist eingeschränkt (Art. 18 DSGVO).',
      en: 'The processing of data of a person that you received from us has been restricted (Art. 18 GDPR).',
    },
    asks: { de: 'Bitte bewahren Sie die Daten nur noch auf.', en: 'Please only store the data from now on.' },
  },
  withdrawn: {
    title: { de: 'Widerruf einer Einwilligung', en: 'A consent was withdrawn' },
    says: {
      de: 'Eine Person hat die Einwilligung widerrufen, auf der die Weitergabe ihrer Daten an Sie beruhte.',
      en: 'A person has withdrawn the consent on which we passed their data on to you.',
    },
    asks: {
      de: 'Bitte verwenden Sie die Daten nicht mehr und löschen Sie sie, soweit kein Gesetz Sie zur Aufbewahrung verpflichtet. Weitere bekommen Sie nicht.',
      en: 'Please no longer use the data, and erase it unless a law obliges you to keep it. You will receive no more.',
    },
  },
}

/**
 * To a recipient of somebody's data. It names the person by a check value alone, which says something only to whoever
 * has what it was made of.
 */
export function recipientHears(
  language: Language,
  company: string,
  { what, fields, marks, recipient, post, byPost }: Hears,
  link: string | undefined,
): LetterText {
  const say = (words: Words): string => words[language]
  const { title, says, asks } = happened[what]
  const kinds = listed(
    fields.map(field => label(field)[language]),
    language,
  )
  return {
    title: say(title),
    says: [
      ...(byPost
        ? [
            say({
              de: `Bitte geben Sie diese Mitteilung mit der Post weiter an: ${recipient}, ${post}. Eine Mailadresse dafür nennt die Erklärung nicht.`,
              en: `Please pass this notice on by post to: ${recipient}, ${post}. The statement names no mail address for it.`,
            }),
          ]
        : []),
      `${say(says)} ${say(asks)}`,
      ...(kinds ? [say({ de: `Welche Angaben: ${kinds}.`, en: `Which details: ${kinds}.` })] : []),
      ...(marks.length
        ? [
            say({
              de: `Die Person finden Sie so: Bilden Sie zu den Adressen in Ihrem Bestand, klein geschrieben, den SHA-256. Es ist die mit ${listed(marks, 'de')}.`,
              en: `You find the person like this: compute the SHA-256 of each address that you hold, in lower case. It is the one with ${listed(marks, 'en')}.`,
            }),
          ]
        : []),
      say({ de: `Verantwortlich für die Daten ist ${company}.`, en: `The controller of the data is ${company}.` }),
    ],
    ...(link !== undefined && {
      button: { label: say({ de: 'Berichtigte Angaben ansehen', en: 'See the corrected details' }), link },
    }),
  }
}
