/** SQL taken apart as far as it has to be: words, and what stands between them. */
export type Token =
  | {
      readonly is: 'word'
      readonly text: string
      readonly quoted: boolean
      /** Whether it is of a reference that the query builder wrote. */
      readonly built?: true
    }
  | { readonly is: 'mark'; readonly text: string }

/** Stands in a piece of SQL for a value or a query that the builder puts there; nothing else may hold it. */
export const hole = '\uffff'
const builtMark = '\ufffe'
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
/** Names as the query builder writes them in a piece of SQL; those of a reference are also told from its node. */
export const namesInSql = (names: readonly string[], reference: boolean): string =>
  names.map(name => quoted(reference ? builtMark + name : name)).join('.')

// PostgreSQL's documentation, section 4.1: letters are also all characters beyond ASCII, and a comment ends with either
// end of line. A quote or a comment that does not end matches nothing but the last part.
const parts =
  /(?<space>[ \t\n\r\f\v]+|--[^\n\r]*)|(?<refused>\/\*|[uU]&(?=['"]))|(?<string>[eE]'(?:[^'\\]|\\[^]|'')*'|'(?:[^']|'')*'|\$(?<tag>[A-Za-z_]\w*|)\$[^]*?\$\k<tag>\$)|"(?<name>(?:[^"]|"")+)"|(?<word>[A-Za-z_\u{80}-\u{fffd}\u{10000}-\u{10ffff}][\w$\u{80}-\u{fffd}\u{10000}-\u{10ffff}]*)|(?<number>\d[\w.]*)|(?<mark>[^])/guy

/** Throws nothing: what it does not understand comes as a mark that no query may have. */
export function tokensIn(sql: string): Token[] {
  const found: Token[] = []
  let afterString = false
  let holes = 0
  for (const { groups = {} } of sql.matchAll(parts)) {
    const { space, name, word, mark, string, refused } = groups
    if (space !== undefined) continue
    if (name?.startsWith(builtMark))
      found.push({ is: 'word', text: name.slice(1).replaceAll('""', '"'), quoted: true, built: true })
    else if (name !== undefined) found.push({ is: 'word', text: name.replaceAll('""', '"'), quoted: true })
    else if (word !== undefined) found.push({ is: 'word', text: word.toLowerCase(), quoted: false })
    else if (mark !== undefined) found.push({ is: 'mark', text: mark })
    // Comments may be nested, names written by the numbers of their letters, and a string goes on where the one before
    // ended: nobody needs any of them.
    else if (refused !== undefined || (string !== undefined && afterString)) found.push(never)
    afterString = string !== undefined
    if (mark === hole) holes += 1
  }
  // A value within a string or a comment would end that; right behind a letter it would be read in another way.
  if (sql.split(hole).length - 1 !== holes || /[\w$&"'\u0080-\ufffd]\uffff/.test(sql)) found.push(never)
  return found
}
const never: Token = { is: 'mark', text: "'" }

/** Whether it is one of these key words. */
export const isOneOf = (token: Token | undefined, ...texts: readonly string[]): boolean =>
  token?.is === 'word' && !token.quoted && texts.includes(token.text)
export const isMark = (token: Token | undefined, text: string): boolean => token?.is === 'mark' && token.text === text
