/**
 * The header by which a browser saves an answer under a name, also one with umlauts: plain for old clients, as written
 * for all others (RFC 6266, RFC 8187).
 *
 *     attachment('Zähler Küche.csv')   // attachment; filename="Zaehler-Kueche.csv"; filename*=UTF-8''Z%C3%A4hler%20K%C3%BCche.csv
 */
export function attachment(name: string): string {
  const asWritten = name.replaceAll(notInNames, '-')
  const plain = asWritten
    .replaceAll(/[ÄÖÜäöüß]/g, letter => spelled[letter] ?? letter)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9._]+/g, '-')
    .replaceAll(/^[-.]+|(?<!-)-+(?=\.)/g, '')
  const encoded = encodeURIComponent(asWritten).replaceAll(/['()*]/g, percentEncoded)
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}

/** Signs that `encodeURIComponent` leaves and RFC 8187 does not. */
const percentEncoded = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`

/** What file systems do not take, or take for a folder; and signs that nobody sees. */
const notInNames = /[\p{Cc}\p{Cf}\p{Cs}/\\:*?"<>|]/gu
const spelled: Readonly<Record<string, string>> = { Ä: 'Ae', Ö: 'Oe', Ü: 'Ue', ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' }
