-- What grows: reports, their figures, and the series that figures join. org_id leads every key, so that the tables can be
-- distributed by it; joins between them always name it.

create sequence report_ids;
create sequence figure_ids;
create sequence series_ids;
create sequence observation_ids;

create table reports (
    org_id bigint not null,
    id bigint not null default nextval('report_ids'),
    period text not null,
    period_start date not null,
    period_end date not null check (period_end >= period_start),
    title text not null default '',
    published date not null,
    recorded timestamptz not null default clock_timestamp(),
    media_type text not null,
    charset text not null,
    bytes bytea not null,
    sha256 bytea not null check (octet_length(sha256) = 32),
    decoded text not null,
    notes text[] not null default '{}',
    state text not null default 'active' check (state in ('active', 'withdrawn')),
    extract_version text not null,
    figure_count integer not null check (figure_count >= 0),
    primary key (org_id, id),
    unique (org_id, period_start, period_end, sha256)
);
create index reports_id on reports (id);
alter table reports alter column bytes set storage external;

create table series (
    org_id bigint not null,
    id bigint not null default nextval('series_ids'),
    metric_id bigint not null,
    scope text not null default '' check (octet_length(scope) <= 1024),
    created timestamptz not null default clock_timestamp(),
    primary key (org_id, id),
    unique (org_id, metric_id, scope)
);
create index series_id on series (id);
create index series_metric on series (metric_id, scope);

create table figures (
    org_id bigint not null,
    report_id bigint not null,
    id bigint not null default nextval('figure_ids'),
    ordinal integer not null check (ordinal >= 0),
    start_at integer not null check (start_at >= 0),
    end_at integer not null check (end_at > start_at),
    text text not null,
    quote text not null,
    quote_start integer not null check (quote_start >= 0),
    value numeric,
    low numeric,
    high numeric,
    low_open boolean not null default false,
    high_open boolean not null default false,
    bound text not null check (bound in ('exact', 'about', 'at_least', 'at_most', 'range')),
    unit text not null default '',
    kind text not null check (kind in ('count', 'rate', 'money', 'quantity', 'rank', 'score', 'duration', 'change')),
    label text not null,
    status text not null check (status in ('actual', 'target', 'norm')),
    period text not null,
    period_start date not null,
    period_end date not null check (period_end >= period_start),
    scope text not null default '',
    change_of integer,
    basis text check (basis in ('yoy', 'pop', 'since', 'target')),
    confidence integer not null check (confidence between 0 and 1000),
    last_place integer not null,
    state text not null default 'pending' check (state in ('pending', 'accepted', 'rejected', 'corrected')),
    series_id bigint,
    metric_id bigint,
    is_point boolean not null default false,
    primary key (org_id, report_id, id),
    unique (org_id, report_id, ordinal),
    check (value is not null or low is not null or high is not null),
    check (low is null or high is null or low <= high),
    check (bound <> 'range' or (value is null and low is not null and high is not null)),
    check (bound <> 'exact' or (value is not null and low = value and high = value)),
    check (not is_point or series_id is not null),
    check (kind = 'change' or basis is null)
);
