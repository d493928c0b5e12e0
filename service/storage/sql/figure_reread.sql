-- The figures of report $2 of organisation $1 as a newer reading has them: as figure_add's arrays, by id; then whether it reads them
-- otherwise ($37: else only a sentence, a confidence or a place in it differs), and a note on it. Behind report_reread. Served by figures_pkey,
-- metrics_code_key, series_org_id_metric_id_scope_key.
update figures f set start_at = n.start_at, end_at = n.end_at, text = n.text, quote = n.quote, quote_start = n.quote_start,
       value = n.value, low = n.low, high = n.high, low_open = n.low_open, high_open = n.high_open, bound = n.bound, unit = n.unit,
       kind = n.kind, label = n.label, status = n.status, period = n.period, period_start = n.period_start,
       period_end = n.period_end, scope = n.scope, change_of = n.change_of, basis = n.basis, confidence = n.confidence,
       last_place = n.last_place, series_id = n.series_id, metric_id = n.metric_id, is_point = n.is_point,
       base_period = n.base_period, part_of = n.part_of, state = n.state, link = n.link, label_norm = n.label_norm,
       note = case when n.is_otherwise then n.note else f.note end, revision = f.revision + n.is_otherwise::integer,
       rereads = f.rereads + n.is_otherwise::integer
from (
    select t.*, m.id as metric_id, s.id as series_id
    from unnest($3::integer[], $4::integer[], $5::integer[], $6::text[], $7::text[], $8::integer[], $9::numeric[],
                $10::numeric[], $11::numeric[], $12::boolean[], $13::boolean[], $14::text[], $15::text[], $16::text[],
                $17::text[], $18::text[], $19::text[], $20::date[], $21::date[], $22::text[], $23::integer[], $24::text[],
                $25::integer[], $26::integer[], $27::text[], $28::text[], $29::boolean[], $30::text[], $31::integer[], $32::text[],
                $33::text[], $34::text[], $35::bigint[], $36::text[], $37::boolean[], $38::text[])
        as t (ordinal, start_at, end_at, text, quote, quote_start, value, low, high, low_open, high_open, bound, unit, kind,
              label, status, period, period_start, period_end, scope, change_of, basis, confidence, last_place, metric,
              series_scope, is_point, base_period, part_of, state, link, label_norm, id, place, is_otherwise, note)
    left join lateral (select coalesce(m.merged_into, m.id) as id from metrics m where m.code = t.metric limit 1) m on true
    left join lateral (
        select s.id from series s where s.org_id = $1::bigint and s.metric_id = m.id and s.scope = t.series_scope limit 1) s on true
) n
where f.org_id = $1::bigint and f.report_id = $2::bigint and f.id = n.id
