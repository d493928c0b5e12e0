-- Takes the warnings off report $2 of organisation $1, before they are told anew. Served by warnings_pkey.
delete from warnings where org_id = $1::bigint and report_id = $2::bigint
