-- Organisations by code: of the subtree of code $1 ('' all), with $2 in code, name or alias ('' any), after code $3, $4 rows.
-- Served by orgs_code_key and orgs_parent.
with recursive tree as (
    select id from orgs where code = $1
    union
    select o.id from orgs o join tree t on o.parent_id = t.id
)
select o.id, o.code, o.name, coalesce(p.code, ''), array_to_string(o.aliases, E'\x1f')
from orgs o left join orgs p on p.id = o.parent_id
where ($1 = '' or o.id in (select id from tree))
  and ($2 = '' or position(lower($2) in lower(o.code)) > 0 or position(lower($2) in lower(o.name)) > 0
       or exists (select from unnest(o.aliases) a where position(lower($2) in lower(a)) > 0))
  and o.code > $3 collate "C"
order by o.code collate "C"
limit $4::bigint
