\set metric random(1, 5)
\set year random(2005, 2023)
with counted as (
    select distinct on (v.org_id, v.period_start) v.org_id, v.period_start, v.value
    from observations v
    join series s on s.org_id = v.org_id and s.id = v.series_id
    where v.metric_id = (select id from metrics where code = 'm' || :metric) and s.scope = '' and v.status = 'actual'
      and ((v.period_start = make_date(:year, 1, 1) and v.period_end = make_date(:year, 6, 30))
           or (v.period_start = make_date(:year - 1, 1, 1) and v.period_end = make_date(:year - 1, 6, 30)))
    order by v.org_id, v.period_start, v.published desc, v.recorded desc, v.id desc
)
select o.code, o.name, c.value, b.value, c.value - b.value, round(100 * (c.value - b.value) / nullif(b.value, 0), 2),
       rank() over (order by c.value desc)
from orgs o
left join counted c on c.org_id = o.id and c.period_start = make_date(:year, 1, 1)
left join counted b on b.org_id = o.id and b.period_start = make_date(:year - 1, 1, 1)
order by 7, o.code;
