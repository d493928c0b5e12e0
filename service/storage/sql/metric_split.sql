-- Splits off metric $1 (code) for $2 (code) what bears the labels $3 (normal forms), of the organisations $4 (ids, empty: all), after
-- catalogue_hold: how many series and figures went. No row: one of the metrics has been merged meanwhile.
select s.series, s.figures, 0::bigint, 0::bigint
from metrics a join metrics b on b.code = $2
cross join lateral metric_split(a.id, b.id, $3::text[], $4::bigint[]) s
where a.code = $1 and a.merged_into is null and b.merged_into is null
