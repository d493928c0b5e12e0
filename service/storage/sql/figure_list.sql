-- The figures of report $1 by ordinal: in text order, and behind them those that a later reading has added. Served by reports_id and figures_org_id_report_id_ordinal_key,
-- metrics_pkey, series_pkey.
select f.id, f.ordinal, f.start_at, f.end_at, f.text, f.quote, f.quote_start, f.value, f.low, f.high, f.low_open,
       f.high_open, f.bound, f.unit, f.kind, f.label, f.status, f.period, f.scope, f.change_of, coalesce(f.basis, ''),
       f.confidence, f.last_place, f.state, coalesce(f.series_id, 0), coalesce(m.code, ''), f.base_period, f.part_of,
       coalesce(s.scope, f.scope), f.revision,
       f.link, case when f.state in ('pending', 'sure') then suggestions_of(f.org_id, f.report_id, f.id) else '' end,
       f.rereads, f.is_point, f.place
from reports r join figures f on f.org_id = r.org_id and f.report_id = r.id
left join metrics m on m.id = f.metric_id
left join series s on s.org_id = f.org_id and s.id = f.series_id
where r.id = $1::bigint
order by f.ordinal
