-- The live token of this SHA-256 ($1). Served by tokens_sha256_key.
select t.role, coalesce(o.code, '')
from tokens t left join orgs o on o.id = t.org_id
where t.sha256 = $1::bytea and t.revoked is null and (t.expires is null or t.expires > clock_timestamp())
