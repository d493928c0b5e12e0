-- Is this the only request with the key $2 of the token $1 that runs?
select pg_try_advisory_xact_lock(hashtextextended(encode($1::bytea, 'hex') || ' ' || $2, 0))
