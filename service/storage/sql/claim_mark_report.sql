-- Marks the claims on the series that report $2 of organisation $1 has points in, to be checked again. Served by figures_pkey,
-- claims_series.
with stale as (
    select c.org_id, c.report_id, c.figure_id
    from claims c
    where c.org_id = $1::bigint and c.verdict is not null and (c.metric_id, c.scope) in (
        select s.metric_id, s.scope from figures f join series s on s.org_id = f.org_id and s.id = f.series_id
        where f.org_id = $1::bigint and f.report_id = $2::bigint)
    order by c.org_id, c.report_id, c.figure_id
    for update
)
update claims c set verdict = null, marks = c.marks + 1
from stale
where c.org_id = stale.org_id and c.report_id = stale.report_id and c.figure_id = stale.figure_id
