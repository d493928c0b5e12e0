-- Figures of state $1, the most doubtful first: of the subtree of organisation $2, metric $3 (codes, '' any), reports about $4 to $5, of
-- confidence up to $6; behind confidence $7 and figure $8, $9 rows. As figure_get, then organisation, title and period of the report, and
-- where the figure stands whose change it is. Not those of withdrawn reports. Served by figures_doubtful.
with recursive tree as (
    select id from orgs where code = $2
    union
    select o.id from orgs o join tree t on o.parent_id = t.id
)
select f.id, f.ordinal, f.start_at, f.end_at, f.text, f.quote, f.quote_start, f.value, f.low, f.high, f.low_open,
       f.high_open, f.bound, f.unit, f.kind, f.label, f.status, f.period, f.scope, f.change_of, coalesce(f.basis, ''),
       f.confidence, f.last_place, f.state, coalesce(f.series_id, 0), coalesce(m.code, ''), f.base_period, f.part_of,
       coalesce(s.scope, f.scope), f.report_id, f.org_id, r.published, r.state, f.revision, f.is_point,
       f.link, case when f.state in ('pending', 'sure') then suggestions_of(f.org_id, f.report_id, f.id) else '' end, f.place,
       o.code, o.name, r.title, r.period, coalesce(owner.start_at, 0)
from figures f
join reports r on r.org_id = f.org_id and r.id = f.report_id
join orgs o on o.id = f.org_id
left join metrics m on m.id = f.metric_id
left join series s on s.org_id = f.org_id and s.id = f.series_id
left join figures owner on owner.org_id = f.org_id and owner.report_id = f.report_id and owner.ordinal = f.change_of
where f.state = $1 and (f.confidence, f.id) > ($7::integer, $8::bigint) and f.confidence <= $6::integer
  and r.state = 'active'
  and ($2 = '' or f.org_id in (select id from tree))
  and ($3 = '' or m.code = $3)
  and ($4::date is null or (r.period_start = $4::date and r.period_end = $5::date))
order by f.confidence, f.id
limit $9::bigint
