-- Leaves in `posted` what can be stored.
delete from posted p where p.is_refused or p.number in (select number from posted_faults)
