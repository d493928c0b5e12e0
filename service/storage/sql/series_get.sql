-- The series of id $1 with its organisation and metric. Served by series_id.
select s.id, o.id, o.code, o.name, coalesce(p.code, ''), s.scope, m.code
from series s join orgs o on o.id = s.org_id join metrics m on m.id = s.metric_id
left join orgs p on p.id = o.parent_id
where s.id = $1::bigint
