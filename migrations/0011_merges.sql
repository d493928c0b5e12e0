-- Two metrics that were one: their series join, their aliases move, and all of it can be undone; a metric that was two is split. Vintages keep
-- when they were published and recorded: what changes is the series that they are filed under.

-- The metric that it counts as now; those merged into one that was merged itself name the last.
alter table metrics add column merged_into bigint references metrics (id) check (merged_into <> id);
create index metrics_merged_into on metrics (merged_into) where merged_into is not null;

-- What has to be known to undo a merge. into_id: the metric that was named; last_figure: figures above it came later.
create table metric_merges (
    metric_id bigint primary key references metrics (id),
    into_id bigint not null references metrics (id),
    merged_at timestamptz not null default clock_timestamp(),
    last_figure bigint not null,
    numerator_of bigint[] not null,
    denominator_of bigint[] not null
);
create index metric_merges_into on metric_merges (into_id);
-- Counts merges and their undoing: who found out what a code means, and writes later, looks whether that still holds.
create table metric_merge_count (count bigint not null);
insert into metric_merge_count values (0);
-- The series of the merged metric as they were.
create table merged_series (
    metric_id bigint not null references metric_merges (metric_id) on delete cascade,
    org_id bigint not null,
    id bigint not null,
    scope text not null,
    created timestamptz not null,
    vintages bytea not null,
    primary key (metric_id, org_id, scope)
);
alter table merged_series alter column vintages set storage external;
create table merged_figures (
    metric_id bigint not null references metric_merges (metric_id) on delete cascade,
    org_id bigint not null,
    report_id bigint not null,
    figure_id bigint not null,
    is_later boolean not null default false,
    primary key (metric_id, org_id, figure_id)
);
create table merged_claims (
    metric_id bigint not null references metric_merges (metric_id) on delete cascade,
    org_id bigint not null,
    report_id bigint not null,
    figure_id bigint not null,
    primary key (metric_id, org_id, report_id, figure_id)
);
-- was_there: the other metric bore the label too.
create table merged_aliases (
    metric_id bigint not null references metric_merges (metric_id) on delete cascade,
    alias_norm text not null,
    org_id bigint not null,
    alias text not null,
    created timestamptz not null,
    is_decided boolean not null,
    was_there boolean not null,
    primary key (metric_id, alias_norm, org_id)
);

-- Figures that people have judged are looked for by their labels too.
drop index figures_label;
create index figures_label on figures (label_norm, org_id) where label_norm <> '';

-- ---- parting the vintages of a series ---------------------------------------------------------------------------------

create function packed_put_signed(number numeric) returns bytea language plpgsql immutable as $$
declare
    rest numeric := case when number < 0 then -2 * number - 1 else 2 * number end;
    bytes bytea := '';
begin
    while rest >= 128 loop
        bytes := bytes || set_byte('\x00', 0, 128 + mod(rest, 128)::integer);
        rest := div(rest, 128);
    end loop;
    return bytes || set_byte('\x00', 0, rest::integer);
end $$;

-- Each vintage as a segment of its own, under the id that unpack_vintages gives it. Within a segment the first day of an entry counts
-- from the one before; alone it stands for itself.
create function vintage_segments(bytes bytea) returns table (id bigint, segment bytea) language plpgsql immutable as $$
declare
    at integer := 0;
    segment_start integer;
    segment_end integer;
    entry_end integer;
    behind integer;
    stamp bytea;
    head bytea;
    rest bytea;
    first numeric;
begin
    id := 0;
    while at < length(bytes) loop
        segment_start := at;
        segment_end := at + 13 + ('x' || encode(substr(bytes, at + 10, 4), 'hex'))::bit(32)::integer;
        if get_byte(bytes, at + 8) = 2 then
            id := id + 1;
            segment := substr(bytes, at + 1, segment_end - at);
            at := segment_end;
            return next;
            continue;
        end if;
        stamp := substr(bytes, at + 1, 9);
        select p.at into at from packed_number(bytes, at + 13) p;
        select p.at into at from packed_signed(bytes, at) p;
        head := substr(bytes, segment_start + 14, at - segment_start - 13);
        first := 0;
        while at < segment_end loop
            id := id + 1;
            entry_end := at + 1 + get_byte(bytes, at);
            select p.at, first + p.number into behind, first from packed_signed(bytes, at + 3) p;
            rest := substr(bytes, at + 2, 2) || packed_put_signed(first) || substr(bytes, behind + 1, entry_end - behind);
            segment := stamp || int4send(length(head) + 1 + length(rest)) || head || set_byte('\x00', 0, length(rest)) || rest;
            at := entry_end;
            return next;
        end loop;
    end loop;
