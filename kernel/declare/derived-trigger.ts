import type { AnyTable } from './table.ts'

/** A trigger that follows from the declarations. */
export interface DerivedTrigger {
  readonly table: AnyTable
  readonly name: string
  /** The function that it runs, in the schema `obhut`. */
  readonly runs:
    | 'received'
    | 'person_received'
    | 'parts_go'
    | 'stays_for_hold'
    | 'refers_to_ones_own'
    | 'refers_within_tenant'
    | 'thing_within_tenant'
    | 'thing_stays'
    | 'destroy_keys'
    | 'destroy_key'
    | 'tenants_change'
    | 'tenant_written'
    | 'tenants_come'
    | 'tenants_moved'
    | 'take_file'
    | 'files_go'
    | 'files_follow'
    | 'find_file'
    | 'chunks_go'
    | 'chunks_follow'
    | 'words_go'
    | 'words_again'
  /** SQL that makes it. */
  readonly makes: string
  /** What would not hold without it, as the proof says. */
  readonly without: string
}
