-- The figures that follow what a person has just said of figure $1: those that bear the label of normal form $2, that nobody has judged, and
-- that wait or are of a provisional metric; of the same organisation, or of all where the alias for metric $3 (code) holds for all; at most $4,
-- the newest reports first. Not where the report has a point of that metric for the period already. Columns as figure_get. Served by
-- figures_id, figures_label, metrics_code_key, metric_aliases_pkey, figures_org_id_report_id_ordinal_key.
select f.id, f.ordinal, f.start_at, f.end_at, f.text, f.quote, f.quote_start, f.value, f.low, f.high, f.low_open,
       f.high_open, f.bound, f.unit, f.kind, f.label, f.status, f.period, f.scope, f.change_of, coalesce(f.basis, ''),
       f.confidence, f.last_place, f.state, coalesce(f.series_id, 0), coalesce(m.code, ''), f.base_period, f.part_of,
       coalesce(s.scope, f.scope), f.report_id, f.org_id, r.published, r.state, f.revision, f.is_point, f.link, '', f.place
from figures decided
join metrics target on target.id = (select coalesce(m.merged_into, m.id) from metrics m where m.code = $3)
join figures f on f.label_norm = $2 and f.label_norm <> '' and f.revision = f.rereads and f.state <> 'withdrawn' and f.kind = decided.kind
              and f.id <> decided.id and f.metric_id is distinct from target.id
              and (f.org_id = decided.org_id
                   or exists (select from metric_aliases a
                              where a.alias_norm = $2 and a.metric_id = target.id and a.org_id = 0))
join reports r on r.org_id = f.org_id and r.id = f.report_id and r.state = 'active'
left join metrics m on m.id = f.metric_id
left join series s on s.org_id = f.org_id and s.id = f.series_id
where decided.id = $1::bigint and (m.id is null or m.is_provisional)
  and not exists (select from figures g
                  where g.org_id = f.org_id and g.report_id = f.report_id and g.metric_id = target.id and g.is_point
                    and g.status = f.status and g.period_start = f.period_start and g.period_end = f.period_end
                    and g.scope = f.scope)
order by f.report_id desc, f.id
limit $4::integer
