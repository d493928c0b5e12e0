-- Stores the figures of report $2 of organisation $1, when it is this unit that stored the report; those that it stored come back. metric and series_scope say
-- which series a figure joins. Served by reports_pkey, metrics_code_key and series_org_id_metric_id_scope_key.
insert into figures (org_id, report_id, id, ordinal, start_at, end_at, text, quote, quote_start, value, low, high, low_open,
                     high_open, bound, unit, kind, label, status, period, period_start, period_end, scope, change_of,
                     basis, confidence, last_place, series_id, metric_id, is_point, base_period, part_of, state,
                     link, label_norm, place)
select r.org_id, r.id, f.id, f.ordinal, f.start_at, f.end_at, f.text, f.quote, f.quote_start, f.value, f.low, f.high, f.low_open,
       f.high_open, f.bound, f.unit, f.kind, f.label, f.status, f.period, f.period_start, f.period_end, f.scope,
       f.change_of, f.basis, f.confidence, f.last_place, s.id, m.id, f.is_point, f.base_period, f.part_of,
       f.state, f.link, f.label_norm, f.place
from reports r
cross join unnest($3::integer[], $4::integer[], $5::integer[], $6::text[], $7::text[], $8::integer[], $9::numeric[],
                  $10::numeric[], $11::numeric[], $12::boolean[], $13::boolean[], $14::text[], $15::text[], $16::text[],
                  $17::text[], $18::text[], $19::text[], $20::date[], $21::date[], $22::text[], $23::integer[], $24::text[],
                  $25::integer[], $26::integer[], $27::text[], $28::text[], $29::boolean[], $30::text[], $31::integer[], $32::text[],
                  $33::text[], $34::text[], $35::bigint[], $36::text[])
    as f (ordinal, start_at, end_at, text, quote, quote_start, value, low, high, low_open, high_open, bound, unit, kind,
          label, status, period, period_start, period_end, scope, change_of, basis, confidence, last_place, metric,
          series_scope, is_point, base_period, part_of, state, link, label_norm, id, place)
left join lateral (select coalesce(m.merged_into, m.id) as id from metrics m where m.code = f.metric limit 1) m on true
left join lateral (
    select s.id from series s where s.org_id = r.org_id and s.metric_id = m.id and s.scope = f.series_scope limit 1) s on true
where r.org_id = $1::bigint and r.id = $2::bigint
order by f.ordinal
on conflict do nothing
returning ordinal, series_id
