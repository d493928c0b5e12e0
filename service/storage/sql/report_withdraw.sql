-- Withdraws report $1 as of the day $2, once, as long as its figures are what they were when report_revisions said $3. The
-- claims on their series are to be checked again. Served by reports_id, figures_pkey, series_pkey, claims_series.
with withdrawn as (
    update reports set state = 'withdrawn', withdrawn = $2::date, withdrawn_recorded = clock_timestamp()
    where id = $1::bigint and state = 'active'
      and $3::bigint = (select coalesce(sum(f.revision), 0) + count(*)
                        from reports r join figures f on f.org_id = r.org_id and f.report_id = r.id where r.id = $1::bigint)
    returning org_id, id
), stale as (
    select c.org_id, c.report_id, c.figure_id
    from claims c
    where (c.org_id, c.metric_id, c.scope) in (
        select s.org_id, s.metric_id, s.scope
        from withdrawn w
        join figures f on f.org_id = w.org_id and f.report_id = w.id
        join series s on s.org_id = f.org_id and s.id = f.series_id)
    order by c.org_id, c.report_id, c.figure_id
    for update
)
update claims c set verdict = null, marks = c.marks + 1
from stale
where c.org_id = stale.org_id and c.report_id = stale.report_id and c.figure_id = stale.figure_id
