-- Claims, newest first: of report $1 (0 any), organisation $2, the subtree of $3, metric $4 (codes, '' any), period $5 to $6, basis $7,
-- verdict $8 ('' any; those not checked are always among them), published until $9, recorded until $10 (ms), before figure $11 (0:
-- from the newest), $12 rows. Not those of reports withdrawn by then, nor rejected or withdrawn ones. Served by claims_figure, claims_verdict.
with recursive tree as (
    select id from orgs where code = $3
    union
    select o.id from orgs o join tree t on o.parent_id = t.id
)
select c.figure_id, c.report_id, c.org_id, o.code, o.name, coalesce(m.id, 0), coalesce(m.code, ''), coalesce(m.name_zh, ''),
       coalesce(m.name_en, ''), coalesce(m.unit, ''), coalesce(m.kind, owner.kind, 'count'),
       coalesce(m.direction, 'neither'), coalesce(s.id, 0), c.scope, f.period, f.status, coalesce(f.basis, ''),
       f.base_period, f.value, f.low, f.high, f.low_open, f.high_open, f.bound, f.unit, f.last_place, f.start_at, f.end_at,
       told(f.quote, f.place), coalesce(owner.id, 0), owner.value, owner.low, owner.high, coalesce(owner.low_open, false),
       coalesce(owner.high_open, false), coalesce(owner.bound, ''), coalesce(owner.last_place, 0),
       coalesce(owner.start_at, 0), coalesce(owner.end_at, 0), coalesce(told(owner.quote, owner.place), ''), c.marks,
       coalesce(c.verdict, ''), case when m.id is not null then breaks_of(m.id) else '' end
from claims c
join figures f on f.org_id = c.org_id and f.report_id = c.report_id and f.id = c.figure_id
join reports r on r.org_id = c.org_id and r.id = c.report_id
join orgs o on o.id = c.org_id
left join metrics m on m.id = c.metric_id
left join series s on s.org_id = c.org_id and s.metric_id = c.metric_id and s.scope = c.scope
left join figures owner on owner.org_id = f.org_id and owner.report_id = f.report_id and owner.ordinal = f.change_of
                        and owner.state <> 'withdrawn'
where ($1::bigint = 0 or c.report_id = $1::bigint)
  and ($2 = '' or o.code = $2)
  and ($3 = '' or c.org_id in (select id from tree))
  and ($4 = '' or m.code = $4)
  and ($5::date is null or (f.period_start = $5::date and f.period_end = $6::date))
  and ($7 = '' or f.basis = $7)
  and ($8 = '' or c.verdict is null or c.verdict = $8)
  and ($9::date is null or r.published <= $9::date)
  and ($10::bigint is null or (extract(epoch from r.recorded) * 1000)::bigint <= $10::bigint)
  and (r.withdrawn is null or r.withdrawn > $9::date
       or (extract(epoch from r.withdrawn_recorded) * 1000)::bigint > $10::bigint)
  and f.state not in ('rejected', 'withdrawn')
  and ($11::bigint = 0 or c.figure_id < $11::bigint)
order by c.figure_id desc
limit $12::bigint
