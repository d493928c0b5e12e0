-- As trend_known_one, for each of the organisations $1, metrics $2 (ids), scopes $3, by place; without a row where there is no series.
-- Served by series_org_id_metric_id_scope_key.
select s.id, s.org_id, s.metric_id, s.vintages, null::bytea, '', s.scope, t.part
from unnest($1::bigint[], $2::bigint[], $3::text[]) with ordinality as t (org, metric, scope, part)
join lateral (
    select s.id, s.org_id, s.metric_id, s.scope, case when s.scope = t.scope then s.vintages end as vintages
    from series s
    where s.org_id = t.org and s.metric_id = t.metric
    order by s.scope <> t.scope, s.scope collate "C" limit 100) s on true
order by t.part
