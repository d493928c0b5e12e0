-- How each figure came to its series, what it might be of where that is not sure, and which labels people decided on.

-- sure: read and linked with so little doubt that nobody needs to look; pending: waits for a person.
alter table figures drop constraint figures_state_check;
alter table figures add constraint figures_state_check
    check (state in ('pending', 'sure', 'accepted', 'rejected', 'corrected'));

-- link: none (a change, no label), name (an alias says so), likeness, place (between the same neighbours as last time), new (a series of
-- its own), waits (nobody knows yet), person. label_norm is made by series/link.c.
alter table figures
    add column link text not null default 'none'
        check (link in ('none', 'name', 'likeness', 'place', 'new', 'waits', 'person')),
    add column label_norm text not null default '';
update figures set link = case when metric_id is null then 'none' when revision > 0 then 'person' else 'name' end,
                   state = case when state = 'pending' and revision = 0 and confidence >= 900 then 'sure' else state end
where metric_id is not null or (state = 'pending' and revision = 0 and confidence >= 900);
create index figures_label on figures (label_norm, org_id) where revision = 0 and label_norm <> '';

-- What a figure might be of, best first. The series need not be there.
create table suggestions (
    org_id bigint not null,
    report_id bigint not null,
    figure_id bigint not null,
    rank integer not null check (rank >= 0),
    metric_id bigint not null,
    scope text not null default '',
    score integer not null check (score between 0 and 1000),
    reasons integer not null,
    primary key (org_id, report_id, figure_id, rank)
);

-- Said by a person, not found by likeness: two organisations that agree speak for all.
alter table metric_aliases add column is_decided boolean not null default false;
update metric_aliases set is_decided = true where org_id <> 0;

-- The suggestions of one figure: metric, name, scope, series, score and reasons, parted by \x1e, one after the other by \x1f.
create function suggestions_of(org bigint, report bigint, figure bigint) returns text language sql stable as $$
    select coalesce(string_agg(concat_ws(e'\x1e', m.code, m.name_zh, g.scope, coalesce(s.id, 0), g.score, g.reasons), e'\x1f'
                               order by g.rank), '')
    from suggestions g
    join metrics m on m.id = g.metric_id
    left join series s on s.org_id = g.org_id and s.metric_id = g.metric_id and s.scope = g.scope
    where g.org_id = org and g.report_id = report and g.figure_id = figure
$$;
