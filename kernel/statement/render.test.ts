import { describe, expect, it } from 'vitest'
import { activity, type AnyActivity } from '../declare/activity.ts'
import { accessLog, activities, source, tables } from './example-for-test.ts'
import { problemsInWords, readManifest, type Manifest } from './manifest.ts'
import { promisesOf } from './promises.ts'
import { renderStatement } from './render.ts'
import { contract, Purpose, type Language } from '../declare/terms.ts'

const read = (text = source, known: readonly AnyActivity[] = activities): Manifest => {
  const { manifest, problems } = readManifest(text, 'house.yaml', known, tables)
  if (!manifest) throw new Error(problemsInWords(problems))
  return manifest
}
const render = (language: Language = 'de', text = source, known: readonly AnyActivity[] = activities) =>
  renderStatement({ manifest: read(text, known), activities: known, tables, language, version: 3 })
const told = (promise: string, language: Language = 'de', text = source): string =>
  render(language, text)
    .sentences.filter(({ id }) => id === promise)
    .map(sentence => sentence.text)
    .join(' ')

describe('the statement', () => {
  it('is the same, byte for byte, however often it is written', () => {
    expect(render('de')).toEqual(render('de'))
    expect(render('en').html).toBe(render('en').html)
  })
  it.each(['de', 'en'] as const)('tells of every promise, and of nothing that is none (%s)', language => {
    const said = new Set(render(language).sentences.map(({ id }) => id))
    const promised = new Set(promisesOf(read(), activities, tables).map(({ id }) => id))
    expect([...said].filter(id => !promised.has(id))).toEqual([])
    expect([...promised].filter(id => !said.has(id))).toEqual([
      'statement/measures', // none are stated here
      'statement/right/A22', // told by statement/decisions
      'website.access-log/data/website.request.path', // told by its field; it is about nobody
      'website.access-log/data/website.request.status', // not asked for
    ])
  })
  it('marks each sentence with the promise that it came from', () => {
    expect(render().html).toContain(
      '<span data-promise="website.access-log/keep website.access-log/end/website.request">Sechs Monate ab dem Aufruf; danach löschen wir die Daten.</span>',
    )
  })
  it('bears one date: on the page, in the file and in the manifest', () => {
    const { html, markdown } = render()
    expect(html.replaceAll('\u00A0', ' ')).toContain('Stand: 1. Dezember 2026')
    expect(markdown).toContain('Stand: 1. Dezember 2026')
    expect(told('statement/effective', 'en')).toContain('As of 1 December 2026')
    expect(read().effective).toBe('2026-12-01')
  })
  it('tells of activities in the order of the manifest, chapter by chapter', () => {
    const first = activity('second', { ...accessLog.spec, title: { de: 'Zweites', en: 'Second' } })
    const titles = (text: string): string[] =>
      [...render('de', text, [...activities, first]).html.matchAll(/<h3[^>]*>([^<]*)/g)]
        .flatMap(([, title]) => title ?? [])
        .slice(0, 2)
    expect(titles(source.replace('  identity.account:\n', '  second: { fields: [] }\n  identity.account:\n'))).toEqual([
      'Zugriffsprotokoll',
      'Zweites',
    ])
    expect(
      titles(source.replace('  website.access-log:\n', '  second: { fields: [] }\n  website.access-log:\n')),
    ).toEqual(['Zweites', 'Zugriffsprotokoll'])
  })
  it('leaves out what is not stated', () => {
    const { html } = render('de', source.replace('  newsletter:\n', ''))
    expect(html).not.toContain('Direktwerbung')
    expect(html).not.toContain('Widerruf (Art.')
    expect(html).toContain('Andere erhalten Daten nur, wenn ein Gesetz uns dazu verpflichtet.')
  })
})