end $$;

-- Was anything recorded since (in whole milliseconds)? Looks at the segments' heads only.
create function vintages_since(bytes bytea, since timestamptz) returns boolean language plpgsql immutable as $$
declare
    at integer := 0;
begin
    while at < length(bytes) loop
        if to_timestamp(('x' || encode(substr(bytes, at + 1, 8), 'hex'))::bit(64)::bigint / 1000.0) > since - interval '1 ms' then
            return true;
        end if;
        at := at + 13 + ('x' || encode(substr(bytes, at + 10, 4), 'hex'))::bit(32)::integer;
    end loop;
    return false;
end $$;

-- Parts what the figures `mine` have said, what took it back, and what was posted and stands in `own` too, from everything else. Where a
-- report was withdrawn that both have a point of, both keep that; `gone` is what was theirs and has been taken out before.
create function part_vintages(bytes bytea, mine bigint[], own bytea, gone bytea, out theirs bytea, out ours bytea) language sql immutable as $$
    with v as materialized (
        select u.*, s.segment,
               row(u.recorded, u.published, u.status, u.period_start, u.period_end, u.is_withdrawn, u.value::text, u.low::text,
                   u.high::text, u.low_open, u.high_open, u.bound, u.last_place)::text as said
        from unpack_vintages(bytes) u join vintage_segments(bytes) s on s.id = u.id
    ), known as materialized (
        select v.report_id, v.figure_id, v.status, v.period_start, v.period_end from v
        union all
        select u.report_id, u.figure_id, u.status, u.period_start, u.period_end from unpack_vintages(gone) u
    ), posted as materialized (
        select row(u.recorded, u.published, u.status, u.period_start, u.period_end, u.is_withdrawn, u.value::text, u.low::text,
                   u.high::text, u.low_open, u.high_open, u.bound, u.last_place)::text as said, count(*) as times
        from unpack_vintages(own) u
        where u.report_id is null
        group by 1
    ), told as (
        select v.id, v.segment,
               case when v.figure_id is not null then v.figure_id = any (mine)
                    when v.report_id is not null then exists (
                        select from known w
                        where w.figure_id = any (mine) and w.report_id = v.report_id and w.status = v.status
                          and w.period_start = v.period_start and w.period_end = v.period_end)
                    else coalesce(row_number() over (partition by v.said, v.report_id is null order by v.id) <= p.times, false)
                    end as is_mine,
               v.figure_id is null and v.report_id is not null and exists (
                   select from v w
                   where w.figure_id is not null and not (w.figure_id = any (mine)) and w.report_id = v.report_id
                     and w.status = v.status and w.period_start = v.period_start and w.period_end = v.period_end) as is_shared
        from v left join posted p on p.said = v.said and v.report_id is null
    )
    select coalesce(string_agg(segment, ''::bytea order by id) filter (where is_mine), ''),
           coalesce(string_agg(segment, ''::bytea order by id) filter (where not is_mine or is_shared), '')
    from told
$$;

create function ids_without(ids bigint[], taken bigint[]) returns bigint[] language sql immutable as $$
    select array_agg(id) from unnest(ids) id where not (id = any (taken))
$$;

create function ids_within(ids bigint[], kept bigint[]) returns bigint[] language sql immutable as $$
    select array_agg(id) from unnest(ids) id where id = any (kept)
$$;

-- ---- merging ----------------------------------------------------------------------------------------------------------

-- The series of `source` join those of `target`, of the organisations `orgs` (empty: all). Where there is none the series goes over as
-- it is; else its vintages go before the others: of two that were said at once the target's counts.
create function series_join(source bigint, target bigint, orgs bigint[]) returns void language sql as $$
    update series t set vintages = s.vintages || t.vintages,
           figure_ids = case when s.figure_ids is null then t.figure_ids else s.figure_ids || coalesce(t.figure_ids, '{}') end
    from series s
    where s.metric_id = source and (orgs = '{}' or s.org_id = any (orgs))
      and t.org_id = s.org_id and t.metric_id = target and t.scope = s.scope;
    update figures f set metric_id = target, series_id = coalesce(t.id, f.series_id)
    from figures g
    left join series s on s.org_id = g.org_id and s.id = g.series_id
    left join series t on t.org_id = s.org_id and t.metric_id = target and t.scope = s.scope
    where g.org_id in (select distinct n.org_id from series n where n.metric_id = source and (orgs = '{}' or n.org_id = any (orgs)))
      and g.metric_id = source and f.org_id = g.org_id and f.report_id = g.report_id and f.id = g.id;
    delete from series s using series t
    where s.metric_id = source and (orgs = '{}' or s.org_id = any (orgs))
      and t.org_id = s.org_id and t.metric_id = target and t.scope = s.scope;
    update series s set metric_id = target where s.metric_id = source and (orgs = '{}' or s.org_id = any (orgs));
