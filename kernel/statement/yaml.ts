import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type YAMLMap,
} from 'yaml'

/**
 * One thing wrong with a manifest: where, what, and what mends it; in German too, where it is not about how the file is
 * written.
 */
export interface YamlProblem {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly says: string
  readonly mend: string
  readonly de?: { readonly says: string; readonly mend: string }
}

type Path = readonly PropertyKey[]

/** A file of YAML as plain values that still know their lines. */
export interface Source {
  readonly value: unknown
  /**
   * A problem with what stands at this path; with its key if `at` says so, with what would hold it if nothing stands
   * there.
   */
  problem(path: Path, says: string, mend: string, at?: 'the key'): YamlProblem
  /** What stands at this path, as written. */
  written(path: Path): string | undefined
}

const mostBytes = 256 * 1024
/**
 * Names, values, signs and line breaks; a manifest of a whole company has 1,500. Reading takes time by these, not by
 * bytes.
 */
const mostParts = 20_000
const deepest = 12

/**
 * Reads a file, or says everything that keeps it from being read. Aliases are refused: a statement says each thing
 * where it stands.
 */
export function readYaml(
  source: string | Uint8Array,
  file: string,
): { source: Source; problems: YamlProblem[] } | { source: undefined; problems: YamlProblem[] } {
  const refuse = (says: string, mend: string, line = 1, column = 1) => ({
    source: undefined,
    problems: [{ file, line, column, says, mend }],
  })
  if (source.length > mostBytes)
    return refuse(
      `the file is larger than ${mostBytes / 1024} KiB`,
      'a manifest of a whole company takes a tenth of that; take out what does not belong',
    )
  const text = typeof source === 'string' ? source : decoded(source)
  if (text === undefined || !text.isWellFormed() || text.includes('\uFFFD')) {
    return refuse(
      'the file is not UTF-8',
      'save it as UTF-8',
      text === undefined ? 1 : lineOf(text, text.search(/\uFFFD|[\uD800-\uDFFF]/)),
    )
  }
  if (hasMoreParts(text, mostParts))
    return refuse(
      `the file has more than ${mostParts} parts`,
      'a manifest of a whole company has a tenth of that; take out what does not belong',
    )
  const lines = new LineCounter()
  const document = parsed(text, lines)
  if (document === undefined) return refuse('the file is nested too deeply', `write it with at most ${deepest} levels`)
  const unreadable = document.errors
    .slice(0, mostTold)
    .map(error => Object.assign({ file }, position(lines, error.pos[0]), explained(error.code, error.message)))
  const problems = [
    ...unreadable,
    ...repeatedNames(document).map(offset => ({
      file,
      ...position(lines, offset),
      says: 'this name stands here twice',
      mend: 'keep one of the two; a manifest says each thing once',
    })),
  ]
  if (unreadable.length || document.contents === null)
    return {
      source: undefined,
      problems: problems.length ? problems : refuse('the file is empty', 'begin with: company:').problems,
    }
  const strange = strangeNodes(document).map(({ offset, says, mend }) =>
    Object.assign({ file }, position(lines, offset), { says, mend }),
  )
  if (strange.length) return { source: undefined, problems: [...problems, ...strange] }
  return { source: sourceOf(document, text, file, lines), problems }
}

/** Problems of one kind that are told at a time. */
export const mostTold = 50

/** Counted while reading, so that a file of too many is not read to its end. */
function hasMoreParts(text: string, most: number): boolean {
  let parts = 0
  for (const _ of new Lexer().lex(text)) if (++parts > most) return true
  return false
}

const decoded = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
const lineOf = (text: string, offset: number): number => text.slice(0, Math.max(0, offset)).split('\n').length

function parsed(text: string, lines: LineCounter): Document.Parsed | undefined {
  if (brackets(text) > 200) return undefined // the parser calls itself for each level
  try {
    return parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      version: '1.2',
      uniqueKeys: false, // its own look for names that stand twice compares each with each
      logLevel: 'error',
    })
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/**
 * The most brackets, or dashes of lists within lists, that stand open at one time; strings are not looked at, which
 * errs towards refusing.
 */
function brackets(text: string): number {
  let open = 0,
    most = 0
  for (const sign of text) {
    if (sign === '[' || sign === '{') most = Math.max(most, ++open)
    else if (sign === ']' || sign === '}') open--
  }
  const dashes = text.match(/(?:[-?:] +){3,}/g)?.map(run => run.split(/ +/).length) ?? []
  return Math.max(most, ...dashes.slice(0, 1000))
}

