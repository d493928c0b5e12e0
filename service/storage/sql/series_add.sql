-- Makes sure that organisation $1 has the series of metric codes $2 and scopes $3. Most are there, and looking is cheaper than running into
-- them. Served by metrics_code_key, series_org_id_metric_id_scope_key.
insert into series (org_id, metric_id, scope)
select distinct $1::bigint, m.id, t.scope
from unnest($2::text[], $3::text[]) as t (metric, scope)
cross join lateral (select coalesce(m.merged_into, m.id) as id from metrics m where m.code = t.metric limit 1) m
where not exists (select from series s where s.org_id = $1::bigint and s.metric_id = m.id and s.scope = t.scope)
order by m.id, t.scope
on conflict (org_id, metric_id, scope) do nothing
