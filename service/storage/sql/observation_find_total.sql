-- What the total of a comparison is made of: all vintages of metric $1 (code), and of its numerator and denominator, scope $2,
-- statuses $3, for the days $4 to $5 and $6 to $7, of the organisations below $8. Served by orgs_parent, observations_metric.
with recursive tree as (
    select id from orgs where code = $8
    union
    select o.id from orgs o join tree t on o.parent_id = t.id
)
select v.series_id, v.org_id, v.metric_id, v.period, v.status, v.value, v.low, v.high, v.low_open, v.high_open,
       coalesce(v.bound, ''), v.last_place, v.published, (extract(epoch from v.recorded) * 1000)::bigint, v.id,
       v.is_withdrawn, coalesce(v.report_id, 0), coalesce(v.figure_id, 0), 0, 0, ''
from metrics m join metrics w on w.code in (m.code, m.numerator, m.denominator)
join observations v on v.metric_id = w.id and v.status = any ($3::text[])
join series s on s.org_id = v.org_id and s.id = v.series_id and s.scope = $2
where m.code = $1
  and ((v.period_start = $4::date and v.period_end = $5::date)
       or (v.period_start = $6::date and v.period_end = $7::date))
  and v.org_id in (select id from tree)
order by v.org_id, v.series_id, v.id
