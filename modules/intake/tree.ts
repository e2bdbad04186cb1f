import PostalMime, { type Header } from 'postal-mime'

/** A part of a mail, with its transfer encoding undone. */
export interface Part {
  readonly contentType: {
    readonly parsed: { readonly value: string; readonly params: Readonly<Record<string, string>> }
    readonly multipart: string | false
  }
  readonly contentDisposition: { readonly parsed: { readonly value: string } }
  readonly contentId?: string
  readonly content: ArrayBuffer | null
  readonly childNodes: readonly Part[]
  /** Joins the lines of `format=flowed` (RFC 3676). */
  decodeFlowedText(text: string, delSp: boolean): string
}
export interface Mail {
  readonly headers: readonly Header[]
  readonly subject: string | undefined
  readonly messageId: string | undefined
  readonly from: string | undefined
  readonly root: Part
}

/**
 * The library gives text and HTML of a mail as it thinks best: an empty text beside HTML stays empty, bytes without a
 * declared charset are gone, and it turns one into the other in quadratic time. Its tree of parts knows better; it is
 * there and has no types, so the version is pinned and `reading.test.ts` holds that it is as we think.
 */
class Tree extends PostalMime {
  declare readonly root: Part
  /** Called when the tree is whole, to sort its parts into text, HTML and attachments. */
  async collectNode(): Promise<void> {}
}

/** How deep parts may lie within parts, and how long the fields of all heads may be together. */
const limits = { maxNestingDepth: 20, maxHeadersSize: 64 * 1024 }

export async function treeOf(raw: Uint8Array): Promise<Mail> {
  const tree = new Tree(limits)
  const { headers, subject, messageId, from, sender } = await tree.parse(raw)
  return { headers, subject, messageId, from: from?.address || sender?.address || undefined, root: tree.root }
}
