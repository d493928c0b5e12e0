-- The organisations whose names stand in the text $1, the longest names first, at most $2. Reads all organisations: it is asked once a
-- report that does not say whose it is.
select o.id, o.code, o.name, coalesce(p.code, '')
from orgs o left join orgs p on p.id = o.parent_id
where length(o.name) >= 2 and strpos($1, o.name) > 0
order by length(o.name) desc, o.code collate "C"
limit $2::integer
