-- Marks the claims on all series that figure $1 has or had a point in, and the claims that are or rest on it. Served by figures_id,
-- observations_figure, claims_series, claims_figure.
with touched as (
    select v.org_id, s.metric_id, s.scope
    from figures f
    join observations v on v.org_id = f.org_id and v.figure_id = f.id
    join series s on s.org_id = v.org_id and s.id = v.series_id
    where f.id = $1::bigint
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
