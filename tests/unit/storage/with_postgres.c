#include "with_postgres.h"

#include <event2/event.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ops/log.h"
#include "storage/schema.h"

enum {
    START_MS = 30000,
    PATIENCE_S = 30,
    UNIT_MS = 20000,
    ARENA_BYTES = 64 * 1024 * 1024,
    REMOVE_TRIES = 100
};

static struct {
    char directory[64], data[80];
    uid_t uid;
    gid_t gid;
    pid_t server;
    int databases;
    char value[4096];
} cluster;

/* ---- the server ---- */

static void become_unprivileged(void) {
    if (geteuid() != 0)
        return;
    if (setgroups(0, NULL) != 0 || setresgid(cluster.gid, cluster.gid, cluster.gid) != 0 ||
        setresuid(cluster.uid, cluster.uid, cluster.uid) != 0)
        _exit(126);
}

/* PostgreSQL refuses root: then the user that its package made. */
static bool find_user(void) {
    const struct passwd *user = geteuid() == 0 ? getpwnam("postgres") : getpwuid(geteuid());
    if (user == NULL)
        user = getpwnam("nobody");
    if (user == NULL)
        return false;
    cluster.uid = user->pw_uid;
    cluster.gid = user->pw_gid;
    return true;
}

static pid_t spawn(const char *program, char *const argv[], const char *log) {
    pid_t parent = getpid(), child = fork();
    if (child != 0)
        return child;
    int out = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    become_unprivileged();
    prctl(PR_SET_PDEATHSIG, SIGQUIT); /* after the change of user, which clears it */
    if (getppid() != parent || out < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0 ||
        chdir(cluster.directory) != 0)
        _exit(126);
    execv(program, argv);
    _exit(127);
}

