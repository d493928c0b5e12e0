-- Adds the posted points that say something new: not those whose newest posted vintage of the same day of publication says the
-- same digits. Arrays: org, metric, scope, period, start, end, status, published, value, last place. Served by
-- series_org_id_metric_id_scope_key and observations_pkey.
with posted as (
    select distinct on (s.org_id, s.id, t.status, t.period_start, t.period_end, t.published, t.value::text)
           s.org_id, s.id as series_id, s.metric_id, t.status, t.period, t.period_start, t.period_end, t.published, t.value,
           t.last_place, t.position
    from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::date[], $6::date[], $7::text[], $8::date[],
                $9::numeric[], $10::integer[]) with ordinality
        as t (org, metric, scope, period, period_start, period_end, status, published, value, last_place, position)
    join orgs o on o.code = t.org
    join metrics m on m.code = t.metric
    join series s on s.org_id = o.id and s.metric_id = m.id and s.scope = t.scope
    order by s.org_id, s.id, t.status, t.period_start, t.period_end, t.published, t.value::text, t.position
), fresh as (
    select p.* from posted p
    left join lateral (
        select v.value from observations v
        where v.org_id = p.org_id and v.series_id = p.series_id and v.status = p.status
          and v.period_start = p.period_start and v.period_end = p.period_end and v.published = p.published
          and v.report_id is null and not v.is_withdrawn
        order by v.id desc limit 1) newest on true
    where newest.value is null or newest.value::text <> p.value::text
)
insert into observations (org_id, series_id, metric_id, status, period, period_start, period_end, published, value, low,
                          high, bound, last_place)
select org_id, series_id, metric_id, status, period, period_start, period_end, published, value, value, value, 'exact',
       last_place
from fresh
order by position
