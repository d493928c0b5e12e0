-- Those of the codes $1 that name metrics which were merged, with what they count as now. Served by metrics_code_key.
select b.code, m.code
from metrics b join metrics m on m.id = b.merged_into
where b.code = any ($1::text[])
order by b.code collate "C"
