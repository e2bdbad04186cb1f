import { html, type Html } from '../../platform/html.ts'
import { label } from '../../kernel/statement/labels.ts'
import { dayInWords, dayOf, periodInWords } from '../../kernel/declare/periods.ts'
import type { Language, Words } from '../../kernel/declare/terms.ts'
import { desk } from './activities.ts'
import { formAt } from './contract.ts'
import { choosable, isUnproven, longestMessage, type BehindLink, type Faults, type Typed } from './form.ts'
import {
  answerBy,
  askedOn,
  confirming,
  endsAfter,
  names,
  ofAnswer,
  ofConfirming,
  ofEnded,
  ofForm,
  ofNotice,
  ofOtherWays,
  ofReceived,
  ofRefused,
  statesInWords,
  title,
  toStatement,
  whoReads,
  whys,
} from './form-words.ts'
import { rightInWords } from './letters.ts'
import type { Needs } from './needs.ts'
import type { Corrected } from './notices.ts'
import { lastDay } from './opening.ts'

type Showing = Pick<Needs, 'stating' | 'pages'>
type Say = (words: Words) => string
const sayingIn =
  (language: Language): Say =>
  words =>
    words[language]
/** Something that is worded in each language by itself: a day, a period. */
const inBoth = (word: (language: Language) => string): Words => ({ de: word('de'), en: word('en') })
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const statement: Words = { de: '/datenschutz', en: '/privacy' }

const page = ({ pages }: Showing, language: Language, named: Words, body: Html, at?: Words): string =>
  pages.page({ language, title: named[language], ...(at && { at }), body: html`<div class="plain">${body}</div>` })
const linkToStatement = (language: Language): Html =>
  html`<p><a class="button" href="${statement[language]}">${toStatement[language]}</a></p>`
/** A form with nothing but a button: what is done by it is done by no mere look. */
const button = (action: string, says: string, first = false): Html =>
  html`<form class="choose" method="post" action="${action}"><button class="button${first ? ' first' : ''}">${says}</button></form>`

/** The form: a request, a question, and where else one can write to. It asks for no more than an answer needs. */
export function formPage(showing: Showing, language: Language, typed?: Typed, faults: Faults = {}): string {
  const say = sayingIn(language)
  const { manifest } = showing.stating
  const asked = (name: keyof Typed, input: Html): Html => field({ name, input, say, faults })
  return page(
    showing,
    language,
    title,
    html`<h1>${say(title)}</h1>
<p>${say(ofForm.lead)}</p>
${faultsOf(faults, say)}
<form class="form" method="post" action="${formAt[language]}" accept-charset="utf-8">
${asked('right', rights(typed?.right, language, faults))}
${asked('name', html`<input id="name" name="name" autocomplete="name" maxlength="200" value="${typed?.name ?? ''}"${described('name', faults)}>`)}
${asked('mail', html`<input id="mail" name="mail" type="email" autocomplete="email" maxlength="254" required value="${typed?.mail ?? ''}"${described('mail', faults)}>`)}
${asked('words', html`<textarea id="words" name="words" rows="8" maxlength="${longestMessage}" required${described('words', faults)}>${typed?.words ?? ''}</textarea>`)}
<p class="why">${say(whoReads(showing.stating.value(desk.keep)))}<a href="${statement[language]}">${say(ofForm.statement)}</a>.</p>
<p><button class="button first">${say(ofForm.send)}</button></p>
</form>
<h2>${say(ofForm.otherWays)}</h2>
<ul>${elsewhere(manifest.privacyContact, manifest.site.account, say)}</ul>`,
    formAt,
  )
}

function faultsOf(faults: Faults, say: Say): Html | false {
  const wrong = Object.keys(faults) as (keyof Faults)[]
  const one = (name: keyof Faults): Html =>
    html`<li><a href="#${name}">${say(names[name])}</a>: ${say(faults[name] ?? names[name])}</li>`
  return (
    wrong.length > 0 &&
    html`<div class="note" role="alert"><strong>${say(ofForm.check)}</strong><ul>${wrong.map(one)}</ul></div>`
  )
}

function rights(chosen: Typed['right'] | undefined, language: Language, faults: Faults): Html {
  const one = (right: (typeof choosable)[number]): Html =>
    html`<option value="${right}"${right === chosen && html` selected`}>${capital(label(right)[language])}</option>`
  return html`<select id="right" name="right"${described('right', faults)}>
<option value="">${ofForm.question[language]}</option>
${choosable.map(one)}
</select>`
}

interface Fielded {
  readonly name: keyof Typed
  readonly input: Html
  readonly say: Say
  readonly faults: Faults
}
function field({ name, input, say, faults }: Fielded): Html {
  const [why, fault] = [whys[name], faults[name]]
  return html`<div>
<label for="${name}">${say(names[name])}</label>
${why && html`<p class="why" id="${name}-why">${say(why)}</p>`}
${fault && html`<p class="fault" id="${name}-fault">${say(fault)}</p>`}
${input}
</div>`
}

function described(name: keyof Typed, faults: Faults): Html {
  const by = [whys[name] && `${name}-why`, faults[name] && `${name}-fault`].filter(Boolean).join(' ')
  return html`${by && html` aria-describedby="${by}"`}${faults[name] && html` aria-invalid="true"`}`
}

function elsewhere(
  { mail, post }: Needs['stating']['manifest']['privacyContact'],
  account: string | undefined,
  say: Say,
): readonly (Html | false)[] {
  const t = ofOtherWays
  return [
    html`<li>${say(t.post)}: ${[post.name, post.street, `${post.postcode} ${post.city}`].join(', ')}</li>`,
    html`<li>${say(t.mail)}: <a href="mailto:${mail}">${mail}</a>. ${say(t.mailSays)}</li>`,
    account !== undefined &&
      html`<li>${say(t.account)}: <a href="${account}">${say(t.myData)}</a>. ${say(t.accountSays)}</li>`,
  ].filter(one => one !== false)
}

