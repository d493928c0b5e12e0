-- The next $14 vintages behind the point of organisation $1, series $2, status $3, days $4 to $5 (organisation 0: from the beginning), of
-- the organisations $6 (codes, empty: all), the subtree of $7, metrics $8, scope $9 (null: any), status $10 and of periods between the
-- days $11 and $12 (null: any). $13 false: without the sentences. Chosen before anything is joined to them, so that each batch costs
-- what it holds. Served by observations_pkey, series_pkey, figures_pkey.
with recursive tree as (
    select id from orgs where code = $7
    union
    select o.id from orgs o join tree t on o.parent_id = t.id
), batch as materialized (
    select * from observations v
    where (v.org_id, v.series_id, v.status, v.period_start, v.period_end) > ($1::bigint, $2::bigint, $3, $4::date, $5::date)
      and (cardinality($6::text[]) = 0 or v.org_id in (select id from orgs where code = any ($6::text[])))
      and ($7 = '' or v.org_id in (select id from tree))
      and (cardinality($8::text[]) = 0 or v.metric_id in (select id from metrics where code = any ($8::text[])))
      and ($9::text is null
           or exists (select from series s where s.org_id = v.org_id and s.id = v.series_id and s.scope = $9))
      and ($10 = '' or v.status = $10)
      and ($11::date is null or v.period_start >= $11::date)
      and ($12::date is null or v.period_end <= $12::date)
    order by v.org_id, v.series_id, v.status, v.period_start, v.period_end, v.id
    limit $14::bigint
)
select v.series_id, v.org_id, v.metric_id, v.period, v.status, v.value, v.low, v.high, v.low_open, v.high_open,
       coalesce(v.bound, ''), v.last_place, v.published, (extract(epoch from v.recorded) * 1000)::bigint, v.id,
       v.is_withdrawn, coalesce(v.report_id, 0), coalesce(v.figure_id, 0), coalesce(f.start_at, 0),
       coalesce(f.end_at, 0), case when $13::boolean then coalesce(f.quote, '') else '' end,
       v.period_start, v.period_end, o.code, o.name, m.code, m.name_zh, m.unit, m.kind, s.scope
from batch v
join series s on s.org_id = v.org_id and s.id = v.series_id
join orgs o on o.id = v.org_id
join metrics m on m.id = v.metric_id
left join figures f on f.org_id = v.org_id and f.report_id = v.report_id and f.id = v.figure_id
order by v.org_id, v.series_id, v.status, v.period_start, v.period_end, v.id
