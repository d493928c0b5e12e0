-- Puts the organisations of codes $1 below those of codes $2 ('' below none), which are there, and make no circle. Served by orgs_code_key.
update orgs o set parent_id = p.id
from unnest($1::text[], $2::text[]) as t (code, parent) left join orgs p on p.code = t.parent
where o.code = t.code and o.parent_id is distinct from p.id
