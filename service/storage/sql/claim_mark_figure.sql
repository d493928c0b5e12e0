-- Marks the claims on the series that figure $1 has a point in, and on series $2, where it had one before; and the claims that are or
-- rest on it. Served by figures_id, series_id, claims_series, claims_figure.
with touched as (
    select s.org_id, s.metric_id, s.scope
    from series s
    where s.id = $2::bigint or s.id = (select f.series_id from figures f where f.id = $1::bigint)
), stale as (
    select c.org_id, c.report_id, c.figure_id
    from claims c join figures f on f.org_id = c.org_id and f.report_id = c.report_id and f.id = c.figure_id
    where (c.org_id, c.metric_id, c.scope) in (select org_id, metric_id, scope from touched)
       or c.figure_id = $1::bigint
       or (f.org_id, f.report_id, f.change_of) in (select org_id, report_id, ordinal from figures where id = $1::bigint)
    order by c.org_id, c.report_id, c.figure_id
    for update of c
)
update claims c set verdict = null, marks = c.marks + 1
from stale
where c.org_id = stale.org_id and c.report_id = stale.report_id and c.figure_id = stale.figure_id
