-- The warnings on report $1, with both sentences. Served by reports_id, warnings_pkey, figures_pkey.
select w.kind, w.detail, w.report_id, f.id, f.start_at, f.end_at, told(f.quote, f.place), coalesce(w.other_report_id, 0),
       coalesce(w.other_figure_id, 0), coalesce(o.start_at, 0), coalesce(o.end_at, 0), coalesce(told(o.quote, o.place), '')
from reports r
join warnings w on w.org_id = r.org_id and w.report_id = r.id
join figures f on f.org_id = w.org_id and f.report_id = w.report_id and f.id = w.figure_id
left join figures o on o.org_id = w.org_id and o.report_id = w.other_report_id and o.id = w.other_figure_id
where r.id = $1::bigint
order by w.ordinal
