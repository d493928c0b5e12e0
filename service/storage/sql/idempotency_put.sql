-- Keeps the answer $5 with status $4 to the request $3 (SHA-256 in hex), for its key $2 of the token $1. Served by idempotency_keys_pkey.
insert into idempotency_keys (token_sha256, key, request, status, answer)
values ($1::bytea, $2, decode($3, 'hex'), $4::integer, $5)
on conflict (token_sha256, key)
do update set request = excluded.request, status = excluded.status, answer = excluded.answer, created = excluded.created
