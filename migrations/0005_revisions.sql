-- Revisions of what was read, withdrawn reports, claims and warnings, and the keys of requests that may be sent again.

-- A figure that somebody corrects becomes a point again: its vintages are no longer one at most. That a report sent twice adds
-- nothing is seen to by the statements that store it.
drop index observations_figure;
create index observations_figure on observations (org_id, figure_id) where figure_id is not null;
-- A report is withdrawn as a whole: such a vintage names the report and no figure.
alter table observations drop constraint observations_check3;
alter table observations add constraint observations_source check (figure_id is null or report_id is not null);

alter table figures
    add column base_period text not null default '',
    add column part_of integer,
    add column note text not null default '',
    add column revision integer not null default 0;

alter table reports
    add column withdrawn date,
    add column withdrawn_recorded timestamptz,
    add check ((state = 'withdrawn') = (withdrawn is not null));
alter table reports add constraint reports_withdrawn_recorded check ((withdrawn is null) = (withdrawn_recorded is null));

-- What reports say of their own change. metric_id and scope name the series, which may not be there yet. verdict is what the
-- last check found; whatever adds a vintage to the series makes it null (and counts it in marks), to be checked again.
create table claims (
    org_id bigint not null,
    report_id bigint not null,
    figure_id bigint not null,
    metric_id bigint,
    scope text not null default '',
    verdict text check (verdict in ('agrees', 'disagrees', 'unit_confused', 'base_differs', 'agrees_with_vintage',
                                    'base_missing', 'undecided')),
    marks integer not null default 0,
    checked timestamptz,
    primary key (org_id, report_id, figure_id)
);
create index claims_series on claims (org_id, metric_id, scope);
create index claims_figure on claims (figure_id);
create index claims_verdict on claims (verdict, figure_id);

-- What in a report does not fit together. other_… names the other sentence, perhaps of another report.
create table warnings (
    org_id bigint not null,
    report_id bigint not null,
    ordinal integer not null,
    kind text not null check (kind in ('two_values', 'part_above_whole', 'rate_above_100', 'rate_unlike_parts',
                                       'cumulative_fall')),
    detail text not null,
    figure_id bigint,
    other_report_id bigint,
    other_figure_id bigint,
    primary key (org_id, report_id, ordinal)
);

-- Answers kept for 24 hours, to be given again when a request comes with the same Idempotency-Key from the same token.
create table idempotency_keys (
    token_sha256 bytea not null,
    key text not null check (octet_length(key) between 1 and 255),
    request bytea not null check (octet_length(request) = 32),
    status integer not null,
    answer text not null,
    created timestamptz not null default clock_timestamp(),
    primary key (token_sha256, key)
);
create index idempotency_keys_created on idempotency_keys (created);

create index figures_id on figures (id);
