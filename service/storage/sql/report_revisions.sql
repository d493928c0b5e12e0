-- How often the figures of report $1 have been judged or read anew, and how many they are: it grows with each change. Served by reports_id, figures_pkey.
select coalesce(sum(f.revision), 0) + count(*)
from reports r join figures f on f.org_id = r.org_id and f.report_id = r.id
where r.id = $1::bigint
