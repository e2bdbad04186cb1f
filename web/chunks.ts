import { matchesGlob, relative } from 'node:path'

/** A file of the built portal that many screens share. */
export interface Chunk {
  readonly name: string
  /** Packages, and scopes of packages, as a whole. */
  readonly packages: readonly string[]
  /** What comes with dialogs alone, by a part of its path. */
  readonly without?: readonly string[]
  /** Files under web/. */
  readonly files: readonly string[]
}

/**
 * What every screen needs comes in three files that change at different paces; dialogs, charts and each screen come
 * when they are called for. What the ways of the navigation are called comes in one file a language.
 */
export const chunks: readonly Chunk[] = [
  { name: 'react', packages: ['react', 'react-dom', 'scheduler', 'react-router', 'cookie-es'], files: [] },
  {
    name: 'library',
    packages: ['@mantine', '@floating-ui', '@tanstack', 'openapi-fetch', 'react-transition-group', 'clsx', 'tabbable'],
    without: ['Modal', 'ScrollArea', 'remove-scroll', 'react-style-singleton', 'use-sidecar'],
    files: ['look.css', 'library.css'],
  },
  {
    name: 'shell',
    packages: [],
    files: [
      'frame/*',
      'parts/!(Confirm|Rows|Table).*',
      'locales/{words,language,formats,counted}.*',
      '**/words/index.ts',
      '{client,live,live-tabs,page-account,palette,problem,queries}.ts',
      'identity/{Guard,account,actions,back,queries}.*',
    ],
  },
  ...['de', 'en'].map(language => ({ name: `ways-${language}`, packages: [], files: [`*/words/ways/${language}.ts`] })),
]

/** Whether a file, by its whole path, goes into a chunk. */
export function goesInto({ packages, without = [], files }: Chunk, path: string): boolean {
  const [, ofPackage] = /.*\/node_modules\/(.*)/.exec(path) ?? []
  if (ofPackage !== undefined)
    return packages.some(name => ofPackage.startsWith(`${name}/`)) && !without.some(part => path.includes(part))
  const ofWeb = relative(import.meta.dirname, path)
  return files.some(glob => matchesGlob(ofWeb, glob))
}
