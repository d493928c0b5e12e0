-- Reports, newest id first: of organisation $1, of the subtree of $2, period $3 to $4, state $5, with $6 in the title or in a
-- figure's label ('' any), before id $7 (0: from the newest), $8 rows, published until $9, recorded until $10 (ms). Served by reports_id, figures_pkey.
with recursive tree as (
    select id from orgs where code = $2
    union
    select o.id from orgs o join tree t on o.parent_id = t.id
)
select r.id, o.code, r.title, r.media_type, r.charset, r.period, r.published,
       (extract(epoch from r.recorded) * 1000)::bigint, encode(r.sha256, 'hex'), octet_length(r.bytes), r.figure_count,
       r.state, array_to_string(r.notes, E'\x1f'), r.withdrawn, array_to_string(r.inferred, ',')
from reports r join orgs o on o.id = r.org_id
where ($1 = '' or o.code = $1)
  and ($2 = '' or r.org_id in (select id from tree))
  and ($3::date is null or (r.period_start = $3::date and r.period_end = $4::date))
  and ($5 = '' or r.state = $5)
  and ($6 = '' or position(lower($6) in lower(r.title)) > 0
       or exists (select from figures f where f.org_id = r.org_id and f.report_id = r.id
                  and position(lower($6) in lower(f.label)) > 0))
  and ($7::bigint = 0 or r.id < $7::bigint)
  and ($9::date is null or r.published <= $9::date)
  and ($10::bigint is null or (extract(epoch from r.recorded) * 1000)::bigint <= $10::bigint)
order by r.id desc
limit $8::bigint