$$;

-- Claims on series whose vintages have changed are to be checked again.
create function claims_mark(which bigint[]) returns void language sql as $$
    update claims c set verdict = null, marks = c.marks + 1
    from (select o.id from orgs o) o
    where c.org_id = o.id and c.metric_id = any (which)
$$;

-- Nobody adds to any series, loads, or changes metrics or what labels mean, until the end of the transaction. In a function, since outside
-- a block LOCK is refused.
create function catalogue_hold() returns void language plpgsql as $$
begin
    perform pg_advisory_xact_lock(20221, bucket) from generate_series(0, 63) bucket;
    lock table metrics, metric_aliases in share row exclusive mode;
end $$;

-- Merges a metric into another; whoever calls it has called catalogue_hold in a statement before. No row: one of them has been merged
-- since it was looked at.
create function metric_merge(merged bigint, target bigint) returns table (series bigint, figures bigint, aliases bigint) language plpgsql as $$
#variable_conflict use_column
begin
    if (select count(*) from metrics m where m.id in (merged, target) and m.merged_into is null) < 2 then
        return;
    end if;
    update metric_merge_count set count = count + 1;
    insert into metric_merges (metric_id, into_id, last_figure, numerator_of, denominator_of)
    select merged, target, q.last_value,
           array(select r.id from metrics r join metrics m on m.id = merged where r.numerator = m.code),
           array(select r.id from metrics r join metrics m on m.id = merged where r.denominator = m.code)
    from figure_ids q;
    insert into merged_series (metric_id, org_id, id, scope, created, vintages)
    select merged, s.org_id, s.id, s.scope, s.created, s.vintages from series s where s.metric_id = merged;
    insert into merged_figures (metric_id, org_id, report_id, figure_id)
    select merged, f.org_id, f.report_id, f.id
    from figures f
    where f.org_id in (select distinct s.org_id from series s where s.metric_id = merged) and f.metric_id = merged;
    insert into merged_claims (metric_id, org_id, report_id, figure_id)
    select merged, c.org_id, c.report_id, c.figure_id from orgs o join claims c on c.org_id = o.id and c.metric_id = merged;
    insert into merged_aliases (metric_id, alias_norm, org_id, alias, created, is_decided, was_there)
    select merged, a.alias_norm, a.org_id, a.alias, a.created, a.is_decided,
           exists (select from metric_aliases t
                   where t.alias_norm = a.alias_norm and t.metric_id = target and t.org_id = a.org_id)
    from metric_aliases a where a.metric_id = merged;

    perform series_join(merged, target, '{}');
    update claims c set metric_id = target
    from merged_claims g
    where g.metric_id = merged and c.org_id = g.org_id and c.report_id = g.report_id and c.figure_id = g.figure_id;
    perform claims_mark(array[target]);
    delete from metric_aliases a using merged_aliases g
    where g.metric_id = merged and g.was_there and a.metric_id = merged and a.alias_norm = g.alias_norm and a.org_id = g.org_id;
    update metric_aliases a set metric_id = target where a.metric_id = merged;
    update metrics r set numerator = t.code
    from metric_merges g, metrics t where g.metric_id = merged and t.id = target and r.id = any (g.numerator_of);
    update metrics r set denominator = t.code
    from metric_merges g, metrics t where g.metric_id = merged and t.id = target and r.id = any (g.denominator_of);
    update metrics m set merged_into = target where m.id = merged or m.merged_into = merged;

    return query select (select count(*) from merged_series s where s.metric_id = merged),
                        (select count(*) from merged_figures f where f.metric_id = merged),
                        (select count(*) from merged_aliases a where a.metric_id = merged);
end $$;

-- ---- and back ---------------------------------------------------------------------------------------------------------

