// Runs in the sandbox, see reading-job.ts.

/** A notice is no longer than this; what is longer is a letter that begins like one. */
const longestNotice = 1_000
/** Words of mail servers and programs, which warn of senders and tell recipients what to do. */
const fromOutside =
  /extern(?:al|en|er)? (?:absender|e-?mail|nachricht|quelle|sender|source|message)|außerhalb (?:der|unserer|ihrer) |outside (?:of )?(?:the|your|our) (?:organi[sz]ation|company)|comes from outside|from an? external/i
const tag = /^\[?extern(?:al)?(?: e-?mail| sender)?\]?[:!]?$/i
const marked = /^\[?(?:extern(?:al)?|caution|warning|achtung|vorsicht|warnung|hinweis)\b/i
const confidential =
  /^(?:diese (?:e-?mail|nachricht)|this (?:e-?mail|message)|the information (?:in|contained)|der inhalt dieser)\b/i
const secret =
  /(?:enthält|enthalten|contains?|intended|bestimmt).{0,80}(?:vertraulich|confidential|privileged|empfänger|recipient)/i
const device =
  /^(?:von meine[mr] [\w .-]{1,30} gesendet|gesendet (?:von|mit) (?:meine[mr]|der|outlook|mail|obhut)[\w .-]{0,40}|diese (?:e-?mail|nachricht) wurde von meine[mr] [\w .-]{1,30} gesendet|sent (?:from|with|via) (?:my|outlook|mail|proton|yahoo|samsung)[\w .-]{0,40}|get outlook for [\w ]{1,20}|holen sie sich outlook für [\w ]{1,20}|outlook für [\w ]{1,20} (?:beziehen|herunterladen))\.?$/i
/** Whoever writes so asks for something, whatever it begins with. */
const asks =
  /\b(?:art|artikel|article|dsgvo|gdpr|ich|mein|meine|meinen|meiner|i|my)\b|lösch|widerspr|widerruf|auskunft|berichtig|delet|eras|object|request|withdraw/i

const notMeant = /nicht der |irrtümlich|not the intended|in error/i

/** Says of a paragraph that a mail server or a mail program wrote it: a banner, a note of confidentiality, a device. */
function isNotice(paragraph: string): boolean {
  if (paragraph.length > longestNotice) return false
  const [first = ''] = paragraph.split('\n', 1)
  const line = first.slice(0, 200).trim()
  if (paragraph === first && first.length <= 200 && (tag.test(line) || device.test(line))) return true
  const whole = paragraph.replaceAll('\n', ' ')
  // Whoever was not meant is asked to delete the mail; anybody else is asked for something.
  const told = notMeant.test(whole) ? whole.replaceAll(/löschen sie (?:sie|diese)|delete (?:it|this)/gi, '') : whole
  if (asks.test(told)) return false
  return (
    (marked.test(line) && fromOutside.test(whole)) ||
    (confidential.test(line) && (fromOutside.test(whole) || secret.test(whole)))
  )
}

/** The text without a signature below its mark (`-- `), and without notices that programs put above and below it. */
export function withoutNotices(text: string): string {
  const lines = text.split('\n')
  const mark = lines.findIndex(line => line === '-- ' || line === '--')
  const isSignature = mark >= 0 && !asks.test(lines.slice(mark).join(' '))
  const written = (isSignature ? lines.slice(0, mark) : lines).join('\n')
  return written
    .split(/\n{2,}/)
    .map(paragraph => paragraph.trim())
    .filter(paragraph => paragraph !== '' && !isNotice(paragraph))
    .join('\n\n')
}
