import type { Manifest } from '../../kernel/statement/manifest.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import { footOf, type Foot } from './look.ts'

/** What a letter says; all else is the same for every letter. */
export interface Content {
  readonly title: string
  readonly name?: string
  /** It names the customer number or that of the contract. */
  readonly numbered?: true
  readonly says: readonly string[]
  readonly button?: { readonly label: string; readonly link: string }
  readonly code?: string
  readonly after?: readonly string[]
}
export interface Rendered {
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly body: string
}

interface LetterContext {
  readonly site: string
  readonly baseUrl: string
  readonly foot: Foot
  readonly language: Language
}

/** The letter as text and as HTML, in the look of the platform. */
export function render(content: Content, language: Language, manifest: Manifest, baseUrl: string): Rendered {
  const context = { site: manifest.site.name, baseUrl, foot: footOf(manifest, baseUrl, language), language }
  const body = asBody(content, context)
  return { subject: content.title, text: asText(content, context), body, html: asPage(content.title, body, context) }
}

const salutation = (name: string | undefined, language: Language): string =>
  `${language === 'de' ? 'Guten Tag' : 'Hello'}${name ? ` ${name}` : ''},`
const regards = ({ site, language }: LetterContext): readonly [string, string] =>
  language === 'de' ? ['Freundliche Grüße', `Ihr Team von ${site}`] : ['Kind regards', `Your ${site} team`]

function asText({ title, name, says, button, code, after = [] }: Content, context: LetterContext): string {
  const { foot } = context
  return [
    title,
    '',
    salutation(name, context.language),
    '',
    ...says.flatMap(one => [one, '']),
    ...(button ? [`${button.label}:`, button.link, ''] : []),
    ...(code === undefined ? [] : [`${codeIsFor[context.language]}: ${code}`, '']),
    ...after.flatMap(one => [one, '']),
    ...regards(context),
    '',
    '-- ', // RFC 3676, 4.3: what follows is the signature
    ...foot.company,
    ...foot.reach.map(({ label, text, also }) => `${label}: ${text}${also ? `, ${also}` : ''}`),
    `${foot.statement.label}: ${foot.statement.link}`,
    '',
    foot.caution,
    '',
  ].join('\n')
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)

const font = `font-family:'Segoe UI',system-ui,-apple-system,Roboto,'Helvetica Neue',Arial,sans-serif`
const ink = '#1d2724'
const quiet = '#5a625c'
const spruce = '#1d6350'
const paragraph = (text: string, style = ''): string => `<p style="margin:0 0 16px;${style}">${text}</p>`
const anchor = (text: string, link: string, style: string): string =>
  `<a href="${escaped(link)}" style="${style}">${escaped(text)}</a>`

/** Tables and styles in the tags: mail programs know little else. */
function asBody(content: Content, context: LetterContext): string {
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="border-collapse:separate;max-width:560px;margin:0 auto;${font};color:${ink};font-size:16px;line-height:1.6">
<tr><td style="padding:0 4px 20px">${brand(context)}</td></tr>
<tr><td style="background:#fffefb;border:1px solid #e2ddd1;border-radius:14px;padding:34px 36px 20px">${letterOf(content, context)}</td></tr>
<tr><td style="padding:26px 8px 8px;font-size:13px;line-height:1.6;color:${quiet}">${footing(context.foot)}</td></tr>
</table>`
}

const brand = ({ site }: LetterContext): string => `<table role="presentation" cellpadding="0" cellspacing="0"><tr>
<td style="width:34px;height:34px;background:${spruce};border-radius:10px;text-align:center;vertical-align:middle;font-size:18px;line-height:34px;font-weight:700;color:#f2b04a">${escaped(site.slice(0, 1))}</td>
<td style="padding-left:12px;font-size:18px;font-weight:650;color:${ink};letter-spacing:-.01em">${escaped(site)}</td></tr></table>`

function letterOf({ title, name, says, button, code, after = [] }: Content, context: LetterContext): string {
  return [
    `<h1 style="margin:0 0 20px;font-size:23px;line-height:1.3;font-weight:680;letter-spacing:-.015em;text-wrap:balance;color:${ink}">${escaped(title)}</h1>`,
    paragraph(escaped(salutation(name, context.language))),
    ...says.map(one => paragraph(escaped(one))),
    ...(button ? [pressable(button), writtenOut(button.link, context.language)] : []),
    ...(code === undefined ? [] : [typedIn(code, context.language)]),
    ...after.map(one => paragraph(escaped(one), `font-size:15px;color:${quiet}`)),
    paragraph(regards(context).map(escaped).join('<br>'), 'padding-top:6px'),
  ].join('\n')
}

const pressable = ({ label, link }: { label: string; link: string }): string =>
  `<table role="presentation" cellpadding="0" cellspacing="0" style="margin:26px 0 20px"><tr><td style="background:${spruce};border-radius:10px">${anchor(label, link, `display:inline-block;padding:13px 26px;color:#ffffff;font-weight:650;font-size:16px;text-decoration:none`)}</td></tr></table>`

/** For whoever's mail program shows no buttons, or who rather looks where a link leads. */
const writtenOut = (link: string, language: Language): string =>
  paragraph(
    `${language === 'de' ? 'Oder öffnen Sie diese Adresse im Browser' : 'Or open this address in your browser'}:<br>${anchor(link, link, `color:${spruce};word-break:break-all`)}`,
    `font-size:13px;line-height:1.5;color:${quiet}`,
  )

const codeIsFor = {
  de: 'Fragt die Seite nach einem Code, wurde der Link unterwegs gekürzt. Der Code lautet',
  en: 'If the page asks for a code, the link was cut short on its way. The code is',
} as const
/** For whoever's mail gateway cuts links short. */
const typedIn = (code: string, language: Language): string =>
  paragraph(
    `${codeIsFor[language]}: <strong style="color:${ink};font-family:ui-monospace,Menlo,Consolas,monospace;font-size:15px;letter-spacing:.06em;white-space:nowrap">${escaped(code)}</strong>`,
    `font-size:13px;line-height:1.5;color:${quiet}`,
  )

function footing({ company, reach, statement, caution }: Foot): string {
  const line = ({ label, text, link, also }: Foot['reach'][number]): string =>
    `${escaped(label)}: ${anchor(text, link, `color:${quiet}`)}${also ? `, ${escaped(also)}` : ''}`
  const [name = '', ...address] = company
  return [
    `<p style="margin:0 0 12px"><strong style="color:${ink}">${escaped(name)}</strong><br>${address.map(escaped).join('<br>')}<br>${reach.map(line).join('<br>')}</p>`,
    `<p style="margin:0 0 12px">${anchor(statement.label, statement.link, `color:${spruce};font-weight:600`)}</p>`,
    `<p style="margin:0">${escaped(caution)}</p>`,
  ].join('\n')
}

const asPage = (title: string, body: string, { language }: LetterContext): string => `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light"><title>${escaped(title)}</title></head>
<body style="margin:0;padding:32px 16px;background:#f6f4ee">
${body}
</body></html>
`
