-- How often the figures of report $1 have been judged. Served by reports_id, figures_pkey.
select coalesce(sum(f.revision), 0)
from reports r join figures f on f.org_id = r.org_id and f.report_id = r.id
where r.id = $1::bigint
