/** SQL taken apart as far as it has to be: words, and what stands between them. */
export type Token =
  | { readonly is: 'word'; readonly text: string; readonly quoted: boolean }
  | { readonly is: 'mark'; readonly text: string }

// PostgreSQL's documentation, section 4.1. A quote or a comment that does not end matches nothing but the last part.
const parts =
  /(?<space>\s+|--[^\n]*)|(?<comment>\/\*)|(?<escaped>[eE]'(?:[^'\\]|\\[^]|'')*')|(?<string>'(?:[^']|'')*')|(?<dollar>\$(?<tag>[A-Za-z_]\w*|)\$[^]*?\$\k<tag>\$)|"(?<name>(?:[^"]|"")+)"|(?<word>[\p{L}_][\p{L}\w$]*)|(?<number>\d[\w.]*)|(?<mark>[^])/guy

/** Throws nothing: what it does not understand comes as a mark that no query may have. */
export function tokensIn(sql: string): Token[] {
  const found: Token[] = []
  for (const { groups = {} } of sql.matchAll(parts)) {
    const { name, word, mark } = groups
    if (name !== undefined) found.push({ is: 'word', text: name.replaceAll('""', '"'), quoted: true })
    else if (word !== undefined) found.push({ is: 'word', text: word.toLowerCase(), quoted: false })
    else if (mark !== undefined) found.push({ is: 'mark', text: mark })
    // Comments may be nested; nobody needs one.
    else if (groups['comment'] !== undefined) found.push({ is: 'mark', text: "'" })
  }
  return found
}
