-- Marks the claims on the series of organisations $1, metrics $2 and scopes $3, to be checked again. Served by claims_series, claims_pkey.
with stale as materialized (
    select t.org_id, c.report_id, c.figure_id
    from unnest($1::bigint[], $2::bigint[], $3::text[]) as t (org_id, metric_id, scope)
    cross join lateral (
        select c.report_id, c.figure_id from claims c
        where c.org_id = t.org_id and c.metric_id = t.metric_id and c.scope = t.scope and c.verdict is not null
        offset 0) c
    order by t.org_id, c.report_id, c.figure_id
), held as materialized (
    select stale.org_id, c.report_id, c.figure_id
    from stale cross join lateral (
        select c.report_id, c.figure_id from claims c
        where c.org_id = stale.org_id and c.report_id = stale.report_id and c.figure_id = stale.figure_id
        limit 1 for update) c
)
update claims c set verdict = null, marks = c.marks + 1
from held
where c.org_id = held.org_id and c.report_id = held.report_id and c.figure_id = held.figure_id
