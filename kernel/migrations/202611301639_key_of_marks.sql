-- Without the key nobody would be known to be erased, and everybody erased would be let in again: whoever asks fails instead.
create function obhut.key_of_marks() returns bytea language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  found bytea := (select key from obhut.erasure_key);
begin
  if found is null then
    raise exception 'the key of the marks of erased people is missing' using errcode = '55000';
  end if;
  return found;
end $$;

-- Whatever the functions do besides stays as it is.
do $$
declare
  asking regprocedure;
begin
  for asking in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'obhut'::regnamespace and p.prosrc like '%(select key from obhut.erasure_key)%' and p.proname <> 'key_of_marks' loop
    execute replace(pg_get_functiondef(asking), '(select key from obhut.erasure_key)', '(select obhut.key_of_marks())');
  end loop;
end $$;

-- A restored backup from before the key, beside wrapped keys from after it: the marks of later backups were made with this key.
do $$
begin
  if to_regclass('obhut.restored_erasure_key') is not null then
    update obhut.erasure_key set key = (select key from obhut.restored_erasure_key);
    delete from obhut.erased;
    insert into obhut.erased (mark, at, keyed) select sha256(obhut.key_of_marks() || mark), at, true from obhut.restored_erased;
    drop table obhut.restored_erasure_key, obhut.restored_erased;
  end if;
end $$;
