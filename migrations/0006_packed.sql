-- Vintages move into their series: one row holds all that was ever said of it, packed (service/storage/packed.h says how), so that a
-- trend reads one row and a report adds to sixty. Segments are only ever appended. figure_ids: the figures that made points of it.

alter table series
    add column vintages bytea not null default '',
    add column figure_ids bigint[];
alter table series alter column vintages set storage external;
alter table series set (fillfactor = 75);

-- What is there is carried over as segments of text, one a vintage, in the order of recording.
update series s set vintages = packed.vintages, figure_ids = packed.figure_ids
from (
    select series_id, string_agg(recorded || '\x02'::bytea || int4send(octet_length(body)) || body, ''::bytea order by id) as vintages,
           array_agg(distinct figure_id) filter (where figure_id is not null) as figure_ids
    from (
        select v.series_id, v.id, v.figure_id, int8send((extract(epoch from v.recorded) * 1000)::bigint) as recorded,
               convert_to(concat_ws('|', v.status, v.period, v.is_withdrawn, v.published, coalesce(v.value::text, ''),
                                    coalesce(v.low::text, ''), coalesce(v.high::text, ''), v.low_open, v.high_open,
                                    coalesce(v.bound, ''), v.last_place, coalesce(v.report_id, 0), coalesce(v.figure_id, 0),
                                    coalesce(f.start_at, 0), coalesce(f.end_at, 0)), 'UTF8') as body
        from observations v
        left join figures f on f.org_id = v.org_id and f.report_id = v.report_id and f.id = v.figure_id
    ) vintage
    group by series_id
) packed
where s.id = packed.series_id;

drop table observations;
drop sequence observation_ids;
