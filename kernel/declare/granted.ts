import type { NameOf, ReadsOf } from './activity.ts'
import type { AnyTable, RowOf, TableName, UnderOf } from './table.ts'

/** Columns of table T that activity A may read. */
export type Readable<A, T> =
  UnderOf<T> extends NameOf<A>
    ? keyof RowOf<T> & string
    : TableName<T> extends keyof ReadsOf<A>
      ? ('id' | ReadsOf<A>[TableName<T>][number]) & keyof RowOf<T> & string
      : never

/** T itself where A may read it; else a sentence, which is what the compiler then prints. */
export type MayUse<A, T> = [Readable<A, T>] extends [never]
  ? `'${TableName<T>}' may not be read under '${NameOf<A>}'; it is kept under '${UnderOf<T>}'`
  : T
/** C itself where A may read that column of T; else a sentence. */
export type MayRead<A, T, C extends string> =
  C extends Readable<A, T> ? C : `'${C}' may not be read under '${NameOf<A>}'; it is kept under '${UnderOf<T>}'`

/** The database as one activity sees it: the tables that it asked for, with the columns that it was granted. */
export type Granted<A, Ts extends readonly AnyTable[]> = {
  [T in Ts[number] as TableName<T>]: Pick<RowOf<T>, Readable<A, T> & keyof RowOf<T>>
}
