import { beforeAll, describe, expect, it } from 'vitest'
import { kernel } from '../../server/kernel-module.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { readManifest, type Manifest } from '../../kernel/statement/manifest.ts'
import { mail } from './index.ts'
import { render } from './render.ts'

const site = [kernel, mail]

const content = {
  title: 'Grüße <b>',
  name: 'Ada "X" <script>',
  says: ['Eins & zwei.'],
  button: { label: 'Öffnen', link: 'https://haus.example/app/confirm#t"oken' },
  after: ['Danach.'],
}

describe('a letter (home/0-a, meter/2-3)', () => {
  let manifest: Manifest
  beforeAll(() => {
    const read = readManifest(
      aManifest(site),
      'test.yaml',
      site.flatMap(module => module.activities),
    )
    if (!read.manifest) throw new Error('the manifest of the tests is wrong')
    manifest = read.manifest
  })

  it.each(['de', 'en'] as const)(
    'bears company, address, contact, officer and the way to the statement in its foot (%s)',
    language => {
      const { text, html } = render({ title: 'x', says: [] }, language, manifest, 'https://haus.example')
      for (const form of [text, html]) {
        for (const part of [
          'Testhaus GmbH',
          'Probeweg 1, 10115 Berlin',
          '+49 30 1234567',
          'post@testhaus.example',
          'datenschutz@testhaus.example',
          `https://haus.example/${language === 'de' ? 'datenschutz' : 'privacy'}`,
        ])
          expect(form).toContain(part)
        expect(form).toMatch(language === 'de' ? /nicht durchgehend vertraulich/ : /not confidential all the way/)
        expect(form).toMatch(language === 'de' ? /Datenschutzbeauftragte/ : /Data protection officer/)
      }
    },
  )

  it('gives the officer an address of the own where it is another than the company’s', () => {
    const elsewhere = {
      ...manifest,
      privacyOfficer: {
        name: 'Dora Schutz',
        mail: 'dora@kanzlei.example',
        post: { name: 'Kanzlei Schutz', street: 'Seitenweg 4', postcode: '10117', city: 'Berlin', country: 'DE' },
      },
    }
    expect(render(content, 'de', elsewhere, 'https://haus.example').text).toContain(
      'dora@kanzlei.example, Dora Schutz, Kanzlei Schutz, Seitenweg 4, 10117 Berlin, Deutschland',
    )
    expect(render(content, 'de', manifest, 'https://haus.example').text).toContain(
      'datenschutz@testhaus.example, Anschrift wie oben',
    )
  })

  it('says the same as text and as HTML', () => {
    const { text, html, subject } = render(content, 'de', manifest, 'https://haus.example')
    expect(subject).toBe('Grüße <b>')
    expect(text).toContain(
      'Guten Tag Ada "X" <script>,\n\nEins & zwei.\n\nÖffnen:\nhttps://haus.example/app/confirm#t"oken\n\nDanach.',
    )
    expect(html).toContain('Eins &#38; zwei.')
  })

  it.each(['de', 'en'] as const)('shows the code beside its link, and says what it is for (%s)', language => {
    for (const form of Object.values(
      render({ ...content, code: 'K7QM-2RXD' }, language, manifest, 'https://haus.example'),
    ).slice(1)) {
      expect(form).toMatch(language === 'de' ? /wurde der Link unterwegs gekürzt/ : /the link was cut short on its way/)
      expect(form).toContain('K7QM-2RXD')
    }
    expect(render(content, language, manifest, 'https://haus.example').text).not.toMatch(/Code|code/)
  })

  it('lets nothing that somebody typed become markup, and loads nothing from anywhere', () => {
    const { html } = render(content, 'en', manifest, 'https://haus.example')
    expect(html).not.toMatch(/<script|<b>|t"oken/)
    expect(html).not.toMatch(/<img|<link|src=|url\(|@import/i)
  })
})
