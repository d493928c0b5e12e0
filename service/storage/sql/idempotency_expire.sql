-- Forgets some keys of more than a day ago; whoever else does that meanwhile is left alone. Served by idempotency_keys_created.
delete from idempotency_keys k using (
    select token_sha256, key from idempotency_keys
    where created < clock_timestamp() - interval '24 hours'
    order by created limit 1000
    for update skip locked
) old
where k.token_sha256 = old.token_sha256 and k.key = old.key
