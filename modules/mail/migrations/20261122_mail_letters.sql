-- Letters that wait to be sent, and for a while those that were.
create schema mail;

create table mail.letter (
  id uuid primary key default gen_random_uuid(),
  "to" text collate "C" not null,
  language text not null check (language in ('de', 'en')),
  content jsonb,
  named text collate "C" not null check (named in ('yes', 'no')),
  activity text collate "C" not null,
  posted_at timestamptz(3) not null,
  worth_until timestamptz(3) not null,
  attempts integer not null default 0,
  due_at timestamptz(3) not null,
  claimed_until timestamptz(3),
  handed_over_at timestamptz(3),
  closed_at timestamptz(3),
  state text collate "C" not null default 'waiting' check (state in ('waiting', 'sent', 'refused', 'too late')),
  answer text,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C",
  -- What went out or was given up holds no content any more: links with tokens do not linger.
  check (closed_at is null or content is null)
);
create index letter_subject on mail.letter (subject);
create index letter_waiting on mail.letter (due_at) where state = 'waiting';
create index letter_closed on mail.letter (closed_at);