static bool wait_for(pid_t child) {
    int status = -1;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool init_cluster(void) {
    /* By its whole path: PostgreSQL looks for its other programs beside itself. */
    char initdb[] = POSTGRES_BIN "/initdb", log[96];
    char *argv[] = {initdb,
                    (char[]){"-D"},
                    cluster.data,
                    (char[]){"-U"},
                    (char[]){"tester"},
                    (char[]){"-A"},
                    (char[]){"trust"},
                    (char[]){"-E"},
                    (char[]){"UTF8"},
                    (char[]){"--locale=C.UTF-8"},
                    (char[]){"-N"},
                    NULL};
    snprintf(log, sizeof log, "%s/initdb.log", cluster.directory);
    return wait_for(spawn(POSTGRES_BIN "/initdb", argv, log));
}

static bool start_server(void) {
    char socket[96], log[96], postgres[] = POSTGRES_BIN "/postgres";
    char *argv[] = {postgres,
                    (char[]){"-D"},
                    cluster.data,
                    (char[]){"-c"},
                    socket,
                    (char[]){"-clisten_addresses="},
                    (char[]){"-cfsync=off"},
                    (char[]){"-cfull_page_writes=off"},
                    (char[]){"-cmax_connections=30"},
                    (char[]){"-cshared_buffers=16MB"},
                    (char[]){"-cdeadlock_timeout=100ms"},
                    NULL};
    snprintf(socket, sizeof socket, "unix_socket_directories=%s", cluster.directory);
    snprintf(log, sizeof log, "%s/postgres.log", cluster.directory);
    cluster.server = spawn(POSTGRES_BIN "/postgres", argv, log);
    return cluster.server > 0;
}

static void conninfo_of(const char *name, char out[CONNINFO_MAX]) {
    snprintf(out, CONNINFO_MAX, "host=%s dbname=%s user=tester", cluster.directory, name);
}

static struct pg_session *open_session(const char *name) {
    char conninfo[CONNINFO_MAX];
    struct err err;
    conninfo_of(name, conninfo);
    struct pg_session *session = pg_session_open(conninfo, START_MS, &err);
    if (session == NULL)
        print_error("%s\n", err.detail);
    return session;
}

void postgres_stop(int signal_number) {
    int status;
    assert_true(cluster.server > 0);
    assert_int_equal(kill(cluster.server, signal_number), 0);
    assert_int_equal(waitpid(cluster.server, &status, 0), cluster.server);
    cluster.server = 0;
}

void postgres_start_again(void) {
    assert_int_equal(cluster.server, 0);
    assert_true(start_server());
    struct pg_session *session = open_session("postgres");
    assert_non_null(session);
    pg_session_close(session);
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk) {
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

static void ignore_applied(int version, const char *name, void *context) {
    (void)version;
    (void)name;
    (void)context;
}

/* The migrated database that the tests' databases are copies of. */
static bool make_template(void) {
    struct err err = {0};
    struct pg_session *session = open_session("postgres");
    bool is_made = session != NULL && pg_session_run(session, "create database migrated", &err);
    pg_session_close(session);
    session = is_made ? open_session("migrated") : NULL;
    is_made = session != NULL && schema_migrate(session, ignore_applied, NULL, &err);
    pg_session_close(session);
    if (!is_made)
        print_error("%s\n", err.detail);
    return is_made;
}

/* The directory, and with it the logs, will be gone. */
static void show_logs(void) {
    static const char *const names[] = {"initdb.log", "postgres.log"};
    char path[96], line[512];
    print_error("PostgreSQL does not start:\n");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", cluster.directory, names[i]);
        FILE *log = fopen(path, "re");
        while (log != NULL && fgets(line, sizeof line, log) != NULL)
            print_error("%s", line);
        if (log != NULL)
            fclose(log);
    }
}

static int run_with_server(int (*run)(void)) {
    int failures = 1;
    if (!init_cluster() || !start_server() || !make_template())
        show_logs();
    else
        failures = run();
    if (cluster.server > 0)
        postgres_stop(SIGINT);
    return failures != 0;
}

/* In a child, so that the directory goes too when a test takes the program down. The kernel then stops the server. */
int with_postgres(int (*run)(void)) {
    log_set_fd(-1);
    if (access(POSTGRES_BIN "/initdb", X_OK) != 0 || !find_user()) {
        print_message("skipped: PostgreSQL's server programs are not in '%s'\n", POSTGRES_BIN);
        return 0;
    }
    snprintf(cluster.directory, sizeof cluster.directory, "/tmp/tongbi-unit-XXXXXX");
    if (mkdtemp(cluster.directory) == NULL ||
        (geteuid() == 0 && chown(cluster.directory, cluster.uid, cluster.gid) != 0))
        return 1;
    snprintf(cluster.data, sizeof cluster.data, "%s/data", cluster.directory);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        exit(run_with_server(run));
    bool is_passed = wait_for(child);
    for (int i = 0; i < REMOVE_TRIES && access(cluster.directory, F_OK) == 0;
         i++) /* the server may still be going */
        nftw(cluster.directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return is_passed ? 0 : 1;
}

/* ---- a database a test ---- */

static struct database *open_database(const char *template) {
    static struct database database;
    char sql[128], name[32];
    struct err err;
    database = (struct database){0};
    snprintf(name, sizeof name, "test%d", cluster.databases++);
    snprintf(sql, sizeof sql, "create database %s template %s", name, template);
    struct pg_session *session = open_session("postgres");
    assert_non_null(session);
    assert_true(pg_session_run(session, sql, &err));
    pg_session_close(session);
    conninfo_of(name, database.conninfo);
    database.session = open_session(name);
    database.base = event_base_new();
    assert_true(database.session != NULL && database.base != NULL);
    arena_init(&database.arena, ARENA_BYTES);
    return &database;
}

int database_set_up_empty(void **state) {
    *state = open_database("template0");
    return 0;
}

static int64_t seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* All connections: preparing statements would wait for the tables that a test locks. */
static void wait_until_ready(struct database *database, size_t connections) {
    int64_t from = seconds();
    for (size_t i = 0; i < POOLS_MAX; i++)
        while (pg_pool_count(database->pools[i]).idle < connections) {
            assert_true(seconds() - from < PATIENCE_S);
            event_base_loop(database->base, EVLOOP_ONCE);
        }
}

int database_set_up_migrated(void **state) {
    struct database *database = open_database("migrated");
    const struct pg_pool_options options = {.conninfo = database->conninfo,
                                            .connections = 2,
                                            .queue = 100,
                                            .connect_timeout_ms = 10000,
                                            .statement_timeout_ms = 10000};
    struct err err;
    for (size_t i = 0; i < POOLS_MAX; i++) {
        database->pools[i] = pg_pool_new(database->base, &options, &err);
        assert_non_null(database->pools[i]);
    }
    wait_until_ready(database, (size_t)options.connections);
    *state = database;
    return 0;
}

int database_tear_down(void **state) {
    struct database *database = *state;
    for (size_t i = 0; i < POOLS_MAX; i++)
        pg_pool_free(database->pools[i]);
    pg_session_close(database->session);
    event_base_free(database->base);
    arena_fini(&database->arena);
    return 0;
}

void database_run(struct database *database, const char *sql) {
    struct err err;
    if (!pg_session_run(database->session, sql, &err))
        fail_msg("%s: %s", sql, err.detail);
}

const char *database_value(struct database *database, const char *sql) {
    struct err err;
    size_t rows = 0;
    if (!pg_session_ask(database->session, sql, NULL, 0, &rows, &err))
        fail_msg("%s: %s", sql, err.detail);
    assert_int_equal(rows, 1);
    snprintf(cluster.value, sizeof cluster.value, "%.*s", TEXT_ARG(pg_session_text(database->session, 0, 0)));
    return cluster.value;
}

/* The pools' timers turn the loop while PostgreSQL gets there. */
void database_until(struct database *database, const char *sql) {
    int64_t from = seconds();
    while (strcmp(database_value(database, sql), "t") != 0) {
        if (seconds() - from > PATIENCE_S)
            fail_msg("waited in vain: %s", sql);
        event_base_loop(database->base, database->pools[0] != NULL ? EVLOOP_ONCE : EVLOOP_NONBLOCK);
    }
}

/* ---- asking ---- */

void ask_begin(struct database *database, struct asked *asked) {
    *asked = (struct asked){.database = database};
    pg_ask_init(&asked->ask, &database->arena);
}

static void on_asked(void *context, const struct err *err, const struct pg_results *results) {
    struct asked *asked = context;
    asked->calls++;
    if (err != NULL)
        asked->err = *err;
    else if (asked->read != NULL)
        asked->read(results, asked->context);
}

void ask_send(struct asked *asked, size_t pool, read_fn read, void *context) {
    const struct pg_unit unit = {asked->ask.calls, asked->ask.count, asked->ask.is_idempotent, UNIT_MS};
    struct err err;
    asked->read = read;
    asked->context = context;
    assert_false(arena_overflowed(asked->ask.arena));
    assert_true(pg_pool_submit(asked->database->pools[pool], &unit, on_asked, asked, &asked->ticket, &err));
}

void ask_wait(struct asked *asked) {
    int64_t from = seconds();
    while (asked->calls == 0) {
        assert_true(seconds() - from < PATIENCE_S);
        assert_int_equal(event_base_loop(asked->database->base, EVLOOP_ONCE), 0);
    }
    assert_int_equal(asked->calls, 1);
}

enum err_code ask_end(struct asked *asked, size_t pool, read_fn read, void *context) {
    ask_send(asked, pool, read, context);
    ask_wait(asked);
    return asked->err.code;
}

void assert_asked_at(struct asked *asked, read_fn read, void *context, const char *file, int line) {
    if (ask_end(asked, 0, read, context) == ERR_NONE)
        return;
    print_error("%s:%d: %s: %s\n", file, line, err_name(asked->err.code), asked->err.detail);
    fail();
}
