-- The figures of the last $2 reports of organisation $1 (code) but $3, the newest first, in text order: report, metric (as alias_find), scope of the
-- series, label, unit, kind, status, state, place, value to bound, whether it is a point,
-- series, period, last place. Without changes, and
-- without those that a newer reading has withdrawn. Served by orgs_code_key,
-- reports_org_id_period_start_period_end_sha256_key, figures_pkey, metrics_pkey, series_pkey.
select f.report_id, coalesce(m.id, 0), coalesce(m.code, ''), coalesce(m.name_zh, ''), coalesce(m.unit, ''), coalesce(m.kind, 'count'),
       coalesce(m.over_time, 'none'), coalesce(m.numerator, ''), coalesce(m.denominator, ''),
       coalesce(m.is_provisional, false), coalesce(s.scope, ''), f.label, f.unit, f.kind, f.status, f.state, f.nth, f.value,
       f.low, f.high, f.low_open, f.high_open, f.bound, f.is_point, f.series_id, f.period, f.last_place
from (select r.org_id, r.id, r.period_end
      from orgs o join reports r on r.org_id = o.id
      where o.code = $1 and r.state = 'active' and r.id <> $3::bigint
      order by r.period_end desc, r.id desc
      limit $2::bigint) as r
cross join lateral (
    select g.*, row_number() over (order by g.start_at, g.ordinal) - 1 as nth
    from figures g where g.org_id = r.org_id and g.report_id = r.id and g.state <> 'withdrawn') f
left join metrics m on m.id = f.metric_id
left join series s on s.org_id = f.org_id and s.id = f.series_id
where f.kind <> 'change' and f.label <> ''
order by r.period_end desc, r.id desc, f.nth
