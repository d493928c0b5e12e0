-- All vintages of metric $1 (code), and of its numerator and denominator, scope $2, status $3, of the organisations below $4.
-- Served by orgs_parent, series_org_id_metric_id_scope_key, observations_pkey.
with recursive tree as (
    select id from orgs where code = $4
    union
    select o.id from orgs o join tree t on o.parent_id = t.id
), measured as (
    select w.id from metrics m join metrics w on w.code in (m.code, m.numerator, m.denominator) where m.code = $1
)
select v.series_id, v.org_id, v.metric_id, v.period, v.status, v.value, v.low, v.high, v.low_open, v.high_open,
       coalesce(v.bound, ''), v.last_place, v.published, (extract(epoch from v.recorded) * 1000)::bigint, v.id,
       v.is_withdrawn, coalesce(v.report_id, 0), coalesce(v.figure_id, 0), 0, 0, ''
from tree t
join series s on s.org_id = t.id and s.metric_id in (select id from measured) and s.scope = $2
join observations v on v.org_id = s.org_id and v.series_id = s.id and v.status = $3
order by v.org_id, v.series_id, v.period_start, v.period_end, v.id
