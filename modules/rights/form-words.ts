import { periodInWords } from '../../kernel/declare/periods.ts'
import type { Period } from '../../kernel/declare/settings.ts'
import { Right, type Words } from '../../kernel/declare/terms.ts'
import type { BehindLink, Typed } from './form.ts'

/** What the pages of the form say, page by page. */
export const title: Words = { de: 'Anfrage zum Datenschutz', en: 'Privacy request' }
export const toStatement: Words = { de: 'Zur Datenschutzerklärung', en: 'To the privacy statement' }

export const ofForm = {
  lead: {
    de: 'Auskunft, Berichtigung, Löschung, ein Widerspruch oder einfach eine Frage: Schreiben Sie uns hier. Sie brauchen dafür kein Konto, und es kostet nichts.',
    en: 'Access, correction, erasure, an objection or simply a question: write to us here. You need no account for it, and it costs nothing.',
  },
  check: { de: 'Bitte prüfen Sie:', en: 'Please check:' },
  question: { de: 'Eine Frage oder etwas anderes', en: 'A question, or something else' },
  statement: { de: 'Datenschutzerklärung', en: 'privacy statement' },
  send: { de: 'Anfrage senden', en: 'Send request' },
  otherWays: { de: 'Andere Wege', en: 'Other ways' },
} satisfies Record<string, Words>
export const whoReads = (kept: Period): Words => ({
  de: `Was Sie hier schreiben, sieht nur, wer es beantwortet. Wir bewahren es nach der Antwort ${periodInWords(kept, 'de', 'accusative')} auf; mehr dazu steht in der `,
  en: `What you write here is seen only by those who answer it. We keep it for ${periodInWords(kept, 'en')} after the answer; more on that is in the `,
})

export const names: Record<keyof Typed, Words> = {
  right: { de: 'Worum es geht', en: 'What it is about' },
  name: { de: 'Ihr Name', en: 'Your name' },
  mail: { de: 'Ihre E-Mail-Adresse', en: 'Your e-mail address' },
  words: { de: 'Ihre Nachricht', en: 'Your message' },
}
/** What each field is for, and what follows without it. */
export const whys: Partial<Record<keyof Typed, Words>> = {
  name: {
    de: 'Freiwillig. Damit wir Sie richtig anreden; ohne ihn fehlt Ihnen nichts.',
    en: 'Voluntary. So that we address you properly; without it you miss nothing.',
  },
  mail: {
    de: 'Dorthin geht ein Link, mit dem Sie die Adresse bestätigen und unsere Antwort lesen. Ohne sie können wir nicht antworten.',
    en: 'A link goes there by which you confirm the address and read our answer. Without it we cannot answer.',
  },
  words: {
    de: 'Haben Sie eine Kundennummer, nennen Sie sie gern.',
    en: 'If you have a customer number, it helps to give it.',
  },
}

export const ofOtherWays = {
  post: { de: 'Mit der Post', en: 'By post' },
  mail: { de: 'Per E-Mail', en: 'By e-mail' },
  mailSays: {
    de: 'Eine E-Mail kann unterwegs mitgelesen werden; dieses Formular ist verschlüsselt.',
    en: 'An e-mail can be read on its way; this form is encrypted.',
  },
  account: { de: 'Im Konto', en: 'In the account' },
  myData: { de: 'Meine Daten', en: 'My data' },
  accountSays: { de: 'Dort geht das meiste sofort.', en: 'Most of it is done there at once.' },
} satisfies Record<string, Words>

