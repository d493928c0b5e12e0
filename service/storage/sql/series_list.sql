-- Series by id: of organisation code $1 and metric code $2 ('' any), after id $3, $4 rows; of their vintages those published until $5 and
-- recorded until $6 (ms; null: any). With either, only series that had one then. Served by series_id, observations_pkey.
select s.id, o.code, m.code, s.scope, m.name_zh, m.unit, m.kind, known.count, coalesce(known.first, ''),
       coalesce(known.last, '')
from series s
join orgs o on o.id = s.org_id
join metrics m on m.id = s.metric_id
cross join lateral (
    select count(*), (array_agg(v.period order by v.period_start, v.period_end))[1] as first,
           (array_agg(v.period order by v.period_start desc, v.period_end desc))[1] as last
    from observations v
    where v.org_id = s.org_id and v.series_id = s.id
      and ($5::date is null or v.published <= $5::date)
      and ($6::bigint is null or (extract(epoch from v.recorded) * 1000)::bigint <= $6::bigint)
) known
where ($1 = '' or o.code = $1) and ($2 = '' or m.code = $2) and s.id > $3::bigint
  and (known.count > 0 or ($5::date is null and $6::bigint is null))
order by s.id
limit $4::bigint
