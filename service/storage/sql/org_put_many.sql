-- Creates or renames the organisations of codes $1: names $2, aliases $3 (each all of one, parted by \x1f; null: as they are). Served by
-- orgs_code_key. After org_lock; org_place_many follows.
insert into orgs as o (code, name, aliases)
select t.code, t.name, coalesce(string_to_array(t.aliases, E'\x1f'), (select s.aliases from orgs s where s.code = t.code), '{}')
from unnest($1::text[], $2::text[], $3::text[]) as t (code, name, aliases)
on conflict (code) do update set name = excluded.name, aliases = excluded.aliases
