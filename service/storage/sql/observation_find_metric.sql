-- All vintages of metric $1 (code), scope $2, statuses $3, for the days $4 to $5 and for all periods that hold $6 to $7, of the
-- organisations of org_select ($8, $9). Served by observations_metric.
with recursive tree as (
    select id from orgs where code = $9
    union
    select o.id from orgs o join tree t on o.parent_id = t.id
)
select v.series_id, v.org_id, v.metric_id, v.period, v.status, v.value, v.low, v.high, v.low_open, v.high_open,
       coalesce(v.bound, ''), v.last_place, v.published, (extract(epoch from v.recorded) * 1000)::bigint, v.id,
       v.is_withdrawn, coalesce(v.report_id, 0), coalesce(v.figure_id, 0), coalesce(f.start_at, 0),
       coalesce(f.end_at, 0), coalesce(f.quote, '')
from observations v
join series s on s.org_id = v.org_id and s.id = v.series_id
left join figures f on f.org_id = v.org_id and f.report_id = v.report_id and f.id = v.figure_id
where v.metric_id = (select id from metrics where code = $1) and s.scope = $2 and v.status = any ($3::text[])
  and ((v.period_start = $4::date and v.period_end = $5::date)
       or (v.period_start <= $6::date and v.period_end >= $7::date))
  and (cardinality($8::text[]) = 0 or v.org_id in (select id from orgs where code = any ($8::text[])))
  and ($9 = '' or v.org_id in (select id from tree))
order by v.org_id, v.period_start, v.period_end, v.id
