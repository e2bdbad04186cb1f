import type { ClientBase } from 'pg'
import type { Declarations } from './declarations.ts'
import { ownsRows, type Stated } from './derive.ts'
import { qualified } from './qualified.ts'

/** Rows stand under an activity that the manifest does not state: it cannot hold, or they would lie there without purpose. */
export class HeldWithoutPurpose extends Error {
  constructor(held: readonly { table: string, activity: string }[]) {
    super(held.map(({ table, activity }) => `table '${table}' holds rows that are kept under '${activity}', which the manifest does not state: state it, or erase them first`).join('\n'))
    this.name = 'HeldWithoutPurpose'
  }
}

export async function refuseRowsWithoutPurpose(owner: ClientBase, declarations: Declarations, manifest: Stated): Promise<void> {
  const held: { table: string, activity: string }[] = []
  for (const table of declarations.tables.values()) {
    if (!ownsRows(table) || manifest.states(table.under.name)) continue
    const { rows: [row] } = await owner.query<{ some: boolean }>(`select exists (select from ${qualified(table)}) as some`)
    if (row?.some) held.push({ table: table.name, activity: table.under.name })
  }
  if (held.length) throw new HeldWithoutPurpose(held)
}
