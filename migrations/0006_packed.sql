-- Lists and comparisons go by the bytes of codes, whatever the database's collation.
alter table orgs alter column code type text collate "C";

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
                                    coalesce(f.start_at, 0), coalesce(f.end_at, 0), v.period_start, v.period_end), 'UTF8') as body
        from observations v
        left join figures f on f.org_id = v.org_id and f.report_id = v.report_id and f.id = v.figure_id
    ) vintage
    group by series_id
) packed
where s.id = packed.series_id;

drop table observations;
drop sequence observation_ids;

-- For people with psql, and for whoever wants to check the daemon's reading of these bytes: the vintages as rows. The daemon itself
-- does not use it.
create function packed_number(bytes bytea, inout at integer, out number numeric) language plpgsql immutable as $$
declare
    byte integer;
    factor numeric := 1;
begin
    number := 0;
    loop
        byte := get_byte(bytes, at);
        at := at + 1;
        number := number + (byte & 127) * factor;
        exit when byte < 128;
        factor := factor * 128;
    end loop;
end $$;

create function packed_signed(bytes bytea, inout at integer, out number numeric) language plpgsql immutable as $$
begin
    select p.at, p.number into at, number from packed_number(bytes, at) p;
    number := case when mod(number, 2) = 0 then number / 2 else -(number + 1) / 2 end;
    number := trunc(number);
end $$;

create function packed_decimal(bytes bytea, inout at integer, out number numeric, out scale integer) language plpgsql immutable as $$
begin
    scale := get_byte(bytes, at) & 31;
    select p.at, p.number into at, number from packed_signed(bytes, at + 1) p;
    number := (number::text || 'e-' || scale)::numeric(1000, 18);
    number := round(number, scale);
end $$;

create function packed_day(shape integer, unit integer, is_end boolean) returns date language sql immutable as $$
    select case shape
        when 1 then make_date(unit, 1, 1) + case when is_end then interval '1 year - 1 day' else '0' end
        when 8 then make_date(unit, 1, 1) + case when is_end then interval '1 year - 1 day' else '0' end
        when 2 then make_date(unit / 2, unit % 2 * 6 + 1, 1) + case when is_end then interval '6 months - 1 day' else '0' end
        when 3 then make_date(unit / 4, unit % 4 * 3 + 1, 1) + case when is_end then interval '3 months - 1 day' else '0' end
        when 4 then make_date(unit / 12, unit % 12 + 1, 1) + case when is_end then interval '1 month - 1 day' else '0' end
        when 7 then make_date(unit / 12, unit % 12 + 1, 1) + case when is_end then interval '1 month - 1 day' else '0' end
        when 5 then date '1969-12-29' + 7 * unit + case when is_end then interval '6 days' else '0' end
        when 6 then date '1970-01-01' + unit + interval '0'
        when 9 then make_date(unit, 9, 1) + case when is_end then interval '1 year - 1 day' else '0' end
        when 10 then case when unit % 2 = 0
            then make_date(unit / 2, 9, 1) + case when is_end then interval '5 months - 1 day' else '0' end
            else make_date(unit / 2 + 1, 2, 1) + case when is_end then interval '7 months - 1 day' else '0' end end
    end::date
$$;

create function unpack_vintages(bytes bytea) returns table (
    id bigint, recorded timestamptz, published date, status text, period_start date, period_end date, is_withdrawn boolean,
    value numeric, low numeric, high numeric, low_open boolean, high_open boolean, bound text, last_place integer,
    report_id bigint, figure_id bigint, start_at integer, end_at integer) language plpgsql immutable as $$
declare
    statuses constant text[] := array['actual', 'target', 'norm'];
    bounds constant text[] := array['exact', 'about', 'at_least', 'at_most', 'range'];
    at integer := 0;
    segment_end integer;
    entry_end integer;
    version integer;
    published_base numeric;
    first numeric;
    head integer;
    shape integer;
    scale integer;
    limits integer;
    number numeric;
    report numeric;
    last numeric;
    fields text[];
