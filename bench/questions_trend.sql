\set org random(1, 2000)
\set metric random(1, 5)
with counted as (
    select distinct on (v.period_start, v.period_end) v.period, v.period_start, v.period_end, v.value, v.published
    from series s
    join observations v on v.org_id = s.org_id and v.series_id = s.id
    where s.org_id = (select id from orgs where code = 'o' || :org)
      and s.metric_id = (select id from metrics where code = 'm' || :metric) and s.scope = '' and v.status = 'actual'
    order by v.period_start, v.period_end, v.published desc, v.recorded desc, v.id desc
)
select c.period, c.value, c.published, b.period, c.value - b.value, round(100 * (c.value - b.value) / nullif(b.value, 0), 2)
from counted c
left join counted b on b.period_start = (c.period_start - interval '1 year')::date
                    and b.period_end = (c.period_end - interval '1 year')::date
order by c.period_start;
