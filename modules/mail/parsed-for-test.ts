/** The parts of a letter as a mail program would read them: enough of MIME for what we write ourselves. */
export function simpleParser(raw: string): {
  readonly headers: Readonly<Record<string, string>>
  readonly parts: Readonly<Record<string, string>>
} {
  const { headers, body } = split(raw)
  const boundary = /boundary="?([^";]+)"?/.exec(headers['content-type'] ?? '')?.[1]
  const parts =
    boundary === undefined
      ? [raw]
      : body
          .split(`--${boundary}`)
          .slice(1, -1)
          .map(part => part.replace(/^\r?\n/, ''))
  return {
    headers,
    parts: Object.fromEntries(
      parts.map(part => {
        const inner = split(part)
        return [(inner.headers['content-type'] ?? '').split(';')[0] ?? '', quotedPrintable(inner.body)]
      }),
    ),
  }
}

function split(raw: string): { headers: Record<string, string>; body: string } {
  const [head = '', ...rest] = raw.split(/\r?\n\r?\n/)
  const lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)
  return {
    headers: Object.fromEntries(
      lines.map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    ),
    body: rest.join('\n\n'),
  }
}

const quotedPrintable = (text: string): string =>
  Buffer.from(
    text.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  )
    .toString('utf8')
    .replaceAll('\r\n', '\n')
