-- Takes away what the figures $3 (ids) of organisation $1 and report $2 might be of, before it is told anew. Served by suggestions_pkey.
delete from suggestions where org_id = $1::bigint and report_id = $2::bigint and figure_id = any ($3::bigint[])
