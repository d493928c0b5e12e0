-- What a report was not told to be, but says itself: whose it is, what it is about.
alter table reports add column inferred text[] not null default '{}' check (inferred <@ array['org', 'period']);