function position(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

function explained(code: string, message: string): { says: string; mend: string } {
  const says = message.split('\n')[0] ?? message
  if (code === 'TAB_AS_INDENT') return { says: 'a tab stands where the line is indented', mend: 'indent with spaces' }
  if (code === 'MULTIPLE_DOCS')
    return { says: 'a second document begins here', mend: 'one file holds one manifest; take out the line ---' }
  if (code === 'BAD_INDENT')
    return { says: `this line is not indented like its neighbours (${says})`, mend: 'indent each level by two spaces' }
  if (code.startsWith('MISSING_CHAR') || code === 'BLOCK_AS_IMPLICIT_KEY')
    return { says, mend: 'close what was opened; put text with : or # in quotes' }
  return { says, mend: 'write it as YAML; text with special signs goes in quotes' }
}

interface Strange {
  readonly offset: number
  readonly says: string
  readonly mend: string
}

/** What YAML allows and a manifest does not; walked without recursion. */
function strangeNodes(document: Document.Parsed): Strange[] {
  const found: Strange[] = []
  const todo: { node: unknown; depth: number }[] = [{ node: document.contents, depth: 1 }]
  for (let next = todo.pop(); next; next = todo.pop()) {
    const { node, depth } = next
    const offset = isNode(node) ? (node.range?.[0] ?? 0) : 0
    if (depth > deepest) {
      found.push({ offset, says: 'this is nested too deeply', mend: `write it with at most ${deepest} levels` })
      continue
    }
    if (isAlias(node))
      found.push({
        offset,
        says: 'a manifest has no aliases (*)',
        mend: 'say it in full here, so that the statement can be read line by line',
      })
    if (isNode(node) && node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:'))
      found.push({ offset, says: `a manifest has no tags (${node.tag})`, mend: 'take it out' })
    if (isMap(node))
      for (const pair of node.items) {
        const key: unknown = pair.key
        if (!isScalar(key) || typeof key.value !== 'string' || key.value === '__proto__' || key.value === '<<') {
          found.push({
            offset: isNode(key) ? (key.range?.[0] ?? offset) : offset,
            says: 'this cannot be a name in a manifest',
            mend: 'names are plain words',
          })
        }
        todo.push({ node: pair.value, depth: depth + 1 })
      }
    if (isSeq(node))
      for (const item of node.items) todo.push({ node: isPair(item) ? item.value : item, depth: depth + 1 })
  }
  return found.toSorted((a, b) => a.offset - b.offset).slice(0, mostTold)
}

/** Where a name stands again in the same mapping. */
function repeatedNames(document: Document.Parsed): number[] {
  const found: number[] = []
  visit(document, {
    Map: (_, { items }) => {
      const names = new Set<unknown>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        if (names.has(key.value)) found.push(key.range?.[0] ?? 0)
        names.add(key.value)
      }
    },
  })
  return found.slice(0, mostTold)
}

/** Finds the first pair of a name in a mapping; each mapping is gone through once, however often it is asked. */
function pairsByName(): (map: YAMLMap, name: unknown) => YAMLMap['items'][number] | undefined {
  const known = new WeakMap<YAMLMap, Map<unknown, YAMLMap['items'][number]>>()
  return (map, name) => {
    let pairs = known.get(map)
    if (!pairs) {
      pairs = new Map(map.items.toReversed().map(pair => [isScalar(pair.key) ? pair.key.value : pair.key, pair]))
      known.set(map, pairs)
    }
    return pairs.get(name)
  }
}

function sourceOf(document: Document.Parsed, text: string, file: string, lines: LineCounter): Source {
  const pairIn = pairsByName()
  const nodeAt = (path: Path): Node | undefined => {
    let node: unknown = document.contents
    for (const step of path)
      node = isMap(node) ? pairIn(node, step)?.value : isSeq(node) ? node.items[Number(step)] : undefined
    return isNode(node) ? node : undefined
  }
  const keyAt = (path: Path): Node | undefined => {
    const parent = nodeAt(path.slice(0, -1))
    const key: unknown = isMap(parent) ? pairIn(parent, path.at(-1))?.key : undefined
    return isNode(key) ? key : undefined
  }
  const offsetOf = (path: Path, at?: 'the key'): number => {
    const here = at === 'the key' ? (keyAt(path) ?? nodeAt(path)) : nodeAt(path)
    if (here?.range && !(isCollection(here) && keyAt(path))) return here.range[0]
    const key = keyAt(path)
    if (key?.range) return key.range[0]
    return path.length ? offsetOf(path.slice(0, -1), 'the key') : 0
  }
  return {
    value: document.toJS({ maxAliasCount: 0 }) as unknown,
    problem: (path, says, mend, at) => ({ file, ...position(lines, offsetOf(path, at)), says, mend }),
    written: path => {
      const range = nodeAt(path)?.range
      return range ? text.slice(range[0], range[1]) : undefined
    },
  }
}

/** The same text with another value at this place, nothing else touched; undefined where nothing stands there. */
export function rewritten(source: string, path: Path, value: string): string | undefined {
  const node = parseDocument(source, { logLevel: 'error', uniqueKeys: false }).getIn(path, true)
  const range = isScalar(node) ? node.range : undefined
  return range ? source.slice(0, range[0]) + value + source.slice(range[1]) : undefined
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What stands at a path of plain values. */
export function valueAt(value: unknown, path: Path): unknown {
  let at = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = (at as Record<PropertyKey, unknown>)[key]
  }
  return at
}
