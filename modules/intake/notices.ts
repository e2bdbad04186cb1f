// Runs in the sandbox, see reading-job.ts.

/** A notice is no longer than this; what is longer is a letter that begins like one. */
const longestNotice = 1_000
const fromOutside = /extern|outside|außerhalb/i
const marked =
  /^(?:\[?extern(?:al|e e-?mail)?\]?[:!]?|(?:\[?(?:caution|warning|achtung|vorsicht|warnung|hinweis)\b).*)$/i
const confidential =
  /^(?:diese (?:e-?mail|nachricht)|this (?:e-?mail|message)|the information (?:in|contained)|der inhalt dieser)\b/i
const secret = /vertraulich|confidential|privileged|rechtlich geschützt/i
const device =
  /^(?:von meine[mr] .{1,40} gesendet|gesendet (?:von|mit) .{1,60}|diese (?:e-?mail|nachricht) wurde (?:von|mit) .{1,60} gesendet|sent (?:from|with|via) .{1,60}|get outlook for .{1,20}|holen sie sich outlook für .{1,20}|outlook für .{1,20} beziehen)\.?$/i

/** Says of a paragraph that a mail server or a mail program wrote it: a banner, a note of confidentiality, a device. */
function isNotice(paragraph: string): boolean {
  if (paragraph.length > longestNotice) return false
  const [first = ''] = paragraph.split('\n', 1)
  const line = first.slice(0, 200).trim()
  if (marked.test(line)) return fromOutside.test(paragraph)
  if (confidential.test(line)) return fromOutside.test(paragraph) || secret.test(paragraph)
  return paragraph === first && device.test(line) && first.length <= 200
}

/** The text without a signature below its mark (`-- `), and without notices that programs put above and below it. */
export function withoutNotices(text: string): string {
  const lines = text.split('\n')
  const mark = lines.findIndex(line => line === '-- ' || line === '--')
  const written = (mark < 0 ? lines : lines.slice(0, mark)).join('\n')
  return written
    .split(/\n{2,}/)
    .map(paragraph => paragraph.trim())
    .filter(paragraph => paragraph !== '' && !isNotice(paragraph))
    .join('\n\n')
}
