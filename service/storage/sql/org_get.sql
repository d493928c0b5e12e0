-- The organisation of a code ($1), with what else it is called. Served by orgs_code_key.
select o.id, o.code, o.name, coalesce(p.code, ''), array_to_string(o.aliases, E'\x1f')
from orgs o left join orgs p on p.id = o.parent_id
where o.code = $1
