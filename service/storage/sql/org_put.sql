-- Creates or changes the organisation $1: name $2, parent $3 ('' none). No row: the parent is unknown, or lies below it.
-- Served by orgs_code_key. After org_lock, so that no two changes close a circle together.
with recursive parent as (
    select id from orgs where code = $3
), above as (
    select o.id, o.parent_id from orgs o join parent p on o.id = p.id
    union
    select o.id, o.parent_id from orgs o join above a on o.id = a.parent_id
), put as (
    insert into orgs (code, name, parent_id)
    select $1, $2, (select id from parent)
    where ($3 = '' or exists (select from parent))
      and not exists (select from above a join orgs o on o.id = a.id where o.code = $1)
    on conflict (code) do update set name = excluded.name, parent_id = excluded.parent_id
    returning id, code, name, (xmax = 0) as created
)
select id, code, name, $3::text, created from put
