import type pg from 'pg'

/**
 * Fills a platform with customers: account, login, session, two letters, two consents each, and ten entries of the
 * audit log, which are not sealed as the platform would.
 */
export async function fill(pool: pg.Pool, ids: readonly string[], { logged = true } = {}): Promise<void> {
  for (let first = 0; first < ids.length; first += 10_000) {
    const some = ids.slice(first, first + 10_000)
    await pool.query(
      `insert into identity.account (first_name, last_name, city, mail, language, customer_number, requested_at, confirmed_at, subject, version) select 'Ada', 'Lovelace', 'London', s || '@example.org', 'en', s, now(), now(), s::uuid, 1 from unnest($1::text[]) s`,
      [some],
    )
    await pool.query(
      `insert into identity.login (kind, mail, subject, version) select 'customer', s || '@example.org', s::uuid, 1 from unnest($1::text[]) s`,
      [some],
    )
    await pool.query(
      `insert into identity.session (token, stay, started_at, last_seen_at, ends_at, subject, version) select s::bytea, 'yes', now(), now(), now() + interval '30 days', s::uuid, 1 from unnest($1::text[]) s`,
      [some],
    )
    await pool.query(
      `insert into mail.letter ("to", language, named, activity, posted_at, worth_until, due_at, closed_at, state, subject, version) select s || '@example.org', 'en', 'no', 'identity.registration', now(), now(), now(), now(), 'sent', s::uuid, 1 from unnest($1::text[]) s, generate_series(1, 2)`,
      [some],
    )
    await pool.query(
      `insert into obhut.consent (purpose, recipient, channel, state, statement, since, subject, version) select p, '', '', 'given', 1, now(), s::uuid, 1 from unnest($1::text[]) s, unnest(array['homes.comparison', 'homes.another']) p`,
      [some],
    )
    if (logged)
      await pool.query(
        `with made as (insert into obhut.audit_entry (at, activity, what, actor, seal, place, sealed_at) select now(), 'identity.accounts', s, 'person', 1, 0, now() from unnest($1::text[]) s, generate_series(1, 10) returning id, what)
      insert into obhut.audit_person (entry_id, place, part, salt, facts, at, subject, version) select id, 0, 'acted', '\\x00', '{}', now(), what::uuid, 1 from made`,
        [some],
      )
  }
  await pool.query('vacuum analyze')
}
