-- Withdraws report $1 as of the day $2, once: each of its points gets a withdrawing vintage, and the claims on their series are to be
-- checked again. Served by reports_id, observations_figure, claims_series.
with withdrawn as (
    update reports set state = 'withdrawn', withdrawn = $2::date, withdrawn_recorded = clock_timestamp()
    where id = $1::bigint and state = 'active'
    returning org_id, id
), points as (
    select distinct v.org_id, v.series_id, v.metric_id, v.status, v.period, v.period_start, v.period_end
    from withdrawn w
    join figures f on f.org_id = w.org_id and f.report_id = w.id
    join observations v on v.org_id = f.org_id and v.figure_id = f.id
), taken_back as (
    insert into observations (org_id, series_id, metric_id, status, period, period_start, period_end, published, last_place,
                              is_withdrawn, report_id)
    select org_id, series_id, metric_id, status, period, period_start, period_end, $2::date, 0, true, $1::bigint
    from points
    order by series_id, status, period_start, period_end
), stale as (
    select c.org_id, c.report_id, c.figure_id
    from claims c
    where (c.org_id, c.metric_id, c.scope) in (
        select p.org_id, s.metric_id, s.scope from points p join series s on s.org_id = p.org_id and s.id = p.series_id)
    order by c.org_id, c.report_id, c.figure_id
    for update
)
update claims c set verdict = null, marks = c.marks + 1
from stale
where c.org_id = stale.org_id and c.report_id = stale.report_id and c.figure_id = stale.figure_id
