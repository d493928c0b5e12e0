#include "storage/schema.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct migration {
    int version;
    const char *name;
    const char *sql;
};

static const struct migration migrations[] = {
#define MIGRATION(version, name, sql) {version, name, sql},
#include "storage/migration_text.h"
#undef MIGRATION
};
enum { MIGRATION_COUNT = sizeof migrations / sizeof migrations[0], CHECKSUM_MAX = 65 };

int schema_version(void) {
    return migrations[MIGRATION_COUNT - 1].version;
}

static bool checksum_of(const struct migration *migration, char out[CHECKSUM_MAX], struct err *err) {
    unsigned char digest[32];
    unsigned int len = 0;
    if (EVP_Digest(migration->sql, strlen(migration->sql), digest, &len, EVP_sha256(), NULL) != 1)
        return err_set(err, ERR_INTERNAL, "SHA-256 failed.");
    for (unsigned int i = 0; i < len; i++)
        snprintf(out + 2 * i, 3, "%02x", digest[i]);
    return true;
}

/* One row of schema_migrations against the migration that is built in. */
static bool check_row(size_t position, struct text version, struct text checksum, struct err *err) {
    char expected[CHECKSUM_MAX];
    if (position >= MIGRATION_COUNT)
        return err_set(
            err, ERR_SCHEMA,
            "The database has migration %.*s, this program ends with %d: it was migrated by a later version. "
            "Run that version, or restore the database.",
            TEXT_ARG(version), schema_version());
    if (strtol(version.ptr, NULL, 10) != migrations[position].version)
        return err_set(err, ERR_SCHEMA,
                       "The database's migrations have a gap before %.*s. Restore the database.",
                       TEXT_ARG(version));
    if (!checksum_of(&migrations[position], expected, err))
        return false;
    if (!text_equal(checksum, text_from(expected)))
        return err_set(err, ERR_SCHEMA,
                       "Migration %.*s of the database reads otherwise than this program's. Run the version "
                       "that migrated it.",
                       TEXT_ARG(version));
    return true;
}

static bool too_old(size_t count, struct err *err) {
    return err_set(err, ERR_SCHEMA,
                   "The database is at migration %zu, this program needs %d. Run `tongbid migrate`.", count,
                   schema_version());
}

static const char versions_sql[] = "select version, checksum from schema_migrations order by version";

static bool read_versions(struct pg_session *session, size_t *count, struct err *err) {
    if (!pg_session_ask(session, versions_sql, NULL, 0, count, err))
        return false;
    for (size_t row = 0; row < *count; row++)
        if (!check_row(row, pg_session_text(session, row, 0), pg_session_text(session, row, 1), err))
            return false;
    return true;
}

static bool apply(struct pg_session *session, const struct migration *migration, struct err *err) {
    char version[16], checksum[CHECKSUM_MAX];
    struct err ignored;
    snprintf(version, sizeof version, "%d", migration->version);
    if (!checksum_of(migration, checksum, err))
        return false;
    const struct pg_param row[] = {{.value = version}, {.value = migration->name}, {.value = checksum}};
    if (pg_session_run(session, "begin", err) && pg_session_run(session, migration->sql, err) &&
        pg_session_ask(session,
                       "insert into schema_migrations (version, name, checksum) values ($1::integer, $2, $3)",
                       row, 3, NULL, err) &&
        pg_session_run(session, "commit", err))
        return true;
    err_context(err, "migration %d", migration->version);
    (void)!pg_session_run(session, "rollback", &ignored);
    return false;
}

static bool migrate_locked(struct pg_session *session, schema_applied_fn applied, void *context,
                           struct err *err) {
    static const char table[] =
        "create table if not exists schema_migrations (version integer primary key, name text not "
        "null, checksum text not null, applied timestamptz not null default clock_timestamp())";
    size_t count = 0;
    if (!pg_session_run(session, table, err) || !read_versions(session, &count, err))
        return false;
    for (size_t i = count; i < MIGRATION_COUNT; i++) {
        if (!apply(session, &migrations[i], err))
            return false;
        applied(migrations[i].version, migrations[i].name, context);
    }
    return true;
}

bool schema_migrate(struct pg_session *session, schema_applied_fn applied, void *context, struct err *err) {
    struct err ignored;
    if (!pg_session_run(session, "select pg_advisory_lock(7261001)", err))
        return false;
    bool is_done = migrate_locked(session, applied, context, err);
    (void)!pg_session_run(session, "select pg_advisory_unlock(7261001)", &ignored);
    return is_done;
}

bool schema_check(struct pg_session *session, struct err *err) {
    size_t count = 0;
    if (!pg_session_ask(session, "select from pg_class where oid = to_regclass('schema_migrations')", NULL, 0,
                        &count, err))
        return false;
    if (count == 0)
        return too_old(0, err);
    if (!read_versions(session, &count, err))
        return false;
    return count == MIGRATION_COUNT || too_old(count, err);
}

size_t schema_ask(struct pg_ask *ask) {
    size_t call = 0;
    (void)pg_ask_add(ask, STATEMENT_schema_versions, &call);
    return call;
}

bool schema_read(const struct pg_results *results, size_t call, struct err *err) {
    size_t count = pg_rows(results, call);
    for (size_t row = 0; row < count; row++)
        if (!check_row(row, pg_text(results, call, row, 0), pg_text(results, call, row, 1), err))
            return false;
    return count == MIGRATION_COUNT || too_old(count, err);
}
