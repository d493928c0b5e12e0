-- Report $1 has been read by version $3 of the reader, and has $4 figures now: as long as it and they are what they were when
-- report_reading gave the mark $2; else the whole transaction is undone. Behind report_lock and figure_hold. Served by reports_id,
-- figures_pkey.
with reread as (
    update reports r set extract_version = $3, figure_count = $4::integer
    where r.id = $1::bigint and r.state = 'active'
      and $2 = r.xmin::text || coalesce((select md5(string_agg(f.id || ' ' || f.xmin, ',' order by f.id))
                                         from figures f where f.org_id = r.org_id and f.report_id = r.id), '')
    returning r.id
)
select expect(exists (select from reread), 'report ' || $1)::text
