-- Reports are read again by a newer reader. withdrawn: it does not find the figure any more, and nobody had judged it; it is no point.
alter table figures drop constraint figures_state_check;
alter table figures add constraint figures_state_check
    check (state in ('pending', 'sure', 'accepted', 'rejected', 'corrected', 'withdrawn'));

-- revision counts every change, so that who judges a figure can say what he looked at; rereads, how many of them were a newer reader's. A
-- person has judged a figure where revision is greater.
alter table figures add column rereads integer not null default 0 check (rereads between 0 and revision);

-- For statements that begin a unit of work: where what they expect does not hold, the whole of it is undone.
create function expect(holds boolean, what text) returns boolean language plpgsql as $$
begin
    if holds then
        return true;
    end if;
    raise exception using errcode = 'TB409', message = what;
end $$;
