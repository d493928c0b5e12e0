-- Keeps the warnings on report $2 of organisation $1: kinds $3, details $4, ordinals of the figures $5
-- and $6 (null: none), and reports $7 and figures $8 of sentences elsewhere. Served by warnings_pkey,
-- figures_org_id_report_id_ordinal_key.
insert into warnings (org_id, report_id, ordinal, kind, detail, figure_id, other_report_id, other_figure_id)
select $1::bigint, $2::bigint, t.position, t.kind, t.detail, f.id, coalesce(o.report_id, t.other_report),
       coalesce(o.id, t.other_figure)
from unnest($3::text[], $4::text[], $5::integer[], $6::integer[], $7::bigint[], $8::bigint[]) with ordinality
    as t (kind, detail, figure, other, other_report, other_figure, position)
join figures f on f.org_id = $1::bigint and f.report_id = $2::bigint and f.ordinal = t.figure
left join figures o on o.org_id = $1::bigint and o.report_id = $2::bigint and o.ordinal = t.other
on conflict do nothing
