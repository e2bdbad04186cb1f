import { FileDamaged } from '../files/problems.ts'
import { OperatorProblem } from '../problems/problem.ts'
import { CannotOpen } from '../vault/cipher.ts'

/** Something of a copy that is damaged, or whose key is missing. */
export interface Unreadable {
  /** `schema.table.column`, as the copy calls it. */
  readonly at: string
  /** Of a file its path in the copy, as far as it has one; of a value nothing. */
  readonly path?: string
}

/** Whether stored bytes do not open, which concerns these alone. */
export const isDamage = (error: unknown): boolean => error instanceof CannotOpen || error instanceof FileDamaged

/** Collects what a copy goes on without, each once however often it is read. */
export interface Missed {
  readonly all: readonly Unreadable[]
  note(id: string, one: Unreadable): void
}
export function missed(): Missed {
  const found = new Map<string, Unreadable>()
  return {
    get all() {
      return [...found.values()]
    },
    note(id, one) {
      found.set(`${one.at} ${id}`, one)
    },
  }
}

/** Somebody's copy was made without some of what is held, as that could not be read. */
export class CopyIncomplete extends OperatorProblem {
  constructor(those: readonly Unreadable[]) {
    const counted = [...Map.groupBy(those, ({ at }) => at)].map(([at, { length }]) => `${at} (${length})`).join(', ')
    super({
      says: {
        de: `Eine Kopie der Daten einer Person ist unvollständig, weil sich Werte oder Dateien nicht lesen ließen: ${counted}.`,
        en: `A copy of somebody's data is incomplete, as values or files could not be read: ${counted}.`,
      },
      mend: {
        de: '„obhut prove --deep“ nennt alle beschädigten Stellen. Stellen Sie sie aus einer Sicherungskopie wieder her; danach kann die Person die Kopie noch einmal anfordern. In der Kopie steht, was fehlt.',
        en: "'obhut prove --deep' names all that is damaged. Restore it from a backup; then the person can ask for the copy again. The copy says what is missing.",
      },
    })
  }
}
