import { html, type Html } from '../../platform/html.ts'
import { label } from '../../kernel/statement/labels.ts'
import { dayInWords, dayOf, periodInWords } from '../../kernel/declare/periods.ts'
import { Right, type Language, type Words } from '../../kernel/declare/terms.ts'
import { desk } from './activities.ts'
import { formAt } from './contract.ts'
import { choosable, isUnproven, longestMessage, type BehindLink, type Faults, type Typed } from './form.ts'
import { rightInWords } from './letters.ts'
import type { Needs } from './needs.ts'
import type { Corrected } from './notices.ts'
import { lastDay } from './opening.ts'

type Showing = Pick<Needs, 'stating' | 'pages'>
const title: Words = { de: 'Anfrage zum Datenschutz', en: 'Privacy request' }
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const statement: Words = { de: '/datenschutz', en: '/privacy' }

const page = ({ pages }: Showing, language: Language, named: Words, body: Html, at?: Words): string =>
  pages.page({ language, title: named[language], ...(at && { at }), body: html`<div class="plain">${body}</div>` })

/** The form: a request, a question, and where else one can write to. It asks for no more than an answer needs. */
export function formPage(showing: Showing, language: Language, typed?: Typed, faults: Faults = {}): string {
  const say = (words: Words): string => words[language]
  const { manifest } = showing.stating
  const wrong = Object.keys(faults) as (keyof Faults)[]
  return page(
    showing,
    language,
    title,
    html`<h1>${say(title)}</h1>
<p>${say({ de: 'Auskunft, Berichtigung, Löschung, ein Widerspruch oder einfach eine Frage: Schreiben Sie uns hier. Sie brauchen dafür kein Konto, und es kostet nichts.', en: 'Access, correction, erasure, an objection or simply a question: write to us here. You need no account for it, and it costs nothing.' })}</p>
${wrong.length > 0 && html`<div class="note" role="alert"><strong>${say({ de: 'Bitte prüfen Sie:', en: 'Please check:' })}</strong><ul>${wrong.map(field => html`<li><a href="#${field}">${say(names[field])}</a>: ${say(faults[field] ?? names[field])}</li>`)}</ul></div>`}
<form class="form" method="post" action="${formAt[language]}" accept-charset="utf-8">
${field(
  'right',
  html`<select id="right" name="right"${described('right', faults)}>
<option value="">${say({ de: 'Eine Frage oder etwas anderes', en: 'A question, or something else' })}</option>
${choosable.map(right => html`<option value="${right}"${typed?.right === right ? selected : ''}>${capital(label(right)[language])}</option>`)}
</select>`,
  language,
  faults,
)}
${field('name', html`<input id="name" name="name" autocomplete="name" maxlength="200" value="${typed?.name ?? ''}"${described('name', faults)}>`, language, faults)}
${field('mail', html`<input id="mail" name="mail" type="email" autocomplete="email" maxlength="254" required value="${typed?.mail ?? ''}"${described('mail', faults)}>`, language, faults)}
${field('words', html`<textarea id="words" name="words" rows="8" maxlength="${longestMessage}" required${described('words', faults)}>${typed?.words ?? ''}</textarea>`, language, faults)}
<p class="why">${say({
      de: `Was Sie hier schreiben, sieht nur, wer es beantwortet. Wir bewahren es nach der Antwort ${periodInWords(showing.stating.value(desk.keep), 'de', 'accusative')} auf; mehr dazu steht in der `,
      en: `What you write here is seen only by those who answer it. We keep it for ${periodInWords(showing.stating.value(desk.keep), 'en')} after the answer; more on that is in the `,
    })}<a href="${statement[language]}">${say({ de: 'Datenschutzerklärung', en: 'privacy statement' })}</a>.</p>
<p><button class="button first">${say({ de: 'Anfrage senden', en: 'Send request' })}</button></p>
</form>
<h2>${say({ de: 'Andere Wege', en: 'Other ways' })}</h2>
<ul>${elsewhere(manifest.privacyContact, manifest.site.account, language)}</ul>`,
    formAt,
  )
}
const selected = html` selected`

