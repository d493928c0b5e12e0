-- The bytes of report $1 as they came. Served by reports_id.
select bytes, media_type, charset from reports where id = $1::bigint
