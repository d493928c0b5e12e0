-- The series of organisation $1 and metric $2 (codes), by scope. Served by series_org_id_metric_id_scope_key.
select s.id, s.scope
from series s
where s.org_id = (select id from orgs where code = $1) and s.metric_id = (select id from metrics where code = $2)
order by s.scope collate "C"
limit 100