const names: Record<keyof Typed, Words> = {
  right: { de: 'Worum es geht', en: 'What it is about' },
  name: { de: 'Ihr Name', en: 'Your name' },
  mail: { de: 'Ihre E-Mail-Adresse', en: 'Your e-mail address' },
  words: { de: 'Ihre Nachricht', en: 'Your message' },
}
/** What each field is for, and what follows without it. */
const whys: Partial<Record<keyof Typed, Words>> = {
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

const field = (name: keyof Typed, input: Html, language: Language, faults: Faults): Html => html`<div>
<label for="${name}">${names[name][language]}</label>
${whys[name] && html`<p class="why" id="${name}-why">${whys[name][language]}</p>`}
${faults[name] && html`<p class="fault" id="${name}-fault">${faults[name][language]}</p>`}
${input}
</div>`

function described(name: keyof Typed, faults: Faults): Html {
  const by = [whys[name] && `${name}-why`, faults[name] && `${name}-fault`].filter(Boolean).join(' ')
  return html`${by && html` aria-describedby="${by}"`}${faults[name] && html` aria-invalid="true"`}`
}

function elsewhere(
  { mail, post }: Needs['stating']['manifest']['privacyContact'],
  account: string | undefined,
  language: Language,
): readonly Html[] {
  const say = (words: Words): string => words[language]
  return [
    html`<li>${say({ de: 'Mit der Post', en: 'By post' })}: ${[post.name, post.street, `${post.postcode} ${post.city}`].join(', ')}</li>`,
    html`<li>${say({ de: 'Per E-Mail', en: 'By e-mail' })}: <a href="mailto:${mail}">${mail}</a>. ${say({ de: 'Eine E-Mail kann unterwegs mitgelesen werden; dieses Formular ist verschlüsselt.', en: 'An e-mail can be read on its way; this form is encrypted.' })}</li>`,
    ...(account === undefined
      ? []
      : [
          html`<li>${say({ de: 'Im Konto', en: 'In the account' })}: <a href="${account}">${say({ de: 'Meine Daten', en: 'My data' })}</a>. ${say({ de: 'Dort geht das meiste sofort.', en: 'Most of it is done there at once.' })}</li>`,
        ]),
  ]
}

/** The same for everybody, whoever is known here and whoever is not. */
export function receivedPage(showing: Showing, language: Language, dueAt: Date | undefined): string {
  const say = (words: Words): string => words[language]
  const until = (of: Language): string | undefined => dueAt && lastDay(showing.stating, dueAt, of)
  return page(
    showing,
    language,
    { de: 'Ihre Anfrage ist bei uns', en: 'Your request has reached us' },
    html`<h1>${say({ de: 'Ihre Anfrage ist bei uns', en: 'Your request has reached us' })}</h1>
<p>${say(dueAt ? { de: `Wir antworten spätestens am ${until('de')}.`, en: `We answer by ${until('en')} at the latest.` } : { de: 'Wir antworten innerhalb eines Monats.', en: 'We answer within one month.' })}</p>
<p>${say({ de: 'An Ihre Adresse ist eine E-Mail unterwegs. Öffnen Sie bitte den Link darin und bestätigen Sie die Anfrage: So wissen wir, dass sie von Ihnen kommt und wohin die Antwort geht.', en: 'An e-mail is on its way to your address. Please open the link in it and confirm the request: that tells us that it comes from you, and where the answer goes.' })}</p>
<p>${say({ de: 'Kommt nichts an? Sehen Sie im Ordner für unerwünschte E-Mails nach, oder schreiben Sie uns mit der Post.', en: 'Nothing arrives? Look in the folder for unwanted e-mail, or write to us by post.' })}</p>
<p><a class="button" href="${statement[language]}">${say({ de: 'Zur Datenschutzerklärung', en: 'To the privacy statement' })}</a></p>`,
  )
}

/**
 * What stands behind the link: what was asked, to be confirmed or refused, and afterwards how it stands. A mere look
 * changes nothing: programs open links, too.
 */
export function linkPage(showing: Showing, language: Language, token: string, found: BehindLink): string {
  if (isUnproven(found)) return confirmPage(showing, language, token, found)
  const say = (words: Words): string => words[language]
  const { authority } = showing.stating.manifest
  return page(
    showing,
    language,
    title,
    html`<h1>${say(title)}</h1>
<p>${say(statesInWords[found.state])} ${found.state === 'open' && say({ de: `Wir antworten spätestens am ${lastDay(showing.stating, found.dueAt, 'de')}.`, en: `We answer by ${lastDay(showing.stating, found.dueAt, 'en')} at the latest.` })}</p>
${found.state === 'open' && found.extendedBecause !== null && html`<p>${say({ de: 'Es dauert länger, weil: ', en: 'It takes longer because: ' })}${found.extendedBecause}</p>`}
${
  found.answer !== null &&
  (found.provenBy === null
    ? html`<h2>${say({ de: 'Unsere Antwort', en: 'Our answer' })}</h2>${found.answer.split(/\n{2,}/).map(part => html`<p class="written">${part}</p>`)}`
    : html`<p>${say({ de: 'Unsere Antwort steht in Ihrem Konto unter „Meine Daten“.', en: 'Our answer is in your account under “My data”.' })} <a href="/app/my-data#requests">${say({ de: 'Zum Konto', en: 'To the account' })}</a></p>`)
}
<h2>${say({ de: 'Nicht einverstanden?', en: 'You do not agree?' })}</h2>
<p>${say({ de: 'Sie können sich bei der Aufsichtsbehörde beschweren (Art. 77 DSGVO): ', en: 'You may complain to the supervisory authority (Art. 77 GDPR): ' })}${[authority.name, authority.street, `${authority.postcode} ${authority.city}`].join(', ')}.</p>
<h2>${say({ de: 'Fertig gelesen?', en: 'Have you read it?' })}</h2>
<p>${say({ de: 'Wer den Link aus unserer E-Mail hat, sieht diese Seite. Sie können ihn beenden; Ihre Anfrage bleibt davon unberührt.', en: 'Whoever has the link from our e-mail sees this page. You can end it; your request is not affected by that.' })}</p>
<form class="choose" method="post" action="${formAt[language]}/${token}/end"><button class="button">${say({ de: 'Diesen Link beenden', en: 'End this link' })}</button></form>`,
  )
}

/** Nobody reads anything behind this link any more. */
export function endedPage(showing: Showing, language: Language): string {
  const say = (words: Words): string => words[language]
  return page(
    showing,
    language,
    { de: 'Der Link ist beendet', en: 'The link has ended' },
    html`<h1>${say({ de: 'Der Link ist beendet', en: 'The link has ended' })}</h1>
<p>${say({ de: 'Hinter ihm sieht niemand mehr etwas. Gibt es zu Ihrer Anfrage etwas Neues, schreiben wir Ihnen einen neuen.', en: 'Nobody sees anything behind it any more. When there is news about your request, we send you a new one.' })}</p>
<p><a class="button" href="${statement[language]}">${say({ de: 'Zur Datenschutzerklärung', en: 'To the privacy statement' })}</a></p>`,
  )
}

/**
 * Somebody typed this address into the form. Whoever reads here sees all that a confirmation would make theirs, and
 * refuses as easily as they confirm.
 */
function confirmPage(showing: Showing, language: Language, token: string, found: BehindLink): string {
  const say = (words: Words): string => words[language]
  const { manifest } = showing.stating
  const day = {
    de: dayInWords(dayOf(found.receivedAt, manifest.timeZone), 'de'),
    en: dayInWords(dayOf(found.receivedAt, manifest.timeZone), 'en'),
  }
  const ends = (of: Language): string => periodInWords(showing.stating.value(desk.unconfirmed), of, 'dative')
  return page(
    showing,
    language,
    { de: 'Anfrage bestätigen', en: 'Confirm the request' },
    html`<h1>${say({ de: 'Haben Sie diese Anfrage gestellt?', en: 'Did you make this request?' })}</h1>
<p>${say({ de: `Am ${day.de} hat jemand das Formular von ${manifest.site.name} ausgefüllt und Ihre E-Mail-Adresse angegeben.`, en: `On ${day.en} somebody filled in the form of ${manifest.site.name} and entered your e-mail address.` })}</p>
<dl class="asked">
<div><dt>${say({ de: 'Worum es geht', en: 'What it is about' })}</dt><dd>${capital(rightInWords(found.right, language))}</dd></div>
<div><dt>${say({ de: 'Wortlaut der Anfrage, wie er eingegeben wurde', en: 'The words of the request, as they were typed' })}</dt><dd><blockquote class="written">${found.says ?? ''}</blockquote></dd></div>
</dl>
<h2>${say({ de: 'Ja, sie ist von mir', en: 'Yes, it is mine' })}</h2>
<p>${say(confirming(found.right))}</p>
<form class="choose" method="post" action="${formAt[language]}/${token}"><button class="button first">${say({ de: 'Ja, diese Anfrage ist von mir', en: 'Yes, I made this request' })}</button></form>
<h2>${say({ de: 'Nein, ich war das nicht', en: 'No, it was not me' })}</h2>
<p>${say({ de: 'Wir löschen die Anfrage sofort, mit allem, was darin steht. Niemand bekommt eine Antwort.', en: 'We erase the request at once, with all that it says. Nobody gets an answer.' })}</p>
<form class="choose" method="post" action="${formAt[language]}/${token}/refusal"><button class="button first">${say({ de: 'Nein, diese Anfrage löschen', en: 'No, erase this request' })}</button></form>
<p class="under">${say({ de: `Tun Sie nichts, geschieht nichts; nach ${ends('de')} ab dem Eingang löschen wir die Anfrage.`, en: `If you do nothing, nothing happens; ${ends('en')} after it came in we erase the request.` })}</p>`,
  )
}

/** What a confirmation brings about, right by right. Whether somebody has an account here is not told. */
function confirming(right: Right | null): Words {
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

/** The request is gone. */
export function refusedPage(showing: Showing, language: Language): string {
  const say = (words: Words): string => words[language]
  return page(
    showing,
    language,
    { de: 'Die Anfrage ist gelöscht', en: 'The request is erased' },
    html`<h1>${say({ de: 'Die Anfrage ist gelöscht', en: 'The request is erased' })}</h1>
<p>${say({ de: 'Danke. Von der Anfrage ist bei uns nichts mehr gespeichert, auch Ihre Adresse aus dem Formular nicht. Sie brauchen nichts weiter zu tun.', en: 'Thank you. We no longer hold anything of the request, nor your address from the form. You do not need to do anything else.' })}</p>
<p>${say({ de: 'Kommen solche E-Mails wieder, schreiben Sie uns bitte: ', en: 'If such e-mails come again, please write to us: ' })}<a href="mailto:${showing.stating.manifest.privacyContact.mail}">${showing.stating.manifest.privacyContact.mail}</a></p>
<p><a class="button" href="${statement[language]}">${say({ de: 'Zur Datenschutzerklärung', en: 'To the privacy statement' })}</a></p>`,
  )
}

/** What was corrected, for a recipient who got the old. */
export function noticePage(showing: Showing, language: Language, { was, becomes }: Corrected): string {
  const say = (words: Words): string => words[language]
  const named: Words = { de: 'Berichtigte Angaben', en: 'Corrected details' }
  const old = (is: string): string => was.find(one => one.is === is)?.values.join(', ') ?? ''
  const corrected = ({
    is,
    values,
  }: (typeof becomes)[number]): Html => html`<li><strong>${capital(label(is)[language])}</strong>
<p>${say({ de: 'bisher', en: 'before' })}: ${old(is)}</p><p>${say({ de: 'jetzt', en: 'now' })}: ${values.join(', ')}</p></li>`
  return page(
    showing,
    language,
    named,
    html`<h1>${say(named)}</h1>
<p>${say({ de: 'Diese Angaben haben Sie von uns in einer früheren Fassung bekommen. Bitte berichtigen Sie sie auch bei sich (Art. 19 DSGVO).', en: 'You received these details from us in an earlier form. Please correct them in your records, too (Art. 19 GDPR).' })}</p>
<ul class="rows">${becomes.map(corrected)}</ul>`,
  )
}

const statesInWords: Record<BehindLink['state'], Words> = {
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