-- Parts one series of the target again. What was the merged metric's stands in it as the bytes that it was, unless something has been
-- split off since; what its figures have said later goes back with them.
create function series_unjoin(joined series, merged bigint) returns void language plpgsql as $$
#variable_conflict use_column
declare
    was merged_series;
    since timestamptz;
    mine bigint[];
    place integer;
    parted record;
    their_id bigint;
    our_id bigint := joined.id;
begin
    select * into was from merged_series s where s.metric_id = merged and s.org_id = joined.org_id and s.scope = joined.scope;
    select g.merged_at into since from metric_merges g where g.metric_id = merged;
    mine := array(select f.figure_id from merged_figures f where f.metric_id = merged and f.org_id = joined.org_id);
    place := case when was.vintages <> '' then position(was.vintages in joined.vintages) else 0 end;
    if place > 0 then
        joined.vintages := overlay(joined.vintages placing ''::bytea from place for length(was.vintages));
        select was.vintages as theirs, joined.vintages as ours into parted;
        if vintages_since(joined.vintages, since) then
            select was.vintages || p.theirs as theirs, p.ours into parted from part_vintages(joined.vintages, mine, '', was.vintages) p;
        end if;
    else
        select p.theirs, p.ours into parted from part_vintages(joined.vintages, mine, coalesce(was.vintages, ''), '') p;
    end if;

    their_id := coalesce(was.id, nextval('series_ids'));
    if their_id = joined.id then
        update series s set metric_id = merged, vintages = parted.theirs, figure_ids = ids_within(joined.figure_ids, mine)
        where s.org_id = joined.org_id and s.id = their_id;
        if parted.ours <> '' then
            our_id := nextval('series_ids');
            insert into series (org_id, id, metric_id, scope, vintages, figure_ids)
            values (joined.org_id, our_id, joined.metric_id, joined.scope, parted.ours, ids_without(joined.figure_ids, mine));
        end if;
    else
        update series s set vintages = parted.ours, figure_ids = ids_without(joined.figure_ids, mine)
        where s.org_id = joined.org_id and s.id = joined.id;
        insert into series (org_id, id, metric_id, scope, created, vintages, figure_ids)
        values (joined.org_id, their_id, merged, joined.scope, coalesce(was.created, clock_timestamp()), parted.theirs,
                ids_within(joined.figure_ids, mine));
    end if;
    update figures f
    set metric_id = case when f.id = any (mine) then merged else f.metric_id end,
        series_id = case when f.id = any (mine) then their_id else our_id end
    where f.org_id = joined.org_id and f.series_id = joined.id and f.metric_id = joined.metric_id;
end $$;

-- Undoes a merge, with what came since under the labels that had moved. No row: it is not merged, or what it was merged into is merged
-- itself. After catalogue_hold.
create function metric_unmerge(merged bigint) returns table (series bigint, figures bigint, later bigint, aliases bigint) language plpgsql as $$
#variable_conflict use_column
declare
    target bigint;
    joined series;
