// Every command line that documentation and help show, held against the commands that there are and the installation of
// docs/operate.md.
import { execFileSync } from 'node:child_process'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readEnvironment } from '../startup/environment.ts'
import { aFolder } from '../testing/command-line.ts'
import type { AnyCommand } from './command.ts'
import { commands } from './main.ts'
import { parse } from './parse.ts'

const root = join(import.meta.dirname, '../..')
const pages = globSync(
  ['README.md', 'docs/*.md', 'decisions/*.md', 'changes/*.md', 'modules/*/README.md', 'statements/*.yaml'],
  { cwd: root },
)
const loaded = new Map<string, AnyCommand>(
  await Promise.all(commands.map(async ({ name, load }) => [name, (await load()).default] as const)),
)

interface Shown {
  readonly where: string
  readonly line: string
}

/** Lines of a block that begin with a command, and commands within sentences. */
function shownIn(where: string, text: string): Shown[] {
  const blocks = [...text.matchAll(/^ *```.*\n([^]*?)^ *```/gm)].map(([, block = '']) =>
    block.replaceAll(/\\\n\s*/g, ' '),
  )
  const inline = [...text.replaceAll(/^ *```.*\n[^]*?^ *```/gm, '').matchAll(/`([^`\n]+)`|For example: (.*)/g)].map(
    ([, code, example]) => code ?? example ?? '',
  )
  const lines = [...blocks.flatMap(block => block.split('\n')), ...inline].map(line => line.trim())
  return lines.filter(line => /^(?:[A-Z_]+=\S+ |… )*(?:npx )?obhut [a-z]/.test(line)).map(line => ({ where, line }))
}

const shown: readonly Shown[] = [
  ...pages.flatMap(page => shownIn(page, readFileSync(join(root, page), 'utf8'))),
  ...[...loaded].flatMap(([name, { example }]) =>
    example === undefined || example.startsWith('npm') ? [] : [{ where: `obhut ${name} --help`, line: example }],
  ),
]

/** As a shell would split it, without what comes before the command and after a hash. */
function wordsOf(line: string): string[] {
  const [, rest = ''] = /(?:^|\s)obhut (.*)$/.exec(line.replace(/\s+# .*$/, '')) ?? []
  return [...rest.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)]
    .map(([, double, single, bare]) => double ?? single ?? bare ?? '')
    .filter(word => word !== '…')
}
const commandOf = (words: readonly string[]): AnyCommand | undefined =>
  loaded.get(words.slice(0, 2).join(' ')) ?? loaded.get(words[0] ?? '')
/** Several commands in one, and labels of derived keys that read like one. */
const isNoCommand = ({ line }: Shown): boolean => line.includes('|') || line.startsWith('obhut vault generation')

describe('a command line of the documentation', () => {
  it('names a command that there is, with options and arguments that it takes', () => {
    const wrong = shown
      .filter(one => !isNoCommand(one))
      .flatMap(({ where, line }) => {
        const words = wordsOf(line)
        const command = commandOf(words)
        if (!command) return [`${where}: ${line}`]
        try {
          parse(command, words.slice(command.name.split(' ').length))
          return []
        } catch (problem) {
          // In a sentence what is not the point is left out, and values are DATE or FILE.
          return /there is no option|is more than this command|takes no value|given twice/.test(
            (problem as Error).message,
          )
            ? [`${where}: ${line}: ${(problem as Error).message}`]
            : []
        }
      })
    expect(shown.length).toBeGreaterThan(60)
    expect(wrong).toEqual([])
  })
  it('looks for the data where the installation has it, and writes where its user may', () => {
    const folders = ['/var/lib/obhut/', '/var/backups/obhut', '/etc/obhut/', '/mnt/']
    const wrong = shown.filter(({ line }) => {
      const words = wordsOf(line)
      const data = words[words.indexOf('--data') + 1]
      const isElsewhere = words.includes('--data') && !/^(\/var\/lib\/obhut\/(data|drill)|DIR|…)$/.test(data ?? '')
      const written = ['--labels', '--secrets', '--to', '-o', '--output'].flatMap(name =>
        words.includes(name) ? [words[words.indexOf(name) + 1] ?? ''] : [],
      )
      return (
        isElsewhere ||
        words.some(word => word.startsWith('/') && !folders.some(folder => word.startsWith(folder))) ||
        written.some(file => !/^(\/var\/|(-|FILE|…|)$)/.test(file))
      )
    })
    expect(wrong).toEqual([])
    const texts = [...loaded.values()].flatMap(({ notes, example }) => [notes ?? '', example ?? ''])
    expect(
      [...texts, ...pages.map(page => readFileSync(join(root, page), 'utf8'))].flatMap(
        text => text.match(/\/srv\/(?!obhut\b)\S+|--data \/srv\S*/g) ?? [],
      ),
    ).toEqual([])
  })
})

describe('the file of settings that the documentation shows', () => {
  const [, written = ''] =
    /```\n(# \/etc\/obhut\/environment\n[^]*?)```/.exec(readFileSync(join(root, 'docs/operate.md'), 'utf8')) ?? []
  it('says the same to a shell and to systemd, and is one that a start takes', () => {
    const file = join(aFolder(), 'environment')
    writeFileSync(file, written)
    const byShell = execFileSync('/bin/sh', ['-c', `set -a; . '${file}'; env`], { env: {}, encoding: 'utf8' })
    const environment = (text: string) =>
      readEnvironment(
        Object.fromEntries(
          text
            .split('\n')
            .filter(line => line.startsWith('OBHUT_'))
            .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
        ),
      )
    const read = environment(byShell)
    expect(read).toMatchObject({
      data: '/var/lib/obhut/data',
      mailFrom: 'Firma <post@firma.example>',
      alarmsTo: 'it@firma.example',
      smtpUrl: 'smtp://user:password@mail.firma.example:587',
    })
    expect(environment(written)).toEqual(read)
  })
})
