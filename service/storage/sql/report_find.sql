-- The report of organisation code $1, period $2 to $3, with bytes of this SHA-256 ($4). Served by its unique key.
select r.id, (extract(epoch from r.recorded) * 1000)::bigint
from reports r join orgs o on o.id = r.org_id
where o.code = $1 and r.period_start = $2::date and r.period_end = $3::date and r.sha256 = $4::bytea
