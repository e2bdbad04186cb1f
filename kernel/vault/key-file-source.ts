import { createSecretKey, randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { keepOwner } from './keep-owner.ts'
import { newestOf, WrongKeys, type Generation, type KeySource } from './generations.ts'

interface Written {
  readonly generations: readonly { readonly number: number; readonly key: string }[]
}

/** Master keys in a file that only its owner can read. Without one it is made, if it may be. */
export function keysInFile(file: string, mayMake: boolean): KeySource {
  if (!existsSync(file)) {
    if (!mayMake)
      throw new WrongKeys(
        `${file} is missing. Without it nothing that is encrypted in this store opens: put it back from where you keep it.`,
      )
    makeFirst(file)
  }
  if (statSync(file).mode & 0o077) throw new WrongKeys(`${file} can be read by others. Close it: chmod 600 ${file}`)
  const read = (): Generation[] =>
    written(file).generations.map(({ number, key }) => ({ number, key: createSecretKey(Buffer.from(key, 'base64')) }))
  return {
    name: file,
    read,
    add() {
      const { generations } = written(file)
      const next = { number: newestOf(read()).number + 1, key: newKey() }
      replace(file, { generations: [next, ...generations] })
      return { number: next.number, key: createSecretKey(Buffer.from(next.key, 'base64')) }
    },
    dropBefore(number) {
      replace(file, { generations: written(file).generations.filter(one => one.number >= number) })
    },
  }
}

const newKey = (): string => randomBytes(32).toString('base64')

function written(file: string): Written {
  try {
    const parsed = JSON.parse(readFileSync(file, 'utf8')) as Partial<Written>
    if (parsed.generations?.length && parsed.generations.every(one => Buffer.from(one.key, 'base64').length === 32))
      return { generations: parsed.generations }
  } catch (problem) {
    if (!(problem instanceof SyntaxError)) throw problem
  }
  throw new WrongKeys(`${file} does not hold the keys of a vault: it was changed. Put it back from where you keep it.`)
}

/** Written whole and then put in its place: whoever is cut off leaves the old file or the new one. */
function unfinished(file: string, content: Written): string {
  const beside = `${file}.${process.pid}`
  writeFileSync(beside, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flush: true })
  return beside
}

function replace(file: string, content: Written): void {
  const beside = unfinished(file, content)
  keepOwner(beside, file)
  renameSync(beside, file)
  settle(dirname(file))
}

/** Of two first starts one wins. */
function makeFirst(file: string): void {
  const beside = unfinished(file, { generations: [{ number: 1, key: newKey() }] })
  try {
    linkSync(beside, file)
    settle(dirname(file))
  } catch (problem) {
    if ((problem as { code?: string }).code !== 'EEXIST') throw problem
  } finally {
    rmSync(beside)
  }
}

/** The folder's own entry reaches the disk too. */
function settle(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
