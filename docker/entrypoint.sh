#!/bin/sh
# The database's password comes as a file (a secret of the composition); libpq takes it from the environment.
set -eu
if [ -n "${TONGBI_DATABASE_PASSWORD_FILE:-}" ]; then
    if [ ! -r "$TONGBI_DATABASE_PASSWORD_FILE" ]; then
        echo "tongbi: the file with the database's password, $TONGBI_DATABASE_PASSWORD_FILE, cannot be read." >&2
        exit 1
    fi
    PGPASSWORD=$(cat "$TONGBI_DATABASE_PASSWORD_FILE")
    export PGPASSWORD
    # A setting of this script, not of the daemon.
    unset TONGBI_DATABASE_PASSWORD_FILE
fi
exec tongbid "$@"