describe('an activity in the statement', () => {
  it('names its legal basis with the letter, and the interest where there is one', () => {
    expect(told('website.access-log/basis')).toBe(
      'Berechtigtes Interesse (Art. 6 Abs. 1 Buchst. f DSGVO). Unser Interesse: die Seiten sicher und ohne Störungen zu betreiben.',
    )
    expect(told('identity.account/basis', 'en')).toBe('Performance of the contract with you (Art. 6(1)(b) GDPR).')
    expect(told('newsletter/basis', 'en')).toContain('You can withdraw it at any time')
  })
  it('names data by its source, and only fields that the manifest asks for', () => {
    expect(told('website.access-log/fields')).toBe('Protokolliert werden: Zeitpunkt, IP-Adresse und aufgerufene Seite.')
    expect(told('website.access-log/data')).toContain('Aus der Verbindung: IP-Adresse.')
    expect(told('website.access-log/data', 'de', source.replace('[at, host, path]', '[at, path]'))).not.toContain(
      'IP-Adresse',
    )
    expect(told('newsletter/reads/identity.person', 'en')).toBe('For this we also read from “Account”: e-mail address.')
  })
  it('says how long', () => {
    expect(told('website.access-log/keep', 'en')).toBe('Six months from the request; we then erase the data.')
    expect(told('shop.invoices/keep')).toBe(
      'Acht Jahre ab dem Ende des Kalenderjahres, in das der Vorgang fällt; danach löschen wir die Daten.',
    )
    expect(told('identity.account/end/identity.session')).toBe(
      'Bis Sie die Löschung verlangen oder der Vertrag mit uns endet.',
    )
  })
  it('names the recipients that it has', () => {
    expect(told('identity.account/recipients')).toBe(
      'Rechenhof GmbH (Auftragsverarbeiter, Deutschland) und Postbote Inc. (Auftragsverarbeiter, Vereinigte Staaten).',
    )
    expect(
      told(
        'identity.account/recipients',
        'de',
        source.replace('  identity.account:\n', '  identity.account: { recipients: [] }\n'),
      ),
    ).not.toContain('Postbote')
  })
  it('offers the rights that follow from its basis', () => {
    expect(told('identity.account/rights')).toMatch(/Datenübertragbarkeit/)
    expect(told('identity.account/rights')).not.toMatch(/Widerspruch/)
    expect(told('website.access-log/rights')).toMatch(
      /Widerspruch\. Ohne zusätzliche Angaben ordnen wir diese Daten niemandem zu/,
    )
    expect(told('website.access-log/rights')).not.toMatch(/Datenübertragbarkeit/)
    expect(told('shop.invoices/rights')).toBe('Auskunft, Berichtigung und Einschränkung der Verarbeitung.')
    expect(told('newsletter/rights', 'en')).toMatch(/data portability and withdrawal of consent\.$/)
  })
  it('stands in the statement as written, whatever signs it has', () => {
    const sly = activity('sly', {
      purposes: [Purpose.CustomerCare],
      basis: contract,
      title: { de: '<b>"A" & \'B\'', en: 'sly' },
      words: { de: '<script>alert(1)</script> https://a.example/?x="><script>', en: '*stars* [and](links) _here_' },
    })
    const known = [...activities, sly]
    const text = source.replace('  newsletter:\n', '  newsletter:\n  sly:\n')
    expect(render('de', text, known).html).not.toMatch(/<script|<b>|"><script/)
    expect(render('de', text, known).html).toContain('&lt;b&gt;&quot;A&quot; &amp; &#39;B&#39;')
    expect(render('en', text, known).markdown).toContain('\\*stars\\* \\[and\\](links) \\_here\\_')
  })
})

describe('the page', () => {
  const { html } = render()
  it('is one file without script, cookie or anything from elsewhere', () => {
    expect(html).not.toMatch(/<script|<img|<link|<iframe|<form|@import|url\(|\son\w+=|src=/i)
    expect(html.match(/<style>/g)).toHaveLength(1)
    expect(html.replace(/<style>.*<\/style>/s, '')).not.toContain('style=')
  })
  it('stays small', () => {
    expect(new TextEncoder().encode(html).length).toBeLessThan(50_000)
  })
  it('has no id twice, and each entry of its contents leads somewhere', () => {
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(match => match[1])
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target)
  })
  it('sets the right to object apart from everything else', () => {
    expect(html).toMatch(/<aside aria-label="Ihr Recht auf Widerspruch">.*Art\.\u00A021 DSGVO/s)
  })
  it('opens and closes each element', () => {
    const open: string[] = []
    for (const [, slash, name] of html.replace(/<style>.*<\/style>/s, '').matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g)) {
      if (name === 'meta' || name === 'br') continue
      if (slash && open.at(-1) === name) open.pop()
      else open.push(`${slash}${name}`)
    }
    expect(open).toEqual([])
  })
})
