-- The organisations of a comparison: the codes $1 (empty: all), of the subtree of $2 ('' all), by code. Served by orgs_code_key.
with recursive tree as (
    select id from orgs where code = $2
    union
    select o.id from orgs o join tree t on o.parent_id = t.id
)
select o.id, o.code, o.name, coalesce((select p.code from orgs p where p.id = o.parent_id), '')
from orgs o
where (cardinality($1::text[]) = 0 or o.code = any ($1::text[]))
  and ($2 = '' or o.id in (select id from tree))
order by o.code collate "C"
