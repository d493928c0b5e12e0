-- Makes sure that organisation $1 has the series of metric codes $2 and scopes $3. Served by series_org_id_metric_id_scope_key.
insert into series (org_id, metric_id, scope)
select distinct $1::bigint, m.id, t.scope
from unnest($2::text[], $3::text[]) as t (metric, scope) join metrics m on m.code = t.metric
order by m.id, t.scope
on conflict (org_id, metric_id, scope) do nothing
