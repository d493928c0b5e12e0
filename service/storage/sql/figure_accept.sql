-- Accepts those of the figures $1 that are pending or sure, of the revision $2 (by place; -1 any), in reports that are not withdrawn: as they are,
-- so that no point changes. A row for each of $1, by place: was it accepted now, its id (null: there is none), state, revision, is its report
-- withdrawn, all as they stood before. Served by figures_id, reports_pkey.
with picked as (
    select f.id, t.place, f.state, f.revision, r.state = 'withdrawn' as is_withdrawn,
           f.state in ('pending', 'sure') and (t.revision = -1 or t.revision = f.revision) and r.state <> 'withdrawn' as is_good
    from unnest($1::bigint[], $2::integer[]) with ordinality as t (id, revision, place)
    join figures f on f.id = t.id
    join reports r on r.org_id = f.org_id and r.id = f.report_id
), accepted as (
    update figures f set state = 'accepted', revision = f.revision + 1
    from picked p
    where p.is_good and f.id = p.id and f.revision = p.revision
    returning f.id
)
select (a.id is not null)::text, p.id, coalesce(p.state, ''), coalesce(p.revision, 0), coalesce(p.is_withdrawn, false)::text
from unnest($1::bigint[]) with ordinality as t (id, place)
left join picked p on p.place = t.place
left join accepted a on a.id = p.id
order by t.place
