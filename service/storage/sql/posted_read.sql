-- The vintages of those series of organisations $1, metrics $2 and scopes $3 (each series one place of the arrays) that there are; number:
-- the place, from 1. Each is looked up for itself, as the limit makes sure. Served by series_org_id_metric_id_scope_key.
select t.number, s.vintages
from unnest($1::bigint[], $2::bigint[], $3::text[]) with ordinality as t (org_id, metric_id, scope, number)
cross join lateral (
    select s.vintages from series s
    where s.org_id = t.org_id and s.metric_id = t.metric_id and s.scope = t.scope
    limit 1) s
where s.vintages <> ''
