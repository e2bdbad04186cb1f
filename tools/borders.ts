// Who imports whom, and whether they may.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ICruiseResult, type IModule, cruise } from 'dependency-cruiser'
import { globalWaysOut, reachesFurther, reading, resolving, rules } from './border-rules.ts'

const folders = [
  'kernel',
  'platform',
  'modules',
  'server',
  'web',
  'gateway',
  'clauses',
  'e2e',
  'bench',
  'tools',
  'assurance',
  'docs',
]

export interface Borders {
  /** How many TypeScript files were read: none means that the check itself is broken. */
  read: number
  crossed: { rule: string; from: string; to: string; because?: string }[]
  /** Which file imports which, types left aside. */
  imports: ReadonlyMap<string, readonly string[]>
}

export async function borders(checkout: string): Promise<Borders> {
  const rooms = folders.filter(room => existsSync(join(checkout, room)))
  const { output } = await cruise(
    rooms,
    { ...reading, baseDir: checkout, validate: true, ruleSet: { forbidden: rules }, outputType: 'json' },
    resolving,
  )
  const { modules, summary } = typeof output === 'string' ? (JSON.parse(output) as ICruiseResult) : output
  return {
    read: modules.filter(({ source }) => /\.tsx?$/.test(source)).length,
    imports: new Map(
      modules.map(({ source, dependencies }) => [
        source,
        dependencies
          .filter(({ dependencyTypes }) => !dependencyTypes.includes('type-only'))
          .map(({ resolved }) => resolved),
      ]),
    ),
    crossed: [
      ...summary.violations.map(({ rule, from, to }) => ({
        rule: rule.name,
        from,
        to,
        because: rules.find(({ name }) => name === rule.name)?.comment ?? '',
      })),
      ...circlesOfModules(modules).map(([from = '', ...via]) => ({
        rule: 'no-circles-between-modules',
        from,
        to: [...via, from].join(' → '),
        because: 'Of two modules that know each other, neither can be left out.',
      })),
      ...usesOfGlobals(
        checkout,
        modules.map(({ source }) => source),
      ),
      ...openedForAnybody(modules),
      ...activitiesOfOthers(
        checkout,
        modules.map(({ source }) => source),
      ),
    ],
  }
}

/** `fetch` and its like need no import to open a connection. */
function usesOfGlobals(checkout: string, files: readonly string[]): Borders['crossed'] {
  const { name, in: within, notIn, uses } = globalWaysOut
  return files
    .filter(file => within.test(file) && !notIn.some(one => one.test(file)))
    .flatMap(file =>
      readFileSync(join(checkout, file), 'utf8')
        .split('\n')
        .flatMap((line, index) => {
          const found = /^\s*(\/?\*|\/\/)/.test(line) ? undefined : uses.exec(line)?.[0]
          return found === undefined
            ? []
            : [
                {
                  rule: name,
                  from: `${file}:${index + 1}`,
                  to: found,
                  because: rules.find(rule => rule.name === name)?.comment ?? '',
                },
              ]
        }),
    )
}

/** What opens the whole store and is called by a module has to say by which. */
function openedForAnybody(files: IModule[]): Borders['crossed'] {
  const imports = (file: IModule, path: RegExp): string[] =>
    file.dependencies
      .filter(one => path.test(one.resolved) && !one.dependencyTypes.includes('type-only'))
      .map(({ resolved }) => resolved)
  const opening = new Set(
    files.filter(file => imports(file, /^kernel\/store\/whole\.ts$/).length).map(one => one.source),
  )
  return files
    .filter(({ source }) => source.startsWith('modules/') && !/\.test\.tsx?$|-for-test\.ts$|\/testing\//.test(source))
    .flatMap(file =>
      imports(file, /^kernel\//)
        .filter(to => opening.has(to) && !Object.hasOwn(reachesFurther, to))
        .map(to => ({
          rule: 'what-reaches-further-has-its-modules',
          from: file.source,
          to,
          because: `${to} opens the whole store and names no module that may call it (tools/border-rules.ts).`,
        })),
    )
}

/** A module makes the activities of its own name; whoever made one of another's name could act under it. */
function activitiesOfOthers(checkout: string, files: readonly string[]): Borders['crossed'] {
  return files
    .filter(file => file.startsWith('modules/') && !/\.test\.tsx?$|-for-test\.ts$/.test(file))
    .flatMap(file =>
      [...readFileSync(join(checkout, file), 'utf8').matchAll(/\bactivity\(\s*(['"`][^'"`]*['"`]|[^)\s])/g)]
        .map(([, name = '']) => name)
        .filter(name => /^\W/.test(name) && name.slice(1, -1).split('.')[0] !== moduleOf(file))
        .map(name => ({
          rule: 'activities-are-of-their-module',
          from: file,
          to: name,
          because: 'An activity has the name of its module: whoever makes one of another name could act under it.',
        })),
    )
}

/** Even where no file is in a circle: a knows b's contract, and b knows a's. */
function circlesOfModules(files: IModule[]): string[][] {
  const knows = new Map<string, Set<string>>()
  for (const { source, dependencies } of files.filter(file => !/\.test\.tsx?$|\/testing\//.test(file.source))) {
    const from = moduleOf(source)
    for (const to of dependencies.map(({ resolved }) => moduleOf(resolved)))
      if (from && to && from !== to) knows.set(from, (knows.get(from) ?? new Set()).add(to))
  }
  return [...knows.keys()]
    .flatMap(start => pathBack(knows, start, [start]))
    .filter(([first = '', ...rest]) => rest.every(name => first < name))
}

function pathBack(knows: Map<string, Set<string>>, start: string, path: string[]): string[][] {
  return [...(knows.get(path.at(-1) ?? '') ?? [])].flatMap(next => {
    if (next === start) return [path]
    return path.includes(next) ? [] : pathBack(knows, start, [...path, next])
  })
}

function moduleOf(file: string): string | undefined {
  return /^modules\/([^/]+)\//.exec(file)?.[1]
}
