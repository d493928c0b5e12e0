-- Definition breaks: from a day on a metric is counted otherwise, for everybody. period is the first that is counted so, as it was written.
create table metric_breaks (
    metric_id bigint not null references metrics (id),
    starts date not null,
    period text not null check (period <> ''),
    note text not null check (note <> '' and char_length(note) <= 500 and strpos(note, e'\x1e') = 0 and strpos(note, e'\x1f') = 0),
    created timestamptz not null default clock_timestamp(),
    primary key (metric_id, starts)
);

-- Period and note of each break of a metric and of those that were merged into it, in the order of time, parted by
-- \x1e, one after the other by \x1f. Of the same day only one, its own before that of a merged one.
create function breaks_of(metric bigint) returns text language sql stable as $$
    select coalesce(string_agg(b.period || e'\x1e' || b.note, e'\x1f' order by b.starts), '')
    from (select distinct on (b.starts) b.starts, b.period, b.note
          from metric_breaks b
          where b.metric_id = metric or b.metric_id in (select m.id from metrics m where m.merged_into = metric)
          order by b.starts, b.metric_id <> metric, b.metric_id) b
$$;