begin
    select g.into_id into target
    from metric_merges g join metrics t on t.id = g.into_id and t.merged_into is null
    where g.metric_id = merged;
    if target is null then
        return;
    end if;
    update metric_merge_count set count = count + 1;
    insert into merged_figures (metric_id, org_id, report_id, figure_id, is_later)
    select merged, f.org_id, f.report_id, f.id, true
    from metric_merges g
    join merged_aliases a on a.metric_id = merged and not a.was_there
    join figures f on f.label_norm = a.alias_norm and f.label_norm <> '' and (a.org_id = 0 or a.org_id = f.org_id)
    join reports r on r.org_id = f.org_id and r.id = f.report_id
    where g.metric_id = merged and f.metric_id = target and f.link <> 'person'
      and (f.id > g.last_figure or r.recorded > g.merged_at)
    on conflict do nothing;

    for joined in
        select t.* from series t
        where t.metric_id = target
          and (exists (select from merged_series s where s.metric_id = merged and s.org_id = t.org_id and s.scope = t.scope)
               or exists (select from merged_figures g
                          join figures f on f.org_id = g.org_id and f.report_id = g.report_id and f.id = g.figure_id
                          where g.metric_id = merged and g.is_later and g.org_id = t.org_id and f.series_id = t.id))
        order by t.org_id, t.id
    loop
        perform series_unjoin(joined, merged);
    end loop;

    update figures f set metric_id = merged
    from merged_figures g
    where g.metric_id = merged and f.org_id = g.org_id and f.report_id = g.report_id and f.id = g.figure_id
      and f.metric_id = target and f.series_id is null;

    update claims c set metric_id = merged
    from merged_claims g
    where g.metric_id = merged and c.org_id = g.org_id and c.report_id = g.report_id and c.figure_id = g.figure_id
      and c.metric_id = target;
    update claims c set metric_id = merged
    from merged_figures g
    join figures owner on owner.org_id = g.org_id and owner.report_id = g.report_id and owner.id = g.figure_id
    join figures f on f.org_id = owner.org_id and f.report_id = owner.report_id and f.change_of = owner.ordinal
    where g.metric_id = merged and owner.metric_id = merged
      and c.org_id = f.org_id and c.report_id = f.report_id and c.figure_id = f.id and c.metric_id = target;
    perform claims_mark(array[merged, target]);
    delete from metric_aliases a using merged_aliases g
    where g.metric_id = merged and not g.was_there
      and a.metric_id = target and a.alias_norm = g.alias_norm and a.org_id = g.org_id;
    insert into metric_aliases (alias_norm, metric_id, org_id, alias, created, is_decided)
    select g.alias_norm, merged, g.org_id, g.alias, g.created, g.is_decided from merged_aliases g where g.metric_id = merged
    on conflict do nothing;
    update metrics r set numerator = m.code
    from metric_merges g, metrics m, metrics t
    where g.metric_id = merged and m.id = merged and t.id = target and r.id = any (g.numerator_of) and r.numerator = t.code;
    update metrics r set denominator = m.code
    from metric_merges g, metrics m, metrics t
    where g.metric_id = merged and m.id = merged and t.id = target and r.id = any (g.denominator_of) and r.denominator = t.code;
    update metrics m set merged_into = null where m.id = merged;
    with recursive below as (
        select g.metric_id from metric_merges g where g.into_id = merged
        union
        select g.metric_id from metric_merges g join below b on g.into_id = b.metric_id
    )
    update metrics m set merged_into = merged from below b where m.id = b.metric_id;

    return query select (select count(*) from series s where s.metric_id = merged),
                        (select count(*) from merged_figures f where f.metric_id = merged and not f.is_later),
                        (select count(*) from merged_figures f where f.metric_id = merged and f.is_later),
                        (select count(*) from merged_aliases a where a.metric_id = merged);
    delete from metric_merges g where g.metric_id = merged;
end $$;

-- ---- splitting --------------------------------------------------------------------------------------------------------

-- One series gives up what the figures `mine` have said.
create function series_part(whole series, target bigint, mine bigint[]) returns void language plpgsql as $$
#variable_conflict use_column
declare
    parted record;
    their_id bigint;
begin
    select p.theirs, p.ours into parted from part_vintages(whole.vintages, mine, '', '') p;
    insert into series (org_id, metric_id, scope, vintages, figure_ids)
    values (whole.org_id, target, whole.scope, parted.theirs, ids_within(whole.figure_ids, mine))
    on conflict (org_id, metric_id, scope) do update
        set vintages = excluded.vintages || series.vintages,
            figure_ids = case when excluded.figure_ids is null then series.figure_ids
                              else excluded.figure_ids || coalesce(series.figure_ids, '{}') end
    returning series.id into their_id;
    update series s set vintages = parted.ours, figure_ids = ids_without(whole.figure_ids, mine)
    where s.org_id = whole.org_id and s.id = whole.id;
    update figures f set metric_id = target, series_id = their_id
    where f.org_id = whole.org_id and f.series_id = whole.id and f.id = any (mine);
    delete from series s
    where s.org_id = whole.org_id and s.id = whole.id and s.vintages = ''
      and not exists (select from figures f where f.org_id = s.org_id and f.series_id = s.id);
end $$;

-- The figures of these labels (normal forms), of the organisations `orgs` (empty: all), leave a metric for another.
create function metric_split_labels(source bigint, target bigint, norms text[], orgs bigint[]) returns table (series bigint, figures bigint)
language plpgsql as $$
#variable_conflict use_column
declare
    whole series;
    mine bigint[];