/** The same for everybody, whoever is known here and whoever is not. */
export function receivedPage(showing: Showing, language: Language, dueAt: Date | undefined): string {
  const [t, say] = [ofReceived, sayingIn(language)]
  return page(
    showing,
    language,
    t.title,
    html`<h1>${say(t.title)}</h1>
<p>${say(dueAt ? answerBy(inBoth(of => lastDay(showing.stating, dueAt, of))) : t.withinAMonth)}</p>
<p>${say(t.confirm)}</p>
<p>${say(t.nothingCame)}</p>
${linkToStatement(language)}`,
  )
}

/**
 * What stands behind the link: what was asked, to be confirmed or refused, and afterwards how it stands. A mere look
 * changes nothing: programs open links, too.
 */
export function linkPage(showing: Showing, language: Language, token: string, found: BehindLink): string {
  if (isUnproven(found)) return confirmPage(showing, language, token, found)
  const [t, say] = [ofAnswer, sayingIn(language)]
  const { authority } = showing.stating.manifest
  const isOpen = found.state === 'open'
  const by = answerBy(inBoth(of => lastDay(showing.stating, found.dueAt, of)))
  return page(
    showing,
    language,
    title,
    html`<h1>${say(title)}</h1>
<p>${say(statesInWords[found.state])} ${isOpen && say(by)}</p>
${isOpen && found.extendedBecause !== null && html`<p>${say(t.longer)}${found.extendedBecause}</p>`}
${answerIn(found, say)}
<h2>${say(t.disagree)}</h2>
<p>${say(t.complain)}${[authority.name, authority.street, `${authority.postcode} ${authority.city}`].join(', ')}.</p>
<h2>${say(t.read)}</h2>
<p>${say(t.readSays)}</p>
${button(`${formAt[language]}/${token}/end`, say(t.end))}`,
  )
}

/** Who has proven more than the address reads the answer where they proved it. */
function answerIn({ answer, provenBy }: BehindLink, say: Say): Html | false {
  const t = ofAnswer
  if (answer === null) return false
  if (provenBy !== null) return html`<p>${say(t.inAccount)} <a href="/app/my-data#requests">${say(t.toAccount)}</a></p>`
  const parts = answer.split(/\n{2,}/).map(part => html`<p class="written">${part}</p>`)
  return html`<h2>${say(t.answer)}</h2>${parts}`
}

/** Nobody reads anything behind this link any more. */
export function endedPage(showing: Showing, language: Language): string {
  const [t, say] = [ofEnded, sayingIn(language)]
  return page(
    showing,
    language,
    t.title,
    html`<h1>${say(t.title)}</h1>
<p>${say(t.says)}</p>
${linkToStatement(language)}`,
  )
}

/**
 * Somebody typed this address into the form. Whoever reads here sees all that a confirmation would make theirs, and
 * refuses as easily as they confirm.
 */
function confirmPage(showing: Showing, language: Language, token: string, found: BehindLink): string {
  const [t, say] = [ofConfirming, sayingIn(language)]
  const { manifest } = showing.stating
  const day = inBoth(of => dayInWords(dayOf(found.receivedAt, manifest.timeZone), of))
  const waits = inBoth(of => periodInWords(showing.stating.value(desk.unconfirmed), of, 'dative'))
  return page(
    showing,
    language,
    t.title,
    html`<h1>${say(t.question)}</h1>
<p>${say(askedOn(day, manifest.site.name))}</p>
<dl class="asked">
<div><dt>${say(t.about)}</dt><dd>${capital(rightInWords(found.right, language))}</dd></div>
<div><dt>${say(t.wording)}</dt><dd><blockquote class="written">${found.says ?? ''}</blockquote></dd></div>
</dl>
<h2>${say(t.mine)}</h2>
<p>${say(confirming(found.right))}</p>
${button(`${formAt[language]}/${token}`, say(t.confirm), true)}
<h2>${say(t.notMine)}</h2>
<p>${say(t.erases)}</p>
${button(`${formAt[language]}/${token}/refusal`, say(t.refuse), true)}
<p class="under">${say(endsAfter(waits))}</p>`,
  )
}

/** The request is gone. */
export function refusedPage(showing: Showing, language: Language): string {
  const [t, say] = [ofRefused, sayingIn(language)]
  const { mail } = showing.stating.manifest.privacyContact
  return page(
    showing,
    language,
    t.title,
    html`<h1>${say(t.title)}</h1>
<p>${say(t.says)}</p>
<p>${say(t.again)}<a href="mailto:${mail}">${mail}</a></p>
${linkToStatement(language)}`,
  )
}

/** What was corrected, for a recipient who got the old. */
export function noticePage(showing: Showing, language: Language, { was, becomes }: Corrected): string {
  const [t, say] = [ofNotice, sayingIn(language)]
  const old = (is: string): string => was.find(one => one.is === is)?.values.join(', ') ?? ''
  const corrected = ({ is, values }: (typeof becomes)[number]): Html =>
    html`<li><strong>${capital(label(is)[language])}</strong>
<p>${say(t.before)}: ${old(is)}</p><p>${say(t.now)}: ${values.join(', ')}</p></li>`
  return page(
    showing,
    language,
    t.title,
    html`<h1>${say(t.title)}</h1>
<p>${say(t.says)}</p>
<ul class="rows">${becomes.map(corrected)}</ul>`,
  )
}
