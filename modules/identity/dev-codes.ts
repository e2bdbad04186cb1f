import { person, platform } from '../../kernel/store/work.ts'
import { later, seconds } from '../../kernel/clock/clock.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import { secondFactor, sessions } from './activities.ts'
import { isOffered, readFactor } from './factor-record.ts'
import type { Needs } from './needs.ts'
import { factor, login } from './tables.ts'
import { codeOf, stepAt, stepSeconds } from './totp.ts'

/** Somebody's code, as the app would show it; none where all that are good now have been used. */
export interface CodeNow {
  readonly mail: string
  readonly code: string | null
  readonly until: Date
}

/** The authenticator app of a demo, for everybody who has set it up. In a live store this does not exist. */
export async function codesNow(needs: Needs): Promise<CodeNow[]> {
  if (needs.store.kind === 'live') throw new Error('In a live store nobody sees the codes of others.')
  if (!isOffered(needs)) return []
  const everybody = await needs.store.under(sessions, platform, work =>
    work
      .over(factor, login)
      .selectFrom('identity.login as l')
      .select(['l.id', 'l.mail'])
      .where(({ exists, selectFrom }) =>
        exists(selectFrom('identity.second_factor as f').select('f.subject').whereRef('f.subject', '=', 'l.id')),
      )
      .orderBy('l.mail')
      .execute(),
  )
  const codes = await Promise.all(
    everybody.map(({ id, mail }) =>
      needs.store.under(secondFactor, person(id), async work => {
        const found = await work
          .over(factor)
          .selectFrom('identity.second_factor')
          .select(['secret', 'lastStep'])
          .where('subject', '=', id)
          .orderBy('createdAt', 'desc')
          .executeTakeFirst()
        if (!found) return []
        const now = stepAt(work.now)
        const step = [now, now + 1].find(one => one > (found.lastStep ?? 0))
        const until = later(new Date((step ?? now) * stepSeconds * 1000), seconds(2 * stepSeconds))
        return [{ mail, until, code: step === undefined ? null : codeOf(readFactor(found.secret), step) }]
      }),
    ),
  )
  return codes.flat()
}

const words = {
  de: {
    title: 'Codes',
    lead: 'Was die Authenticator-Apps der Personen dieser Demo jetzt zeigen. In einem echten Betrieb gibt es diese Seite nicht.',
    none: 'Noch niemand hat einen zweiten Faktor eingerichtet.',
    wait: 'gerade benutzt; gleich kommt der nächste',
  },
  en: {
    title: 'Codes',
    lead: 'What the authenticator apps of this demo’s people show now. In a live system this page does not exist.',
    none: 'Nobody has set up a second factor yet.',
    wait: 'just used; the next one comes in a moment',
  },
} as const
const escaped = (text: string): string => text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)

export const codesStyle = `
:root{color-scheme:light dark;--page:#f6f4ee;--surface:#fffefb;--line:#e2ddd1;--ink:#1d2724;--quiet:#5a625c;--spruce:#1d6350}
@media(prefers-color-scheme:dark){:root{--page:#141a18;--surface:#1c2421;--line:#333d39;--ink:#eeece4;--quiet:#aab3ac;--spruce:#7fcbb2}}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.6 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}main{max-width:36rem;margin:0 auto;padding:3rem 1.25rem}
h1{font-size:1.7rem;margin:0}p{color:var(--quiet)}ul{list-style:none;margin:2rem 0;padding:0 1.25rem;background:var(--surface);border:1px solid var(--line);border-radius:1rem}
li{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:.25rem 1rem;padding:.75rem 0}li+li{border-top:1px solid var(--line)}strong{font-size:1.5rem;font-variant-numeric:tabular-nums;letter-spacing:.06em;color:var(--spruce)}small{font-size:.9rem;font-weight:400;letter-spacing:0;color:var(--quiet)}
`

export function codesPage(codes: readonly CodeNow[], language: Language): string {
  const say = words[language]
  const rows = codes.map(
    ({ mail, code }) =>
      `<li><span>${escaped(mail)}</span><strong>${code === null ? `<small>${say.wait}</small>` : `${code.slice(0, 3)} ${code.slice(3)}`}</strong></li>`,
  )
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="refresh" content="10"><title>${say.title}</title><style>${codesStyle}</style></head><body><main><h1>${say.title}</h1><p>${say.lead}</p>${rows.length ? `<ul>${rows.join('')}</ul>` : `<p>${say.none}</p>`}</main></body></html>`
}