begin
    mine := array(select f.id from figures f
                  where f.label_norm = any (norms) and f.label_norm <> '' and f.metric_id = source
                    and (orgs = '{}' or f.org_id = any (orgs)));
    series := 0;
    figures := coalesce(cardinality(mine), 0);
    insert into metric_aliases (alias_norm, metric_id, org_id, alias, is_decided)
    select distinct on (f.label_norm, f.org_id) f.label_norm, target, f.org_id, f.label, true
    from figures f
    where f.id = any (mine)
      and (orgs <> '{}' or not exists (select from metric_aliases a
                                       where a.alias_norm = f.label_norm and a.metric_id = source and a.org_id = 0))
    order by f.label_norm, f.org_id, f.id desc
    on conflict (alias_norm, metric_id, org_id) do update set is_decided = true;
    for whole in
        select s.* from series s
        where s.metric_id = source
          and (s.org_id, s.id) in (select f.org_id, f.series_id from figures f where f.id = any (mine))
        order by s.org_id, s.id
    loop
        perform series_part(whole, target, array(
            select f.id from figures f
            where f.label_norm = any (norms) and f.label_norm <> '' and f.org_id = whole.org_id and f.metric_id = source));
        series := series + 1;
    end loop;
    update figures f set metric_id = target, series_id = null where f.id = any (mine) and f.metric_id = source;
    update claims c set metric_id = target
    from figures owner
    join figures f on f.org_id = owner.org_id and f.report_id = owner.report_id and f.change_of = owner.ordinal
    where owner.id = any (mine) and c.org_id = f.org_id and c.report_id = f.report_id and c.figure_id = f.id
      and c.metric_id = source;
    update claims c set metric_id = target
    from figures f
    where f.label_norm = any (norms) and f.label_norm <> '' and f.kind = 'change' and f.change_of is null
      and (orgs = '{}' or f.org_id = any (orgs))
      and c.org_id = f.org_id and c.report_id = f.report_id and c.figure_id = f.id and c.metric_id = source;
    return next;
end $$;

-- What the labels mean from now on: for all, or for `orgs`.
create function alias_split(source bigint, target bigint, norms text[], orgs bigint[]) returns void language sql as $$
    insert into metric_aliases (alias_norm, metric_id, org_id, alias, created, is_decided)
    select a.alias_norm, target, a.org_id, a.alias, a.created, a.is_decided
    from metric_aliases a
    where a.metric_id = source and a.alias_norm = any (norms) and (orgs = '{}' or a.org_id = any (orgs))
    on conflict do nothing;
    delete from metric_aliases a
    where a.metric_id = source and a.alias_norm = any (norms) and (orgs = '{}' or a.org_id = any (orgs));
    insert into metric_aliases (alias_norm, metric_id, org_id, alias, is_decided)
    select a.alias_norm, target, o.id, a.alias, true
    from metric_aliases a cross join unnest(orgs) o (id)
    where a.metric_id = source and a.org_id = 0 and a.alias_norm = any (norms)
    on conflict (alias_norm, metric_id, org_id) do update set is_decided = true;
$$;

-- Splits a metric: by labels, by organisations (with all that they have posted too), or both. After catalogue_hold.
create function metric_split(source bigint, target bigint, norms text[], orgs bigint[]) returns table (series bigint, figures bigint)
language plpgsql as $$
#variable_conflict use_column
declare
    all_norms text[] := array(select distinct a.alias_norm from metric_aliases a
                              where a.metric_id = source and (a.org_id = 0 or a.org_id = any (orgs)));
begin
    if cardinality(norms) > 0 then
        return query select s.series, s.figures from metric_split_labels(source, target, norms, orgs) s;
        perform alias_split(source, target, norms, orgs);
    else
        select count(*) into series from series s where s.metric_id = source and s.org_id = any (orgs);
        select count(*) into figures from figures f where f.metric_id = source and f.org_id = any (orgs);
        perform series_join(source, target, orgs);
        update claims c set metric_id = target where c.metric_id = source and c.org_id = any (orgs);
        perform alias_split(source, target, all_norms, orgs);
        return next;
    end if;
    perform claims_mark(array[source, target]);
end $$;

-- A figure's suggestions name the metrics that those count as now, each once.
create or replace function suggestions_of(org bigint, report bigint, figure bigint) returns text language sql stable as $$
    with named as (
        select distinct on (m.id, g.scope) m.id, m.code, m.name_zh, g.scope, g.score, g.reasons, g.rank
        from suggestions g
        join metrics b on b.id = g.metric_id
        join metrics m on m.id = coalesce(b.merged_into, b.id)
        where g.org_id = org and g.report_id = report and g.figure_id = figure
        order by m.id, g.scope, g.rank
    )
    select coalesce(string_agg(concat_ws(e'\x1e', n.code, n.name_zh, n.scope, coalesce(s.id, 0), n.score, n.reasons), e'\x1f'
                               order by n.rank), '')
    from named n
    left join series s on s.org_id = org and s.metric_id = n.id and s.scope = n.scope
$$;
