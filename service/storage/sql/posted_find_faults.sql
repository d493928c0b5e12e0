-- Finds what is wrong with the rows of `posted` that only this database can tell: codes that are not there, and rows that say different
-- things of one point. Of the latter `other` is the first row that does. Served by orgs_code_key, metrics_code_key.
with contradicting as (
    select org, metric, scope, status, period_start, period_end, published
    from posted where not is_refused
    group by org, metric, scope, status, period_start, period_end, published
    having count(*) > 1 and (min(value) <> max(value) or bool_or(is_withdrawn) <> bool_and(is_withdrawn))
), said as (
    select p.number, p.org, p.metric, p.scope, p.status, p.period_start, p.period_end, p.published,
           case when p.is_withdrawn then '' else trim_scale(p.value)::text end as words
    from contradicting
    join posted p using (org, metric, scope, status, period_start, period_end, published)
    where not p.is_refused
), held as (
    select s.*, first_value(words) over point as first_words, first_value(number) over point as first_number
    from said s
    window point as (partition by org, metric, scope, status, period_start, period_end, published order by number)
)
insert into posted_faults (number, field, code, other)
select p.number, 'org', p.org, 0
from posted p where p.org <> '' and not exists (select from orgs o where o.code = p.org)
union all
select p.number, 'metric', p.metric, 0
from posted p where p.metric <> '' and not exists (select from metrics m where m.code = p.metric)
union all
select number, 'value', '',
       case when words <> first_words then first_number
            else min(number) filter (where words <> first_words) over point end
from held
window point as (partition by org, metric, scope, status, period_start, period_end, published)
