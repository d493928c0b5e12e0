-- As claim_add; claims that are there speak of these series from now on, and are to be checked again. Served by
-- figures_org_id_report_id_ordinal_key, metrics_code_key, claims_pkey.
insert into claims (org_id, report_id, figure_id, metric_id, scope)
select f.org_id, f.report_id, f.id, m.id, t.scope
from unnest($3::integer[], $4::text[], $5::text[]) as t (ordinal, metric, scope)
join figures f on f.org_id = $1::bigint and f.report_id = $2::bigint and f.ordinal = t.ordinal
left join lateral (select coalesce(m.merged_into, m.id) as id from metrics m where m.code = t.metric limit 1) m on true
on conflict (org_id, report_id, figure_id)
    do update set metric_id = excluded.metric_id, scope = excluded.scope, verdict = null, marks = claims.marks + 1
