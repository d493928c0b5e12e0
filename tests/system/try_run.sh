#!/usr/bin/env bash
# ./run tried in a copy of the checkout, as a newcomer would: start, again, status, a report, stop, start again.
# One line for each thing that was seen to hold; the first that does not ends it.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
copy=$(mktemp -d /tmp/tongbi-try-XXXXXX)
# A path with a blank in it, for there are such.
mkdir "$copy/a b"
cd "$copy/a b"

leave() {
    local status=$?
    ./run stop >/dev/null 2>&1 || true
    if [ -f var/state-directory ] && [ "$(cat var/state-directory)" != / ]; then
        rm -rf "$(cat var/state-directory)"
    fi
    cd /
    rm -rf "$copy"
    exit $status
}
trap leave EXIT

holds() {
    local what=$1
    shift
    if "$@" >"$copy/out" 2>&1; then
        printf 'holds: %s\n' "$what"
    else
        cat "$copy/out"
        printf 'does not hold: %s\n' "$what"
        exit 1
    fi
}

free_port() {
    local candidate
    for ((candidate = 18420; candidate < 19420; candidate++)); do
        (exec 3<>"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null || break
    done
    printf '%s' "$candidate"
}

ask() {
    # shellcheck source=/dev/null
    . var/client.env
    curl -fs -H "Authorization: Bearer $TONGBI_TOKEN" "$TONGBI_URL$1"
}

reports() {
    ask '/v1/reports?limit=1000&state=active' | grep -o '"sha256"' | wc -l
}

(cd "$top" && tar -c --exclude=./build --exclude=./var --exclude=./.git .) | tar -x
chmod 755 "$copy" .
samples=$(grep -cv -e '^#' -e '^[[:space:]]*$' samples/manifest.tsv)
samples=$((samples - 1))
port=$(free_port)
export TONGBI_PORT=$port

holds 'nothing runs yet, and status says so' bash -c '! ./run status'
holds 'a first ./run succeeds' ./run
first=$(cat "$copy/out")
holds 'it shows a change in points' grep -q -e 'pp' -e '百分点' -e 'points' <<<"$first"
holds 'it names address and token file' grep -q "http://127.0.0.1:$port" <<<"$first"
holds 'the token is for its owner only' test "$(stat -c %a var/client.env)" = 600
holds 'all samples are in' test "$(reports)" -eq "$samples"
holds 'status says that it runs' ./run status

token=$(cat var/client.env)
unset TONGBI_PORT
begun=$(date +%s%N)
holds 'a second ./run succeeds, on the same port' ./run
took=$((($(date +%s%N) - begun) / 1000000))
holds "it takes less than 5 s ($took ms)" test $took -lt 5000
holds 'it changes nothing' test "$(reports) $(cat var/client.env)" = "$samples $token"

org=$(ask '/v1/orgs?limit=1' | sed 's/.*"code":"\([^"]*\)".*/\1/')
printf '上半年,我局召开安全例会12次。' >"$copy/report.txt"
holds './run report takes one in' ./run report "$copy/report.txt" --org "$org" --period 2019-H1
holds 'a wrong period is refused' bash -c "! ./run report '$copy/report.txt' --org '$org' --period 2019-H9"

holds './run stop stops' ./run stop
holds 'nothing answers then' bash -c "! curl -fs -m 2 http://127.0.0.1:$port/healthz"
holds 'status says so' bash -c '! ./run status'
holds './run starts again' ./run
holds 'the data are still there' test "$(reports)" -eq $((samples + 1))
holds './run stop stops again' ./run stop
