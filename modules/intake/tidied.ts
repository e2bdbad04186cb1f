/**
 * Direction marks that turn what follows around, and letters that nobody sees: with them one text looks like another.
 */
const deceiving = /[\u00AD\u180E\u200B\u2060\u202A-\u202E\u2066-\u2069\uFEFF]/gu

/**
 * Text as people wrote it, without what only steers a machine: control characters, halves of characters, marks that
 * turn text around.
 */
export const cleaned = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(deceiving, '')
    .replaceAll(/(?!\n)\p{Cc}/gu, ' ')

/** In lines without blanks at their edges, and never more than one empty line between them. */
export function inLines(text: string): string {
  const lines = cleaned(text)
    .replaceAll(/[\t \u00A0]+/g, ' ')
    .split('\n')
    .map(line => line.trim())
  return lines
    .filter((line, at) => line !== '' || lines[at - 1] !== '')
    .join('\n')
    .trim()
}

export const inOneLine = (text: string, most: number): string =>
  cleaned(text).replaceAll(/\s+/g, ' ').trim().slice(0, most).toWellFormed()

/** In one line, with a mark where something is left out. */
export function shortened(text: string, most: number): string {
  const line = inOneLine(text, most + 1)
  return line.length > most ? `${line.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : line
}
