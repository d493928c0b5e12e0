-- Makes sure of the series of organisation codes $1, metric codes $2, scopes $3. Served by series_org_id_metric_id_scope_key.
insert into series (org_id, metric_id, scope)
select distinct o.id, m.id, t.scope
from unnest($1::text[], $2::text[], $3::text[]) as t (org, metric, scope)
join orgs o on o.code = t.org join metrics m on m.code = t.metric
order by o.id, m.id, t.scope
on conflict (org_id, metric_id, scope) do nothing
