-- All vintages of metric $1 (code), scope $2, statuses $3, for the days $4 to $5 and for all periods that hold $6 to $7, of the
-- organisations of org_select ($8, $9). The periods that anything was said of are few, and found by stepping from one to the next in the
-- index (`reported`); to look for those that hold the days among all vintages would read half of the metric's. Served by
-- observations_metric.
with recursive tree as (
    select id from orgs where code = $9
    union
    select o.id from orgs o join tree t on o.parent_id = t.id
), measured as (
    select m.id, s.status from metrics m, unnest($3::text[]) as s (status) where m.code = $1
), reported as (
    select m.id, m.status, f.period_start, f.period_end
    from measured m cross join lateral (
        select v.period_start, v.period_end from observations v
        where v.metric_id = m.id and v.status = m.status
        order by v.period_start, v.period_end limit 1) f
    union all
    select r.id, r.status, n.period_start, n.period_end
    from reported r cross join lateral (
        select v.period_start, v.period_end from observations v
        where v.metric_id = r.id and v.status = r.status
          and (v.period_start, v.period_end) > (r.period_start, r.period_end) and v.period_start <= $6::date
        order by v.period_start, v.period_end limit 1) n
), wanted as (
    select id, status, $4::date as period_start, $5::date as period_end from measured
    union
    select id, status, period_start, period_end from reported
    where period_start <= $6::date and period_end >= $7::date
)
select v.series_id, v.org_id, v.metric_id, v.period, v.status, v.value, v.low, v.high, v.low_open, v.high_open,
       coalesce(v.bound, ''), v.last_place, v.published, (extract(epoch from v.recorded) * 1000)::bigint, v.id,
       v.is_withdrawn, coalesce(v.report_id, 0), coalesce(v.figure_id, 0), coalesce(f.start_at, 0),
       coalesce(f.end_at, 0), coalesce(f.quote, '')
from wanted w
join observations v on v.metric_id = w.id and v.status = w.status and v.period_start = w.period_start
    and v.period_end = w.period_end
join series s on s.org_id = v.org_id and s.id = v.series_id
left join figures f on f.org_id = v.org_id and f.report_id = v.report_id and f.id = v.figure_id
where s.scope = $2
  and (cardinality($8::text[]) = 0 or v.org_id in (select id from orgs where code = any ($8::text[])))
  and ($9 = '' or v.org_id in (select id from tree))
order by v.org_id, v.period_start, v.period_end, v.id
