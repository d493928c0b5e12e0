-- Creates or changes the organisation $1: name $2, parent $3 ('' none), aliases $4 (null: as they are). No row: the parent is unknown, or lies below it.
-- Served by orgs_code_key. After org_lock, so that no two changes close a circle together.
with recursive parent as (
    select id from orgs where code = $3
), above as (
    select o.id, o.parent_id from orgs o join parent p on o.id = p.id
    union
    select o.id, o.parent_id from orgs o join above a on o.id = a.parent_id
), put as (
    insert into orgs (code, name, parent_id, aliases)
    select $1, $2, (select id from parent), coalesce($4::text[], '{}')
    where ($3 = '' or exists (select from parent))
      and not exists (select from above a join orgs o on o.id = a.id where o.code = $1)
    on conflict (code) do update set name = excluded.name, parent_id = excluded.parent_id, aliases = coalesce($4::text[], orgs.aliases)
    returning id, code, name, aliases, (xmax = 0) as created
)
select id, code, name, $3::text, array_to_string(aliases, E'\x1f'), created from put
