-- The figure of id $1: as figure_list, then its report, that report's organisation and day of publication, its revision, whether it is a
-- point, and its note. Served by figures_id.
select f.id, f.ordinal, f.start_at, f.end_at, f.text, f.quote, f.quote_start, f.value, f.low, f.high, f.low_open,
       f.high_open, f.bound, f.unit, f.kind, f.label, f.status, f.period, f.scope, f.change_of, coalesce(f.basis, ''),
       f.confidence, f.last_place, f.state, coalesce(f.series_id, 0), coalesce(m.code, ''), f.base_period, f.part_of,
       coalesce(s.scope, f.scope), f.report_id, f.org_id, r.published, r.state, f.revision, f.is_point,
       f.link, case when f.state in ('pending', 'sure') then suggestions_of(f.org_id, f.report_id, f.id) else '' end, f.place
from figures f
join reports r on r.org_id = f.org_id and r.id = f.report_id
left join metrics m on m.id = f.metric_id
left join series s on s.org_id = f.org_id and s.id = f.series_id
where f.id = $1::bigint
