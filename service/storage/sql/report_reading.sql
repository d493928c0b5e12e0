-- What reading report $1 anew begins with: its organisation (id, name), the version of the reader that read it, its text, and a mark that
-- changes with every change of the report or its figures: to be asked before these. Served by reports_id, orgs_pkey, figures_pkey.
select r.org_id, o.name, r.extract_version, r.decoded,
       r.xmin::text || coalesce((select md5(string_agg(f.id || ' ' || f.xmin, ',' order by f.id))
                                 from figures f where f.org_id = r.org_id and f.report_id = r.id), '')
from reports r join orgs o on o.id = r.org_id
where r.id = $1::bigint
