-- The organisation of a code ($1). Served by orgs_code_key.
select o.id, o.code, o.name, coalesce(p.code, '')
from orgs o left join orgs p on p.id = o.parent_id
where o.code = $1
