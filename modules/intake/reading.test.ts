import { describe, expect, it } from 'vitest'
import { growth, mostGrowth } from '../../tools/testing/growth.ts'
import { textOfHtml } from './html.ts'
import { aroundEncrypted } from './parts.ts'
import read from './reading.ts'
import { longestText } from './reading-job.ts'
import { mailOf } from './sender-for-test.ts'

const says = async (
  headers: Readonly<Record<string, string>>,
  body: string,
  encoding: BufferEncoding = 'utf8',
): Promise<string> => {
  const { body: found } = await read(Buffer.from(mailOf({ From: 'Ida <ida@example.org>', ...headers }, body), encoding))
  return 'says' in found ? found.says : `unkept: ${found.unkept}`
}
const html = (body: string, more = ''): Promise<string> =>
  says({ 'Content-Type': `text/html; charset=utf-8${more}` }, body)
/** Parts with their own heads, under one border. */
const parts = (kind: string, ...all: readonly string[]): [Record<string, string>, string] => [
  { 'Content-Type': `multipart/${kind}; boundary=b` },
  [...all.map(part => `--b\r\n${part}`), '--b--', ''].join('\r\n'),
]
const plain = (text: string): string => `Content-Type: text/plain; charset=utf-8\r\n\r\n${text}`
const page = (text: string): string => `Content-Type: text/html; charset=utf-8\r\n\r\n${text}`
const file = 'Content-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\nx'
const picture = 'Content-Type: image/png\r\nContent-ID: <logo>\r\n\r\nx'
const oneAttachment = '[1 Anhang, nicht übernommen / 1 attachment, not taken in]'

const encrypted = '-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----'
const request =
  'Ich widerspreche der Auswertung meiner Messwerte und verlange Auskunft über alles, was Sie über mich haben.'

