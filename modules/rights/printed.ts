import { dayInWords } from '../../kernel/statement/periods.ts'
import type { Language } from '../../kernel/statement/terms.ts'
import type { Needs } from './needs.ts'

interface Answered { readonly from: string | null, readonly says: string | null, readonly receivedAt: Date, readonly answer: string | null, readonly refusal: string | null, readonly closedAt: Date | null, readonly person: { readonly name: string } | null }

const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign)
const paragraphs = (text: string): string => text.split(/\n{2,}/).map(one => `<p>${escaped(one).replaceAll('\n', '<br>')}</p>`).join('\n')

/** The answer to a letter, as a page that prints on letter paper: who writes, to whom, the answer, and where to complain. */
export function printedAnswer({ stating, store }: Needs, { from, receivedAt, answer, refusal, closedAt, person }: Answered, language: Language): string {
  const { company, privacyContact, authority } = stating.manifest
  const day = (moment: Date): string => dayInWords(moment.toISOString().slice(0, 10), language)
  const words = language === 'de'
    ? { title: 'Ihre Anfrage zum Datenschutz', received: `Ihr Schreiben haben wir am ${day(receivedAt)} erhalten.`, open: 'Die Antwort steht noch aus.', no: 'Wir können Ihrem Wunsch nicht entsprechen.', complain: `Sie können sich bei der Aufsichtsbehörde beschweren (Art. 77 DSGVO) und vor Gericht gehen (Art. 79 DSGVO):`, ask: `Fragen beantworten wir unter ${privacyContact.mail}.` }
    : { title: 'Your privacy request', received: `We received your letter on ${day(receivedAt)}.`, open: 'The answer is not written yet.', no: 'We cannot do what you asked for.', complain: 'You may complain to the supervisory authority (Art. 77 GDPR) and go to court (Art. 79 GDPR):', ask: `We answer questions at ${privacyContact.mail}.` }
  return `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${words.title}</title>
<style>@page{margin:25mm 20mm}body{font:12pt/1.5 Georgia,serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}address{font-style:normal;margin-bottom:2.5rem}.sender{font-size:.8em;color:#444}h1{font-size:1.15em;margin:2rem 0 1rem}</style>
<p class="sender">${escaped([company.name, company.street, `${company.postcode} ${company.city}`].join(' · '))}</p>
<address>${escaped(person?.name ?? from ?? '').replaceAll('\n', '<br>')}</address>
<p>${escaped(company.city)}, ${day(closedAt ?? store.clock.now())}</p>
<h1>${words.title}</h1>
<p>${words.received}</p>
${refusal === null ? '' : `<p>${words.no}</p>`}
${answer === null ? `<p>${words.open}</p>` : paragraphs(answer)}
<p>${words.complain} ${escaped([authority.name, authority.street, `${authority.postcode} ${authority.city}`].join(', '))}.</p>
<p>${words.ask}</p>
<p>${escaped(company.name)}</p></html>`
}
