-- Until the end of the transaction nobody else changes organisations. A statement of its own: the next one's snapshot is taken
-- when the lock is held, and so sees what the change before has done.
select pg_advisory_xact_lock(7261002)
