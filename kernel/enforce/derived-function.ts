import pg from 'pg'

const { escapeIdentifier: id, escapeLiteral: literal } = pg

/** A function of the database that follows from the declarations, reads as its owner does, and changes nothing. */
export interface DerivedFunction {
  /** Its name in the schema `obhut`, as the catalogue has it. */
  readonly name: string
  /** Its arguments with their names, and what it gives, as the catalogue words both. */
  readonly takes: string
  readonly gives: string
  readonly body: string
  /** The roles that may call it. */
  readonly callers: readonly string[]
}

/** SQL that makes such a function, in place of the one that may be there. */
export const makingFunction = ({ name, takes, gives, body, callers }: DerivedFunction): string[] => {
  const called = `obhut.${id(name)}(${takes})`
  return [
    // Whatever it took before.
    `do $$ declare it regprocedure; begin for it in select p.oid from pg_proc p where p.pronamespace = 'obhut'::regnamespace and p.proname = ${literal(name)} loop execute 'drop function ' || it; end loop; end $$`,
    `create function ${called} returns ${gives} language sql stable security definer set search_path = pg_catalog, pg_temp as $function$${body}$function$`,
    `revoke all on function ${called} from public`,
    `grant execute on function ${called} to ${callers.map(role => id(role)).join(', ')}`,
  ]
}
