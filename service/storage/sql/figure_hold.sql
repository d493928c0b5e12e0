-- Nobody judges a figure of report $1 until this transaction ends. Served by reports_id, figures_pkey.
select count(*)
from (select f.id from reports r join figures f on f.org_id = r.org_id and f.report_id = r.id
      where r.id = $1::bigint order by f.id for no key update of f) held
