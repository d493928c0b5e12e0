-- The next $4 series behind organisation $1, metric $2 and scope $3 that have rows in `posted`: these rows, in the order in which they came,
-- and the vintages that there are. Served by posted_pkey, series_org_id_metric_id_scope_key.
select p.org_id, p.metric_id, p.scope, p.rows, s.vintages
from (
    select org_id, metric_id, scope, string_agg(rows, ''::bytea order by batch) as rows
    from posted
    where (metric_id, scope, org_id) > ($2::bigint, $3::text collate "C", $1::bigint)
    group by metric_id, scope, org_id
    order by metric_id, scope, org_id
    limit $4::integer
) p
left join lateral (
    select s.vintages from series s
    where s.org_id = p.org_id and s.metric_id = p.metric_id and s.scope = p.scope
    limit 1) s on true
order by p.metric_id, p.scope, p.org_id