export const ofReceived = {
  title: { de: 'Ihre Anfrage ist bei uns', en: 'Your request has reached us' },
  withinAMonth: { de: 'Wir antworten innerhalb eines Monats.', en: 'We answer within one month.' },
  confirm: {
    de: 'An Ihre Adresse ist eine E-Mail unterwegs. Öffnen Sie bitte den Link darin und bestätigen Sie die Anfrage: So wissen wir, dass sie von Ihnen kommt und wohin die Antwort geht.',
    en: 'An e-mail is on its way to your address. Please open the link in it and confirm the request: that tells us that it comes from you, and where the answer goes.',
  },
  nothingCame: {
    de: 'Kommt nichts an? Sehen Sie im Ordner für unerwünschte E-Mails nach, oder schreiben Sie uns mit der Post.',
    en: 'Nothing arrives? Look in the folder for unwanted e-mail, or write to us by post.',
  },
} satisfies Record<string, Words>
export const answerBy = (day: Words): Words => ({
  de: `Wir antworten spätestens am ${day.de}.`,
  en: `We answer by ${day.en} at the latest.`,
})

export const ofAnswer = {
  longer: { de: 'Es dauert länger, weil: ', en: 'It takes longer because: ' },
  answer: { de: 'Unsere Antwort', en: 'Our answer' },
  inAccount: {
    de: 'Unsere Antwort steht in Ihrem Konto unter „Meine Daten“.',
    en: 'Our answer is in your account under “My data”.',
  },
  toAccount: { de: 'Zum Konto', en: 'To the account' },
  disagree: { de: 'Nicht einverstanden?', en: 'You do not agree?' },
  complain: {
    de: 'Sie können sich bei der Aufsichtsbehörde beschweren (Art. 77 DSGVO): ',
    en: 'You may complain to the supervisory authority (Art. 77 GDPR): ',
  },
  read: { de: 'Fertig gelesen?', en: 'Have you read it?' },
  readSays: {
    de: 'Wer den Link aus unserer E-Mail hat, sieht diese Seite. Sie können ihn beenden; Ihre Anfrage bleibt davon unberührt.',
    en: 'Whoever has the link from our e-mail sees this page. You can end it; your request is not affected by that.',
  },
  end: { de: 'Diesen Link beenden', en: 'End this link' },
} satisfies Record<string, Words>
export const statesInWords: Record<BehindLink['state'], Words> = {
  open: {
    de: 'Ihre Adresse ist bestätigt, und Ihre Anfrage liegt bei uns.',
    en: 'Your address is confirmed, and your request is with us.',
  },
  answered: { de: 'Wir haben geantwortet.', en: 'We have answered.' },
  refused: {
    de: 'Wir können Ihrem Wunsch nicht entsprechen; warum, steht in der Antwort.',
    en: 'We cannot do what you asked for; the answer says why.',
  },
  withdrawn: { de: 'Die Anfrage wurde zurückgezogen.', en: 'The request was taken back.' },
}

export const ofEnded = {
  title: { de: 'Der Link ist beendet', en: 'The link has ended' },
  says: {
    de: 'Hinter ihm sieht niemand mehr etwas. Gibt es zu Ihrer Anfrage etwas Neues, schreiben wir Ihnen einen neuen.',
    en: 'Nobody sees anything behind it any more. When there is news about your request, we send you a new one.',
  },
} satisfies Record<string, Words>

