-- Adds the rows of `posted` that say something new: not those whose newest posted vintage of the same day of publication says the same
-- digits. As if they came one by one: within the request each is held against the row before it of the same point. Served by
-- series_org_id_metric_id_scope_key and observations_pkey.
with said as (
    select s.org_id, s.id as series_id, s.metric_id, p.number, p.status, p.period, p.period_start, p.period_end, p.published,
           p.value, p.last_place, p.is_withdrawn, case when p.is_withdrawn then '' else p.value::text end as digits
    from posted p
    join orgs o on o.code = p.org
    join metrics m on m.code = p.metric
    join series s on s.org_id = o.id and s.metric_id = m.id and s.scope = p.scope
), in_turn as (
    select said.*, lag(digits) over (partition by org_id, series_id, status, period_start, period_end, published
                                     order by number) as before
    from said
)
insert into observations (org_id, series_id, metric_id, status, period, period_start, period_end, published, value, low,
                          high, bound, last_place, is_withdrawn)
select p.org_id, p.series_id, p.metric_id, p.status, p.period, p.period_start, p.period_end, p.published, p.value, p.value,
       p.value, case when not p.is_withdrawn then 'exact' end, p.last_place, p.is_withdrawn
from in_turn p
left join lateral (
    select case when v.is_withdrawn then '' else v.value::text end as digits
    from observations v
    where p.before is null
      and v.org_id = p.org_id and v.series_id = p.series_id and v.status = p.status
      and v.period_start = p.period_start and v.period_end = p.period_end and v.published = p.published
      and v.report_id is null
    order by v.id desc limit 1) newest on true
where coalesce(p.before, newest.digits) is distinct from p.digits
order by p.org_id, p.series_id, p.status, p.period_start, p.period_end, p.number
