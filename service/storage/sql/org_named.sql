-- The organisations that the text $1 calls by their names or aliases, the longest of these first, at most $2. Reads all organisations: it is
-- asked once a report that does not say whose it is.
select o.id, o.code, o.name, coalesce(p.code, ''), array_to_string(o.aliases, E'\x1f')
from orgs o
left join orgs p on p.id = o.parent_id
cross join lateral (
    select max(length(name)) as longest from unnest(o.aliases || o.name) name where length(name) >= 2 and strpos($1, name) > 0) n
where n.longest is not null
order by n.longest desc, o.code collate "C"
limit $2::integer
