-- Marks the claims on the series of organisations $1, metrics $2 and scopes $3, to be checked again. Served by claims_series.
with stale as (
    select c.org_id, c.report_id, c.figure_id
    from claims c
    where c.verdict is not null and (c.org_id, c.metric_id, c.scope) in (
        select t.org_id, t.metric_id, t.scope
        from unnest($1::bigint[], $2::bigint[], $3::text[]) as t (org_id, metric_id, scope))
    order by c.org_id, c.report_id, c.figure_id
    for update
)
update claims c set verdict = null, marks = c.marks + 1
from stale
where c.org_id = stale.org_id and c.report_id = stale.report_id and c.figure_id = stale.figure_id
