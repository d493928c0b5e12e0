-- Makes sure of the series of `posted`. Served by orgs_code_key, metrics_code_key, series_org_id_metric_id_scope_key.
insert into series (org_id, metric_id, scope)
select o.id, m.id, p.scope
from (select distinct org, metric, scope from posted) p
join orgs o on o.code = p.org join metrics m on m.code = p.metric
order by o.id, m.id, p.scope
on conflict (org_id, metric_id, scope) do nothing
