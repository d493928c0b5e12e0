-- What else an organisation is called: short names, names that it had before. Two may share one; then it names neither for sure.
alter table orgs add column aliases text[] not null default '{}';
