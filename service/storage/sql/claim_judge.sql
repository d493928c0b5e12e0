-- Keeps the verdicts $3 on the claims of organisations $1 and figures $2, unless they were marked anew since $4 was read. Served by
-- claims_figure.
update claims c set verdict = t.verdict, checked = clock_timestamp()
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::integer[]) as t (org_id, figure_id, verdict, marks)
where c.org_id = t.org_id and c.figure_id = t.figure_id and c.marks = t.marks