export const ofConfirming = {
  title: { de: 'Anfrage bestätigen', en: 'Confirm the request' },
  question: { de: 'Haben Sie diese Anfrage gestellt?', en: 'Did you make this request?' },
  about: { de: 'Worum es geht', en: 'What it is about' },
  wording: {
    de: 'Wortlaut der Anfrage, wie er eingegeben wurde',
    en: 'The words of the request, as they were typed',
  },
  mine: { de: 'Ja, sie ist von mir', en: 'Yes, it is mine' },
  confirm: { de: 'Ja, diese Anfrage ist von mir', en: 'Yes, I made this request' },
  notMine: { de: 'Nein, ich war das nicht', en: 'No, it was not me' },
  erases: {
    de: 'Wir löschen die Anfrage sofort, mit allem, was darin steht. Niemand bekommt eine Antwort.',
    en: 'We erase the request at once, with all that it says. Nobody gets an answer.',
  },
  refuse: { de: 'Nein, diese Anfrage löschen', en: 'No, erase this request' },
} satisfies Record<string, Words>
export const askedOn = (day: Words, site: string): Words => ({
  de: `Am ${day.de} hat jemand das Formular von ${site} ausgefüllt und Ihre E-Mail-Adresse angegeben.`,
  en: `On ${day.en} somebody filled in the form of ${site} and entered your e-mail address.`,
})
export const endsAfter = (period: Words): Words => ({
  de: `Tun Sie nichts, geschieht nichts; nach ${period.de} ab dem Eingang löschen wir die Anfrage.`,
  en: `If you do nothing, nothing happens; ${period.en} after it came in we erase the request.`,
})
/** What a confirmation brings about, right by right. Whether somebody has an account here is not told. */
export function confirming(right: Right | null): Words {
  const what = (right !== null ? effects[right] : undefined) ?? {
    de: 'Wir lesen Ihre Nachricht und antworten Ihnen.',
    en: 'We read your message and answer you.',
  }
  return {
    de: `Sie bestätigen, dass diese Adresse Ihre ist und dass Sie das verlangen. Haben Sie hier ein Konto mit dieser Adresse, gilt die Anfrage damit als von Ihnen gestellt. ${what.de}`,
    en: `You confirm that this address is yours and that you are asking for this. If you have an account here with this address, the request then counts as made by you. ${what.en}`,
  }
}
const effects: { readonly [R in Right]?: Words } = {
  [Right.A15]: {
    de: 'Wir stellen zusammen, was wir über Sie gespeichert haben, und geben es Ihnen.',
    en: 'We put together what we hold about you and give it to you.',
  },
  [Right.A16]: {
    de: 'Wir prüfen, was falsch ist, und berichtigen es.',
    en: 'We examine what is wrong and correct it.',
  },
  [Right.A17]: {
    de: 'Wir löschen alles, was wir über Sie gespeichert haben und was kein Gesetz uns aufzubewahren verpflichtet, auch ein Konto, wenn Sie eines haben. Das lässt sich nicht rückgängig machen.',
    en: 'We erase everything that we hold about you and that no law requires us to keep, including your account if you have one. This cannot be undone.',
  },
  [Right.A18]: {
    de: 'Wir speichern Ihre Daten dann nur noch und nutzen sie nicht, solange ein Grund dafür besteht.',
    en: 'We then only store your data and do not use it, as long as there is a ground for that.',
  },
  [Right.A20]: {
    de: 'Wir geben Ihnen, was Sie uns bereitgestellt haben, in einer Form, die sich anderswo einlesen lässt.',
    en: 'We give you what you provided to us, in a form that can be read in elsewhere.',
  },
  [Right.A21]: {
    de: 'Wir prüfen den Widerspruch und nutzen Ihre Daten so lange nicht für das, dem Sie widersprechen.',
    en: 'We examine the objection and meanwhile do not use your data for what you object to.',
  },
  [Right['A7-3']]: { de: 'Wir beenden, wozu Sie eingewilligt hatten.', en: 'We end what you had consented to.' },
}

export const ofRefused = {
  title: { de: 'Die Anfrage ist gelöscht', en: 'The request is erased' },
  says: {
    de: 'Danke. Von der Anfrage ist bei uns nichts mehr gespeichert, auch Ihre Adresse aus dem Formular nicht. Sie brauchen nichts weiter zu tun.',
    en: 'Thank you. We no longer hold anything of the request, nor your address from the form. You do not need to do anything else.',
  },
  again: {
    de: 'Kommen solche E-Mails wieder, schreiben Sie uns bitte: ',
    en: 'If such e-mails come again, please write to us: ',
  },
} satisfies Record<string, Words>

export const ofNotice = {
  title: { de: 'Berichtigte Angaben', en: 'Corrected details' },
  says: {
    de: 'Diese Angaben haben Sie von uns in einer früheren Fassung bekommen. Bitte berichtigen Sie sie auch bei sich (Art. 19 DSGVO).',
    en: 'You received these details from us in an earlier form. Please correct them in your records, too (Art. 19 GDPR).',
  },
  before: { de: 'bisher', en: 'before' },
  now: { de: 'jetzt', en: 'now' },
} satisfies Record<string, Words>
