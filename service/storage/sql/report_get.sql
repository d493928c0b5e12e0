-- The report of id $1, without its bytes and text. Served by reports_id.
select r.id, o.code, r.title, r.media_type, r.charset, r.period, r.published,
       (extract(epoch from r.recorded) * 1000)::bigint, encode(r.sha256, 'hex'), octet_length(r.bytes), r.figure_count,
       r.state, array_to_string(r.notes, E'\x1f'), r.withdrawn, array_to_string(r.inferred, ',')
from reports r join orgs o on o.id = r.org_id
where r.id = $1::bigint
