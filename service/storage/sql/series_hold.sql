-- Whoever adds to series of organisation $1 goes before or behind a bulk load (posted_lock), never between its parts.
select pg_advisory_xact_lock_shared(20221, ($1::bigint % 64)::integer)::text
