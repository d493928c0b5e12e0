-- Creates or renames the organisations of codes $1: names $2. Served by orgs_code_key. After org_lock; org_place_many follows.
insert into orgs (code, name)
select * from unnest($1::text[], $2::text[])
on conflict (code) do update set name = excluded.name
