import { expect, it } from 'vitest'
import { attachment } from './attachment.ts'

it.each([
  ['Stromzähler Küche.csv', 'Stromzaehler-Kueche.csv', 'Stromz%C3%A4hler%20K%C3%BCche.csv'],
  ['Café (alt).csv', 'Cafe-alt.csv', 'Caf%C3%A9%20%28alt%29.csv'],
  ['../etc\\passwd".csv', 'etc-passwd.csv', '..-etc-passwd-.csv'],
  ['Lampe\r\nSet-Cookie: a=b.csv', 'Lampe-Set-Cookie-a-b.csv', 'Lampe--Set-Cookie-%20a%3Db.csv'],
  ['चूल्हा.csv', 'csv', '%E0%A4%9A%E0%A5%82%E0%A4%B2%E0%A5%8D%E0%A4%B9%E0%A4%BE.csv'],
])('%s is saved as %s by old clients, and as written by others', (name, plain, encoded) => {
  expect(attachment(name)).toBe(`attachment; filename="${plain}"; filename*=UTF-8''${encoded}`)
})