describe('the text of a mail', () => {
  it.each<readonly [what: string, headers: Record<string, string>, body: string, says: string]>([
    ['empty text beside HTML', ...parts('alternative', plain(' \r\n'), page('<p>Bitte löschen</p>')), 'Bitte löschen'],
    ['text beside HTML', ...parts('alternative', plain('Als Text'), page('<p>Als HTML</p>')), 'Als Text'],
    [
      'text, a file, text',
      ...parts('mixed', plain('Teil eins'), file, plain('Teil zwei')),
      'Teil eins\n\nTeil zwei\n\n[1 Anhang, nicht übernommen / 1 attachment, not taken in]',
    ],
    [
      'HTML with its pictures',
      ...parts('related', page(`<p>${request} ${request}</p>`), picture),
      `${request} ${request}`,
    ],
    [
      'a picture that may say more than the line above it',
      ...parts('related', page('<p>Bitte, siehe Foto</p>'), picture),
      `Bitte, siehe Foto\n\n${oneAttachment}`,
    ],
    [
      'a file that the HTML points to',
      ...parts(
        'related',
        page(`<p>${request} ${request}</p>`),
        'Content-Type: application/pdf\r\nContent-ID: <a>\r\n\r\nx',
        'Content-Type: image/png\r\nContent-ID: <b>\r\nContent-Disposition: attachment\r\n\r\nx',
      ),
      `${request} ${request}\n\n[2 Anhänge, nicht übernommen / 2 attachments, not taken in]`,
    ],
    [
      'a file and a line',
      ...parts('mixed', plain('Bitte löschen, Ausweis anbei'), file),
      `Bitte löschen, Ausweis anbei\n\n${oneAttachment}`,
    ],
    [
      'a file and a line that begins as a warning does',
      ...parts('mixed', plain('Achtung: Bitte löschen Sie alles.\r\n\r\n-- \r\nIda'), file),
      `Achtung: Bitte löschen Sie alles.\n\n--\nIda\n\n${oneAttachment}`,
    ],
    ...[
      'Von meinem iPhone gesendet',
      'Sent from my Galaxy.',
      '[EXTERN]',
      'CAUTION: This mail comes from outside\r\nof our company. Do not open attachments.',
      'Achtung: Diese E-Mail stammt von einem externen Absender.\r\n\r\nVon meinem iPad gesendet',
      '-- \r\nIda Ludwig\r\nAm Wehr 3',
      'Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Empfänger sind, löschen Sie sie bitte.',
    ].map(
      notice =>
        [
          `nothing but a file and: ${notice.slice(0, 30)}`,
          ...parts('mixed', plain(notice), file),
          'unkept: attachments only',
        ] as const,
    ),
    ...[
      'Diese E-Mail ist ein Auskunftsersuchen nach Art. 15 DSGVO. Bitte behandeln Sie sie vertraulich.',
      'This e-mail is a request under Art. 15 GDPR, please keep it confidential. ID attached.',
      'Diese Nachricht ist mein Widerspruch gegen die Weitergabe an externe Dienstleister.',
      'Hinweis: Bitte löschen Sie meine Daten auch bei externen Partnern.',
      'Warning: I object to any transfer outside the EU, see attachment.',
      'This message contains confidential data about our son. Please delete this data.',
      'Diese Nachricht wurde von Ihrem Marketing ohne meine Einwilligung gesendet.',
    ].map(
      letter =>
        [
          `a file and: ${letter.slice(0, 30)}`,
          ...parts('mixed', plain(letter), file),
          `${letter}\n\n${oneAttachment}`,
        ] as const,
    ),
    [
      'a signature, and the letter in a mail that is attached',
      ...parts(
        'mixed',
        plain('-- \r\nIda'),
        `Content-Type: message/rfc822\r\n\r\nFrom: ida@example.org\r\nSubject: Auskunft\r\nContent-Type: text/plain\r\n\r\n${request}`,
        file,
      ),
      `--\nIda\n\n--- ida@example.org: Auskunft ---\n\n${request}\n\n${oneAttachment}`,
    ],
    [
      'nothing but a picture and a device',
      ...parts('related', page('<img src="cid:l"><p>Von meinem iPhone gesendet</p>'), picture),
      'unkept: attachments only',
    ],
    [
      'an encrypted part and a long disclaimer',
      ...parts(
        'mixed',
        plain(
          `This message may contain confidential information. ${'It is meant for its recipient alone. '.repeat(15)}`,
        ),
        'Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nMIAG',
      ),
      'unkept: encrypted',
    ],
    [
      'signed with PGP',
      ...parts(
        'signed',
        plain('Signiert'),
        'Content-Type: application/pgp-signature\r\n\r\n-----BEGIN PGP SIGNATURE-----',
      ),
      'Signiert',
    ],
    [
      'a mail forwarded in a mail',
      ...parts(
        'mixed',
        plain('Siehe unten'),
        'Content-Type: message/rfc822\r\n\r\nFrom: ada@example.org\r\nSubject: Auskunft\r\nContent-Type: text/plain\r\n\r\nInnen',
      ),
      'Siehe unten\n\n--- ada@example.org: Auskunft ---\n\nInnen',
    ],
    [
      'an invitation beside the text',
      ...parts('alternative', plain('Termin'), 'Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR'),
      'Termin',
    ],
    [
      'encrypted with PGP',
      ...parts(
        'encrypted',
        'Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1',
        'Content-Type: application/octet-stream\r\n\r\nx',
      ),
      'unkept: encrypted',
    ],
    [
      'encrypted with S/MIME',
      { 'Content-Type': 'application/pkcs7-mime; smime-type=enveloped-data', 'Content-Transfer-Encoding': 'base64' },
      'MIAG',
      'unkept: encrypted',
    ],
    [
      'encrypted within the text',
      { Subject: 'Datenschutz' },
      '\r\n-----BEGIN PGP MESSAGE-----\r\nx\r\n-----END PGP MESSAGE-----',
      'unkept: encrypted',
    ],
    [
      'encrypted within the text, below the banner of a mail server',
      {},
      `[EXTERN]\r\n${encrypted}\r\nGesendet mit Obhut`,
      'unkept: encrypted',
    ],
    [
      'an encrypted part, below the banner of a mail server',
      ...parts(
        'mixed',
        plain('CAUTION: This mail comes from outside.'),
        'Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nMIAG',
      ),
      'unkept: encrypted',
    ],
    [
      'a letter above what is encrypted',
      {},
      `${'Bitte löschen Sie mein Konto. '.repeat(20)}\r\n${encrypted}`,
      `${'Bitte löschen Sie mein Konto. '.repeat(20).trim()}\n\n[Ein verschlüsselter Teil, nicht lesbar / an encrypted part, not readable]`,
    ],
    [
      'something encrypted in what it quotes',
      {},
      '> -----BEGIN PGP MESSAGE-----\r\n> x\r\nDas konnte ich nicht lesen.',
      '> -----BEGIN PGP MESSAGE-----\n> x\nDas konnte ich nicht lesen.',
    ],
    [
      'text that points to the HTML beside it',
      ...parts('alternative', plain('Bitte mit einem HTML-fähigen Programm öffnen.'), page(`<p>${request}</p>`)),
      `Bitte mit einem HTML-fähigen Programm öffnen.\n\n${request}`,
    ],
    [
      'text that the HTML beside it holds, with more',
      ...parts('alternative', plain('Bitte löschen Sie'), page(`<p>Bitte  löschen\r\nSie</p><p>${request}</p>`)),
      `Bitte löschen Sie\n\n${request}`,
    ],
    ['nothing but a file', ...parts('mixed', plain(''), file), 'unkept: attachments only'],
    [
      'nothing but a picture within the text',
      ...parts(
        'related',
        page('<p>&nbsp;<img src="cid:letter"></p>'),
        'Content-Type: image/jpeg\r\nContent-ID: <letter>\r\n\r\nx',
      ),
      'unkept: attachments only',
    ],
    [
      'nothing but a picture elsewhere',
      { Subject: 'Datenschutz', 'Content-Type': 'text/html' },
      '<a href="https://firma.example"><img src="https://firma.example/letter.png"></a>',
      'unkept: attachments only',
    ],
    ['nothing', {}, '\r\n', 'unkept: empty'],
    ['nothing but a subject', { Subject: 'Bitte um Auskunft' }, '', 'Bitte um Auskunft'],
    [
      'flowing lines',
      { 'Content-Type': 'text/plain; charset=utf-8; format=flowed; delsp=yes' },
      'Bitte lö \r\nschen Sie',
      'Bitte löschen Sie',
    ],
  ])('with %s is what somebody reads of it', async (_, headers, body, expected) => {
    expect(await says(headers, body)).toBe(expected)
  })

  it('survives a charset that was not declared, wrongly declared, or that nobody knows', async () => {
    for (const headers of [
      { 'Content-Type': 'text/plain' },
      { 'Content-Type': 'text/plain; charset=us-ascii' },
      { 'Content-Type': 'text/plain; charset=x-unknown' },
      { 'Content-Type': 'text/plain; charset=windows-1252' },
    ]) {
      expect(await says(headers, 'Bitte \x84l\xf6schen\x93 \x80', 'latin1')).toBe('Bitte „löschen“ €')
      if (!headers['Content-Type'].endsWith('1252')) expect(await says(headers, 'Bitte löschen')).toBe('Bitte löschen')
    }
    expect(await says({ 'Content-Type': 'text/html' }, '<meta charset="iso-8859-15"><p>\xa4</p>', 'latin1')).toBe('€')
    expect(
      await says(
        { 'Content-Type': 'text/plain; charset=utf-16le', 'Content-Transfer-Encoding': 'base64' },
        Buffer.from('Bitte löschen', 'utf16le').toString('base64'),
      ),
    ).toBe('Bitte löschen')
    expect(
      await says({ Subject: 'L\xf6schung', 'Content-Type': 'text/plain; charset=iso-8859-1' }, 'gr\xfc\xdfe', 'latin1'),
    ).toBe('Löschung\n\ngrüße')
    expect(await says({ Subject: '=?iso-8859-1?Q?L=F6schung?=' }, 'x')).toBe('Löschung\n\nx')
  })

  it('has every entity of HTML decoded, once', async () => {
    expect(
      await html(
        '<p>l&ouml;schen &ndash; Gr&uuml;&szlig;e&hellip; 5&nbsp;&euro; &#39;jetzt&#39; &#x1F600; &amp;lt; &lt;b&gt;</p>',
      ),
    ).toBe("löschen – Grüße… 5 € 'jetzt' 😀 &lt; <b>")
  })
  it('leaves out of HTML what nobody is shown, and keeps its lines', async () => {
    expect(
      await html(
        '<html><head><title>Titel</title><style>p { a: b }</style></head><body><!-- c > d --><!--[if mso]><xml>x</xml><![endif]--><p>Eins<br>zwei</p>\r\n<ul><li>drei</li><li>vier</li></ul><script>alert(1)</script><constructor>c</constructor><table><tr><td>a</td><td>b</td></tr></table></body></html>',
      ),
    ).toBe('Eins\nzwei\n\n- drei\n- vier\nc\n\na b')
  })
  it('holds nothing that steers a machine or deceives an eye', async () => {
    expect(await says({ 'Content-Type': 'text/plain; charset=utf-8' }, 'a\0b\u202Ec\u200Bd\x1b[31m \ud800 e')).toMatch(
      /^a bcd \[31m \uFFFD+ e$/,
    )
    expect(await says({ 'Content-Type': 'text/plain; charset=utf-8' }, 'می‌خواهم')).toBe('می‌خواهم')
  })
  it('is taken whole or not at all', async () => {
    const long = 'x'.repeat(longestText - 'Lang\n\n'.length)
    expect(await says({ Subject: 'Lang' }, long)).toBe(`Lang\n\n${long}`)
    expect(await says({ Subject: 'Lang' }, `${long}y`)).toBe('unkept: too long')
    expect(await says({ Subject: 'x'.repeat(longestText + 1) }, '')).toBe('unkept: too long')
  })
  it('begins with the whole subject, which is shortened with a mark where it stands alone', async () => {
    const subject = `Auskunft ${'über dies und das '.repeat(40)}und mein Konto`
    const mail = await read(Buffer.from(mailOf({ From: 'ida@example.org', Subject: subject }, 'Danke')))
    expect(mail.subject).toMatch(/^Auskunft über .*…$/)
    expect(mail.subject).toHaveLength(500)
    expect(mail.body).toEqual({ says: `${subject}\n\nDanke` })
  })
})

describe('the sender of a mail', () => {
  const from = async (field: string): Promise<string | undefined> =>
    (await read(Buffer.from(mailOf({ From: field, Subject: 'x' }, 'y')))).from
  it('is one address in its one form, without the name beside it', async () => {
    expect(await from('"Ida, Öhm" <Ida@Example.ORG>')).toBe('ida@example.org')
    expect(await from('Ida <ida@müller.example>')).toBe('ida@xn--mller-kva.example')
    expect(await from('Ida <idä@example.org>')).toBe('idä@example.org')
  })
  it.each([
    `${'n'.repeat(50_000)}@example.org`,
    `<${'a'.repeat(300)}@example.org>`,
    'nobody',
    '<b>x</b>',
    'a\u202Eb <c d@e>',
    '@',
  ])('that is none is nobody', async field => {
    expect(await from(field)).toBeUndefined()
  })
})

describe('reading', () => {
  it('survives whatever comes', async () => {
    for (const raw of [
      '',
      '\0\0',
      'Subject: =?utf-8?Q?x',
      `Content-Type: multipart/mixed; boundary=a\r\n\r\n${'--a\r\n'.repeat(2000)}`,
    ])
      await expect(
        read(Buffer.from(raw)).then(
          () => 'read',
          () => 'refused',
        ),
      ).resolves.toMatch(/read|refused/)
  })

  // Twice the text may take twice the time, with room for a machine that does something else meanwhile; what is
  // quadratic takes four times as long.
  it.each([
    ['<'],
    ['<a href="'],
    ['<style '],
    ['<br '],
    ['<b>'.repeat(3)],
    ['</b>'],
    ['<!--'],
    ['<![CDATA['],
    ['&'],
    ['&#'],
    ['&amp'],
    ['<p'],
    ['<li>x'],
    [' '],
    ['\n'],
    ['<td>'],
    ['<script>'],
    ['</script'],
    ['<!'],
    ['<?'],
    ['"'],
    ["<a b='"],
    ['='],
  ])('takes a time that grows with the length of HTML of %j', unit => {
    const reads = (text: string): void => {
      try {
        textOfHtml(text)
      } catch {
        /* nested too deep */
      }
    }
    expect(growth(reads, length => unit.repeat(length / unit.length), 250_000)).toBeLessThan(mostGrowth)
  })
  it.each([
    ['> -----BEGIN PGP MESSAGE-----'],
    ['-----BEGIN PGP MESSAGE-----'],
    ['-----BEGIN PGP MESSAGE----------END PGP MESSAGE-----'],
    ['-----END PGP MESSAGE-----'],
    ['\n>-----BEGIN PGP MESSAGE-----\n'],
  ])('takes a time that grows with the length of text of %j', unit => {
    expect(growth(aroundEncrypted, length => unit.repeat(length / unit.length), 1_000_000)).toBeLessThan(mostGrowth)
  })
})
