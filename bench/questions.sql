-- What bench/questions asks about: 2,000 organisations, 5 metrics (the last a rate), 40 half-years of one vintage each.

insert into orgs (code, name) select 'o' || n, '第' || n || '教育局' from generate_series(1, 2000) n;

insert into metrics (code, name_zh, kind, unit, direction, over_time, over_orgs)
select 'm' || n, '量度' || n, case when n = 5 then 'rate' else 'count' end, case when n = 5 then '%' else '次' end,
       'higher_better', case when n = 5 then 'none' else 'sum' end, case when n = 5 then 'none' else 'sum' end
from generate_series(1, 5) n;

insert into series (org_id, metric_id)
select o.id, m.id from orgs o, metrics m where o.code ~ '^o[0-9]+$' and m.code ~ '^m[0-9]+$';

-- Values that look like a report's and are the same in every run: 17 to 9,999 times, 50.00 to 99.99 percent.
insert into observations (org_id, series_id, metric_id, status, period, period_start, period_end, published, value, low, high,
                          bound, last_place)
select p.org_id, p.id, p.metric_id, 'actual', year || '-H' || half, make_date(year, 6 * half - 5, 1),
       (make_date(year, 6 * half - 5, 1) + interval '6 months - 1 day')::date,
       (make_date(year, 6 * half - 5, 1) + interval '6 months 9 days')::date, v.value, v.value, v.value, 'exact', v.place
from (select s.*, m.kind from series s join metrics m on m.id = s.metric_id) p,
     generate_series(2004, 2023) year, generate_series(1, 2) half,
     lateral (select (hashint8(p.id * 1000 + year * 2 + half)::bigint & 1048575) as chance) c,
     lateral (select case when p.kind = 'rate' then 50 + (c.chance % 5000) / 100.00 else 17 + c.chance % 9983 end::numeric
                     as exact) e,
     lateral (select case when p.kind = 'rate' then round(e.exact, 2) else e.exact end as value,
                     case when p.kind = 'rate' then -2 else 0 end as place) v
order by p.org_id, p.id, year, half;

vacuum analyze;
