-- What the request with the key $2 of the token $1 was, and how it was answered. Served by idempotency_keys_pkey.
select encode(request, 'hex'), status, answer from idempotency_keys
where token_sha256 = $1::bytea and key = $2 and created > clock_timestamp() - interval '24 hours'