begin
    id := 0;
    while at < length(bytes) loop
        recorded := to_timestamp(('x' || encode(substr(bytes, at + 1, 8), 'hex'))::bit(64)::bigint / 1000.0);
        version := get_byte(bytes, at + 8);
        segment_end := at + 13 + ('x' || encode(substr(bytes, at + 10, 4), 'hex'))::bit(32)::integer;
        at := at + 13;
        if version = 2 then
            fields := string_to_array(convert_from(substr(bytes, at + 1, segment_end - at), 'UTF8'), '|');
            id := id + 1;
            status := fields[1];
            period_start := fields[16]::date;
            period_end := fields[17]::date;
            is_withdrawn := fields[3]::boolean;
            published := fields[4]::date;
            value := nullif(fields[5], '')::numeric;
            low := nullif(fields[6], '')::numeric;
            high := nullif(fields[7], '')::numeric;
            low_open := fields[8]::boolean;
            high_open := fields[9]::boolean;
            bound := nullif(fields[10], '');
            last_place := fields[11]::integer;
            report_id := nullif(fields[12]::bigint, 0);
            figure_id := nullif(fields[13]::bigint, 0);
            start_at := fields[14]::integer;
            end_at := fields[15]::integer;
            at := segment_end;
            return next;
            continue;
        end if;
        select p.at, p.number into at, report from packed_number(bytes, at) p;
        select p.at, p.number into at, published_base from packed_signed(bytes, at) p;
        first := 0;
        while at < segment_end loop
            id := id + 1;
            entry_end := at + 1 + get_byte(bytes, at);
            head := get_byte(bytes, at + 1);
            shape := get_byte(bytes, at + 2);
            select p.at, first + p.number into at, first from packed_signed(bytes, at + 3) p;
            last := first;
            if shape & 16 <> 0 then
                select p.at, first + p.number into at, last from packed_number(bytes, at) p;
            end if;
            status := statuses[(head & 3) + 1];
            period_start := packed_day(shape & 15, first::integer, false);
            period_end := packed_day(shape & 15, last::integer, true);
            number := 0;
            if head & 64 <> 0 then
                select p.at, p.number into at, number from packed_signed(bytes, at) p;
            end if;
            published := date '1970-01-01' + (published_base + number)::integer;
            is_withdrawn := head & 4 <> 0;
            value := null;
            low := null;
            high := null;
            low_open := false;
            high_open := false;
            bound := null;
            last_place := 0;
            if head & 8 <> 0 then
                limits := get_byte(bytes, at);
                at := at + 1;
                bound := bounds[(limits & 7) + 1];
                low_open := limits & 8 <> 0;
                high_open := limits & 16 <> 0;
                if limits & 32 <> 0 then
                    select p.at, p.number into at, value from packed_decimal(bytes, at) p;
                end if;
                if limits & 64 <> 0 then
                    select p.at, p.number into at, low from packed_decimal(bytes, at) p;
                end if;
                if limits & 128 <> 0 then
                    select p.at, p.number into at, high from packed_decimal(bytes, at) p;
                end if;
                select p.at, p.number into at, last_place from packed_signed(bytes, at) p;
            elsif not is_withdrawn then
                scale := get_byte(bytes, at);
                select p.at, p.number into at, value from packed_decimal(bytes, at) p;
                low := value;
                high := value;
                bound := 'exact';
                last_place := -(scale & 31);
                if scale & 32 <> 0 then
                    select p.at, p.number into at, last_place from packed_signed(bytes, at) p;
                end if;
            end if;
            report_id := nullif(report, 0);
            figure_id := null;
            start_at := 0;
            end_at := 0;
            if head & 16 <> 0 then
                select p.at, p.number into at, figure_id from packed_number(bytes, at) p;
            end if;
            if head & 32 <> 0 then
                select p.at, p.number into at, start_at from packed_number(bytes, at) p;
                select p.at, start_at + p.number into at, end_at from packed_number(bytes, at) p;
            end if;
            at := entry_end;
            return next;
        end loop;
    end loop;
end $$;

create view observations as
select s.org_id, s.id as series_id, s.metric_id, v.*
from series s cross join lateral unpack_vintages(s.vintages) v;
