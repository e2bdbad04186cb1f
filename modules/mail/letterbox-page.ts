import type { Language } from '../../kernel/declare/terms.ts'
import type { Received } from './letterbox.ts'

const words = {
  de: {
    title: 'Briefkasten',
    lead: 'Hier liegt, was diese Demo per E-Mail verschickt hätte. Nichts davon hat diesen Rechner verlassen.',
    none: 'Noch ist nichts angekommen.',
    noneMore: 'Registrieren Sie sich zum Beispiel, dann liegt hier der Brief mit dem Link.',
    to: 'An',
    text: 'Textfassung',
    newest: 'Neueste zuerst',
    again: 'Neu laden',
  },
  en: {
    title: 'Letterbox',
    lead: 'Here is what this demo would have sent by e-mail. None of it has left the platform.',
    none: 'Nothing has arrived yet.',
    noneMore: 'Register, for example, and the letter with the link will be here.',
    to: 'To',
    text: 'Text version',
    newest: 'Newest first',
    again: 'Reload',
  },
} as const

const escaped = (text: string): string => text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)
const inside = (html: string): string => /<body[^>]*>([\s\S]*)<\/body>/.exec(html)?.[1] ?? ''

/** The letterbox as a page: no script, the newest letter open. */
export function letterboxPage(letters: readonly Received[], language: Language, timeZone: string): string {
  const say = words[language]
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  const list = letters.map(
    (one, place) => `
<details class="letter" name="letter"${place === 0 ? ' open' : ''}>
  <summary><span class="subject">${escaped(one.subject)}</span><span class="to">${say.to} ${escaped(one.to)}</span><time datetime="${one.at.toISOString()}">${escaped(time.format(one.at))}</time></summary>
  <div class="paper" lang="${one.language}">${inside(one.html)}</div>
  <details class="text"><summary>${say.text}</summary><pre>${escaped(one.text)}</pre></details>
</details>`,
  )
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${say.title}${letters.length ? ` (${letters.length})` : ''}</title><style>${letterboxStyle}</style></head>
<body><main>
<header><h1>${flap}${say.title}</h1><a class="again" href="">${say.again}</a></header>
<p class="lead">${say.lead}</p>
${list.length ? `<p class="order">${say.newest}</p>${list.join('')}` : `<div class="none"><p><strong>${say.none}</strong></p><p>${say.noneMore}</p></div>`}
</main></body></html>`
}

const flap = `<svg viewBox="0 0 48 48" width="40" height="40" aria-hidden="true"><rect width="48" height="48" rx="13" fill="#1d6350"/><rect x="11" y="15" width="26" height="19" rx="3.5" fill="none" stroke="#fffefb" stroke-width="3.4"/><path d="M12.5 17.5 24 26.5l11.5-9" fill="none" stroke="#f2b04a" stroke-width="3.4" stroke-linecap="round" stroke-linejoin="round"/></svg>`

export const letterboxStyle = `
:root{color-scheme:light dark;--page:#f6f4ee;--surface:#fffefb;--line:#e2ddd1;--ink:#1d2724;--quiet:#5a625c;--spruce:#1d6350;--tint:#e2eee8}
@media(prefers-color-scheme:dark){:root{--page:#141a18;--surface:#1c2421;--line:#333d39;--ink:#eeece4;--quiet:#aab3ac;--spruce:#7fcbb2;--tint:#1f3a32}}
*{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--ink);font:16px/1.6 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}
main{max-width:46rem;margin:0 auto;padding:3rem 1.25rem 5rem}
header{display:flex;align-items:center;justify-content:space-between;gap:1rem}
h1{display:flex;align-items:center;gap:.8rem;margin:0;font-size:1.7rem;letter-spacing:-.02em}
.again{color:var(--spruce);font-weight:600;text-decoration:none;padding:.45rem .9rem;border:1px solid var(--line);border-radius:.6rem;background:var(--surface)}
.again:hover{background:var(--tint)}.lead{margin:.8rem 0 2.2rem;color:var(--quiet)}.order{margin:0 0 .6rem;color:var(--quiet);font-size:.85rem}
.letter{background:var(--surface);border:1px solid var(--line);border-radius:1rem;margin:0 0 .75rem;overflow:hidden}
.letter>summary{display:grid;grid-template-columns:1fr auto;gap:.1rem 1rem;padding:.95rem 1.25rem;cursor:pointer;list-style:none}
.letter>summary::-webkit-details-marker{display:none}.letter>summary:hover{background:var(--tint)}
.letter[open]>summary{border-bottom:1px solid var(--line)}
.subject{font-weight:650}.to{grid-row:2;color:var(--quiet);font-size:.9rem;overflow-wrap:anywhere}time{color:var(--quiet);font-size:.85rem;white-space:nowrap}
.paper{background:#f6f4ee;padding:1.75rem 1rem;color-scheme:light}
.text{border-top:1px solid var(--line);padding:.75rem 1.25rem}.text summary{cursor:pointer;color:var(--quiet);font-size:.9rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.55 ui-monospace,SFMono-Regular,Menlo,monospace;margin:.75rem 0}
.none{border:1px dashed var(--line);border-radius:1rem;padding:2.5rem 1.5rem;text-align:center}.none p{margin:.2rem}.none p+p{color:var(--quiet)}
:focus-visible{outline:3px solid var(--spruce);outline-offset:2px;border-radius:.4rem}
@media(max-width:34rem){main{padding-top:1.5rem}.letter>summary{grid-template-columns:1fr}.to,time{grid-row:auto}}
`
