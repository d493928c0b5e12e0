-- The series that metrics $1 and $2 both have of one organisation and scope: of at most $3 of these both, $2's first; with the organisation's
-- code and the scope behind the vintages. Served by series_metric, series_org_id_metric_id_scope_key, orgs_pkey.
select s.id, s.org_id, s.metric_id, s.vintages, null::bytea, o.code, s.scope
from (
    select a.org_id, a.scope
    from series a join series b on b.org_id = a.org_id and b.metric_id = $2::bigint and b.scope = a.scope
    where a.metric_id = $1::bigint
    order by a.org_id, a.scope collate "C"
    limit $3::bigint
) p
join series s on s.org_id = p.org_id and s.metric_id in ($1::bigint, $2::bigint) and s.scope = p.scope
join orgs o on o.id = s.org_id
order by s.org_id, s.scope collate "C", s.metric_id <> $2::bigint
