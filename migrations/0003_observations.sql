-- Points with all their vintages. A row is never changed and never removed: a later report or a correction adds one.
-- period is the canonical form of its days; published is when the report came out, recorded when it was stored.

create table observations (
    org_id bigint not null,
    series_id bigint not null,
    metric_id bigint not null,
    status text not null check (status in ('actual', 'target', 'norm')),
    period text not null,
    period_start date not null,
    period_end date not null check (period_end >= period_start),
    published date not null,
    recorded timestamptz not null default clock_timestamp(),
    id bigint not null default nextval('observation_ids'),
    value numeric,
    low numeric,
    high numeric,
    low_open boolean not null default false,
    high_open boolean not null default false,
    bound text check (bound in ('exact', 'about', 'at_least', 'at_most', 'range')),
    last_place integer not null,
    is_withdrawn boolean not null default false,
    report_id bigint,
    figure_id bigint,
    primary key (org_id, series_id, status, period_start, period_end, id),
    check (is_withdrawn or value is not null or low is not null or high is not null),
    check (low is null or high is null or low <= high),
    check ((report_id is null) = (figure_id is null))
);
-- Comparing one metric over organisations reads only this.
create index observations_metric on observations (metric_id, status, period_start, period_end, org_id)
    include (series_id, published, recorded, id, value, low, high, low_open, high_open, bound, is_withdrawn,
             report_id, figure_id);
-- A figure of a report is a point once, however often its report is sent.
create unique index observations_figure on observations (org_id, figure_id) where figure_id is not null and not is_withdrawn;
