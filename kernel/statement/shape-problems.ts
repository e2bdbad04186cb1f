import type { z } from 'zod'
import { nearest } from '../text/nearest.ts'
import { namesAt, descriptionOf, schemaAt } from './shape.ts'
import { isRecord, mostTold, valueAt, type YamlProblem, type Source } from './yaml.ts'

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]
interface Looking {
  readonly shape: z.ZodType
  readonly value: unknown
  readonly yaml: Source
}

/** What the schema found, in sentences: which place, what is wrong there, how it is written. */
export function shapeProblems(
  result: z.ZodSafeParseResult<unknown>,
  shape: z.ZodType,
  value: unknown,
  yaml: Source,
): YamlProblem[] {
  return result.success
    ? []
    : result.error.issues.slice(0, mostTold).flatMap(issue => problemsOf(issue, [], { shape, value, yaml }))
}

function problemsOf(issue: Issue, above: Path, looking: Looking): YamlProblem[] {
  const path = [...above, ...issue.path]
  if (issue.code === 'invalid_union') return ofUnion(issue, path, looking)
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, mostTold).map(key => unknownName([...path, key], looking))
  if (issue.code === 'invalid_key')
    return [
      looking.yaml.problem(
        path,
        `'${last(path)}' cannot be a name here: ${issue.issues[0]?.message ?? issue.message}`,
        patternMend(path),
        'the key',
      ),
    ]
  const there = valueAt(looking.value, path)
  return [there === undefined || there === null ? missing(path, looking) : wrong(path, there, issue, looking)]
}

/** Of a choice between a word and a mapping, tell about the mapping where one was written. */
function ofUnion(issue: Extract<Issue, { code: 'invalid_union' }>, path: Path, looking: Looking): YamlProblem[] {
  const there = valueAt(looking.value, path)
  if (there === undefined || there === null) return [missing(path, looking)]
  const meant =
    typeof there === 'object'
      ? issue.errors.find(branch => branch.some(inner => inner.path.length > 0 || inner.code === 'unrecognized_keys'))
      : undefined
  return meant ? meant.flatMap(inner => problemsOf(inner, path, looking)) : [wrong(path, there, issue, looking)]
}

function unknownName(path: Path, { shape, yaml }: Looking): YamlProblem {
  const name = last(path)
  const parent = schemaAt(shape, path.slice(0, -1))
  const known = namesAt(parent)
  const meant = nearest(name, known)
  const closest = meant === undefined ? '' : `, or did you mean '${meant}'?`
  if (path.length === 2 && path[0] === 'activities') {
    return yaml.problem(
      path,
      `no part of the platform does '${name}'`,
      meant === undefined
        ? 'take it out, or switch on the module that brings it'
        : `did you mean '${meant}'? otherwise take it out`,
      'the key',
    )
  }
  if (path.length === 3 && path[0] === 'activities') {
    const settings = known.length ? `it has ${known.join(', ')}` : 'it has none'
    return yaml.problem(
      path,
      `'${String(path[1])}' has no setting '${name}'; ${settings}`,
      meant === undefined ? 'take it out' : `did you mean '${meant}'? otherwise take it out`,
      'the key',
    )
  }
  return yaml.problem(
    path,
    `'${name}' has no meaning ${path.length > 1 ? `in ${place(path.slice(0, -1))}` : 'in a manifest'}`,
    `take it out${closest}`,
    'the key',
  )
}

function missing(path: Path, { shape, yaml }: Looking): YamlProblem {
  const said = descriptionOf(schemaAt(shape, path))
  const law = said?.law === undefined ? '' : ` (the law wants it: ${said.law})`
  const what = said?.description === undefined ? '' : ` (${lower(said.description)})`
  return yaml.problem(path, `${place(path)} is missing${law}`, `add ${written(path, said?.eg)}${what}`)
}

function wrong(path: Path, there: unknown, issue: Issue, { shape, yaml }: Looking): YamlProblem {
  const said = descriptionOf(schemaAt(shape, path)) ?? descriptionOf(schemaAt(shape, path.slice(0, -1)))
  const number = typeof there === 'number' || typeof there === 'boolean'
  if (issue.code === 'invalid_type' && issue.expected === 'string' && number) {
    return yaml.problem(
      path,
      `${place(path)} has to be text, and ${yaml.written(path) ?? String(there)} is read as a ${typeof there}`,
      `put it in quotes: ${last(path)}: "${yaml.written(path) ?? String(there)}"`,
    )
  }
  const meant =
    issue.code === 'invalid_value' && typeof there === 'string' ? nearest(there, issue.values.map(String)) : undefined
  const choice =
    issue.code === 'invalid_value' && issue.values.length <= 12 ? `one of: ${issue.values.join(', ')}` : undefined
  const mend =
    meant !== undefined
      ? `did you mean '${meant}'?`
      : (choice ?? `write ${written(path, said?.eg)}${said ? ` (${lower(said.description)})` : ''}`)
  return yaml.problem(path, `${place(path)} is ${shown(there)}; ${complaint(issue)}`, mend)
}

const complaints: Readonly<Record<string, string>> = {
  email: 'that is no e-mail address',
  url: 'that is no address on the web',
  date: 'that is no day of the calendar, as 2026-12-01',
}
function complaint(issue: Issue): string {
  if (issue.code === 'invalid_type')
    return `it has to be ${({ string: 'text', array: 'a list', object: 'a mapping', record: 'a mapping', number: 'a number', int: 'a whole number' } as Record<string, string>)[issue.expected] ?? issue.expected}`
  if (issue.code === 'invalid_format')
    return (
      complaints[issue.format] ??
      (issue.message.startsWith('Invalid') ? 'that is not how it is written' : issue.message)
    )
  if (issue.code === 'invalid_value') return 'that is not one of the values it can have'
  if (issue.code === 'too_small')
    return issue.origin === 'array'
      ? 'it must not be empty'
      : `it has to be at least ${issue.minimum}${issue.origin === 'string' ? ' character long' : ''}`
  if (issue.code === 'too_big')
    return `it has to be at most ${issue.maximum}${issue.origin === 'string' ? ' characters long' : ''}`
  if (issue.code === 'custom') return issue.message
  return 'that is not how it is written'
}

/** The value as a short quotation. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length ? 'a list' : 'an empty list'
  if (isRecord(value)) return 'a mapping'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text
}

const place = (path: Path): string =>
  path.length === 0
    ? 'the manifest'
    : path[0] === 'activities' && path.length > 2
      ? `${path.slice(2).map(String).join('.')} of '${String(path[1])}'`
      : path.map(String).join('.')
const last = (path: Path): string => String(path.at(-1) ?? '')
const lower = (sentence: string): string =>
  sentence.replace(/\.$/, '').replace(/^[A-Z](?=[a-z ])/, letter => letter.toLowerCase())
const written = (path: Path, eg: string | undefined): string =>
  typeof path.at(-1) === 'number' ? (eg ?? 'another value') : `${last(path)}: ${eg ?? '…'}`
const patternMend = (path: Path): string =>
  path[0] === 'clauses'
    ? 'clauses are written as in the catalogue: home/2.1.1-c'
    : 'use small letters, digits and hyphens'
