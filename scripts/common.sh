# Shell functions that ./run and ./check share. To be sourced by bash; needs $top, the checkout's directory.
# Every failure leaves through `fail`: one sentence that says what went wrong, one that says what to do.
# shellcheck shell=bash disable=SC2034 # what is set here is used by those who source it

pg_bin=/usr/lib/postgresql/15/bin

say() {
    printf '%s\n' "$*"
}

step() {
    printf '\n== %s\n' "$*"
}

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

is_root() {
    [ "$(id -u)" -eq 0 ]
}

# Runs a command as root: directly, or through sudo.
as_root() {
    if is_root; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "Packages must be installed, which needs root: run this once as root, or install sudo. Wanted: $*"
    fi
}

# Prints those of the named packages that are not installed.
missing_packages() {
    local package
    for package in "$@"; do
        case "$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null)" in
        ii*) ;;
        *) printf '%s\n' "$package" ;;
        esac
    done
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >"$apt_log" 2>&1
}

# Debian starts a cluster of its own with the server package. Where we are the ones who install it, nobody asked for
# that cluster: the switch is thrown for the length of the installation. Clusters that exist are never touched.
install_postgres_without_cluster() {
    local switch=/etc/postgresql-common/createcluster.d/tongbi-install.conf
    apt_install postgresql-common || return 1
    as_root mkdir -p "${switch%/*}" || return 1
    printf 'create_main_cluster = false\n' | as_root tee "$switch" >/dev/null || return 1
    local status=0
    apt_install postgresql-15 || status=1
    as_root rm -f "$switch"
    return $status
}

# Installs those of the named packages that are missing; touches nothing when none is.
need_packages() {
    local missing package wants_postgres=no plain=()
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null ||
        fail "These packages are missing and there is no apt-get to install them: ${missing//$'\n'/ }."
    for package in $missing; do
        if [ "$package" = postgresql-15 ]; then
            wants_postgres=yes
        else
            plain+=("$package")
        fi
    done
    say "Installing what is missing: ${missing//$'\n'/ }"
    local apt_log
    apt_log=$(mktemp)
    if ! { as_root apt-get update -qq >"$apt_log" 2>&1 &&
        { [ ${#plain[@]} -eq 0 ] || apt_install "${plain[@]}"; } &&
        { [ $wants_postgres = no ] || install_postgres_without_cluster; }; }; then
        tail -n 20 "$apt_log" >&2
        fail "The packages could not be installed (apt's last words stand above, all of them in $apt_log). Mend apt's" \
            "sources or the network, then run this again."
    fi
    rm -f "$apt_log"
}

# What the build of the release preset needs, and what the daemon needs to run.
build_packages=(cmake ninja-build gcc libc6-dev pkg-config libevent-dev libpq-dev libjansson-dev libxml2-dev libssl-dev
    zlib1g-dev libzstd-dev libxxhash-dev libxlsxwriter-dev libcsv-dev libseccomp-dev libunistring-dev
    libcurl4-openssl-dev)
run_packages=(postgresql-15 curl ca-certificates)
test_packages=(libcmocka-dev clang libclang-rt-14-dev llvm clang-tidy clang-format g++ git python3 python3-yaml
    python3-jsonschema python3-openpyxl docker-compose shellcheck)

# Runs a command as the unprivileged user of the private cluster: `exec`s it, so that $! is its own process.
as_user() {
    local user=$1
    shift
    if [ "$user" = "$(id -un)" ]; then
        exec "$@"
    else
        cd / # where everybody may be
        exec setpriv --reuid "$user" --regid "$user" --init-groups --inh-caps=-all env HOME=/ USER="$user" \
            LOGNAME="$user" "$@"
    fi
}
