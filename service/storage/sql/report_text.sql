-- The decoded text of report $1. Served by reports_id.
select decoded, charset from reports where id = $1::bigint
