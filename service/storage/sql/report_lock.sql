-- Whoever judges figure $1, or withdraws report $2 (the other one is 0), waits for others that do. Served by figures_id, reports_id.
select r.id from reports r
where r.id = coalesce((select f.report_id from figures f where f.id = $1::bigint), $2::bigint)
for no key update
