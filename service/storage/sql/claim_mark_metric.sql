-- Marks all claims on series of metric $1 (code), to be checked again; also those that are being checked just now. Served by
-- claims_series, claims_pkey.
with stale as materialized (
    select o.id as org_id, c.report_id, c.figure_id
    from metrics m
    cross join orgs o
    cross join lateral (
        select c.report_id, c.figure_id from claims c where c.org_id = o.id and c.metric_id = m.id offset 0) c
    where m.code = $1
    order by o.id, c.report_id, c.figure_id
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
