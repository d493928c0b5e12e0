# The private PostgreSQL cluster of ./run: own data directory, Unix socket only, UTF-8, run by an unprivileged user.
# To be sourced after common.sh; needs $state (where data lie), $run_user (who runs the cluster and the daemon).
# shellcheck shell=bash disable=SC2154

make_private_directory() {
    mkdir -p "$1"
    chmod 0700 "$1"
    give_to_run_user "$1"
}

cluster_data() {
    printf '%s/pg' "$state"
}

# A socket's path may have 107 bytes, of which "/.s.PGSQL.5432" and its lock's ".lock" take 19. Past that, and where
# the path would need quoting in a conninfo, the socket stands in a short directory of its own, which
# state/socket-directory names.
cluster_socket_directory() {
    local plain=$state/sock record=$state/socket-directory recorded
    if [ ${#plain} -le 88 ] && [ -z "${plain//[A-Za-z0-9._\/-]/}" ]; then
        make_private_directory "$plain"
        printf '%s' "$plain"
        return
    fi
    recorded=$(cat "$record" 2>/dev/null || true)
    if [ -z "$recorded" ] || [ ! -d "$recorded" ]; then
        recorded=$(mktemp -d /tmp/tongbi-sock-XXXXXX)
        give_to_run_user "$recorded"
        printf '%s\n' "$recorded" >"$record"
    fi
    printf '%s' "$recorded"
}

cluster_is_up() {
    (as_user "$run_user" "$pg_bin/pg_ctl" -D "$(cluster_data)" status >/dev/null 2>&1)
}

cluster_create() {
    say "Creating a PostgreSQL cluster in $(cluster_data)"
    make_private_directory "$(cluster_data)"
    if ! (as_user "$run_user" "$pg_bin/initdb" -D "$(cluster_data)" --username="$run_user" --encoding=UTF8 \
        --locale=C.UTF-8 --auth-local=peer --auth-host=reject) >"$state/log/initdb.log" 2>&1; then
        tail -n 5 "$state/log/initdb.log" >&2
        fail "initdb failed; all it said is in $state/log/initdb.log. Remove $(cluster_data) before you try again."
    fi
}

# Creates the cluster and its database where they are missing and starts it; sets $database to its conninfo.
cluster_start() {
    local sockets
    sockets=$(cluster_socket_directory)
    [ -f "$(cluster_data)/PG_VERSION" ] || cluster_create
    if ! cluster_is_up; then
        say "Starting PostgreSQL"
        if ! (as_user "$run_user" "$pg_bin/pg_ctl" -D "$(cluster_data)" -w -t 60 -s -l "$state/log/postgres.log" \
            -o "-c listen_addresses='' -c unix_socket_directories='$sockets' -c unix_socket_permissions=0700" \
            start </dev/null >>"$state/log/pg_ctl.log" 2>&1); then
            tail -n 5 "$state/log/postgres.log" >&2
            fail "PostgreSQL did not start; its log is $state/log/postgres.log."
        fi
    fi
    # shellcheck disable=SC2034 # what the caller goes on with
    database="host=$sockets dbname=tongbi user=$run_user"
    (as_user "$run_user" "$pg_bin/psql" -XAtq -d "host=$sockets dbname=postgres user=$run_user" \
        -c "SELECT 1 FROM pg_database WHERE datname = 'tongbi'") | grep -q 1 ||
        (as_user "$run_user" "$pg_bin/createdb" -h "$sockets" -U "$run_user" tongbi) ||
        fail "The database tongbi could not be created in the private cluster; see $state/log/postgres.log."
}

cluster_stop() {
    [ -f "$(cluster_data)/PG_VERSION" ] || return 0
    cluster_is_up || return 0
    say "Stopping PostgreSQL"
    (as_user "$run_user" "$pg_bin/pg_ctl" -D "$(cluster_data)" -m fast -w -t 60 -s stop) ||
        fail "PostgreSQL did not stop within a minute; see $state/log/postgres.log."
}
