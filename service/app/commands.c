#include "app/changes.h"
#include "app/generations.h"
#include "app/commands.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/access.h"
#include "app/catalogue_input.h"
#include "app/digest.h"
#include "app/embedded.h"
#include "app/endpoints.h"
#include "app/supervisor.h"
#include "app/worker.h"
#include "ops/config.h"
#include "ops/log.h"
#include "ops/metrics.h"
#include "series/link.h"
#include "storage/catalogue_store.h"
#include "storage/schema.h"

enum { EXIT_USAGE = 2, DATABASE_WAIT_MS = 30000, CATALOGUE_MEMORY = 64 << 20, PREFIX_LEN = 9 };

struct invocation {
    int argc; /* behind the command's own words */
    char **argv;
    char **environment;
    const char *role, *org; /* of token create */
};

typedef int (*command_fn)(struct invocation *invocation);

struct command {
    const char *words; /* "token create" */
    const char *options;
    const char *doc;
    command_fn run;
};

static int fail(const struct err *err) {
    fprintf(stderr, "tongbid: %s%s%s\n", err->field, err->field[0] != '\0' ? ": " : "", err->detail);
    return err->code == ERR_CONFIG ? EXIT_USAGE : EXIT_FAILURE;
}

static void print(const struct buf *out) {
    fwrite(out->ptr, 1, out->len, stdout);
}

static struct config *load(const struct invocation *invocation, struct err *err) {
    struct config *config = config_load(invocation->argc, invocation->argv, invocation->environment, err);
    if (config != NULL)
        log_set_level(config_log_level(config));
    return config;
}

/* Opens the database that the settings name. */
static struct pg_session *open_session(const struct invocation *invocation, struct config **config,
                                       struct err *err) {
    *config = load(invocation, err);
    if (*config == NULL)
        return NULL;
    return pg_session_open(config_database(*config), DATABASE_WAIT_MS, err);
}

/* ---- serve ---- */

static bool schema_fits(const struct config *config, struct err *err) {
    struct pg_session *session = pg_session_open(config_database(config), DATABASE_WAIT_MS, err);
    bool fits = session != NULL && schema_check(session, err);
    pg_session_close(session);
    return fits;
}

static bool init_metrics(const struct config *config, struct router **router, struct err *err) {
    size_t count = 0;
    *router = router_new(endpoints, endpoint_count, err);
    if (*router == NULL)
        return false;
    const char *const *labels = router_labels(*router, &count);
    return metrics_init(supervisor_worker_count(config), labels, count, err) && generations_init(err);
}

static int serve(struct invocation *invocation) {
    struct err err = {0};
    struct router *router = NULL;
    struct config *config = load(invocation, &err);
    int status = EXIT_FAILURE;
    signal(SIGPIPE, SIG_IGN);
    if (config == NULL || !schema_fits(config, &err) || !init_metrics(config, &router, &err))
        status = fail(&err);
    else
        status = supervisor_run(config, worker_run);
    router_free(router);
    metrics_fini();
    config_free(config);
    return status;
}

/* ---- migrate ---- */

static void tell_applied(int version, const char *name, void *context) {
    (void)context;
    printf("migrated to %04d %s\n", version, name);
}

static bool run_ask(struct pg_session *session, const struct pg_ask *ask, struct err *err) {
    if (arena_overflowed(ask->arena))
        return err_set(err, ERR_OUT_OF_MEMORY, "No memory for the catalogue.");
    for (size_t i = 0; i < ask->count; i++) {
        const struct statement_text *text = &statement_texts[ask->calls[i].statement];
        if (!pg_session_ask(session, text->sql, ask->calls[i].params, text->parameters, NULL, err))
            return false;
    }
    return true;
}

static struct alias *catalogue_aliases(struct arena *arena, const struct metric *metrics, size_t count,
                                       size_t *alias_count) {
    size_t most = 0;
    for (size_t i = 0; i < count; i++)
        most += metrics[i].alias_count + 1;
    struct alias *aliases = ARENA_ARRAY(arena, most, struct alias);
    *alias_count = 0;
    for (size_t i = 0; aliases != NULL && i < count; i++)
        for (size_t k = 0; k < metrics[i].alias_count + 1; k++) {
            struct text label = k == 0 ? metrics[i].name_zh : metrics[i].aliases[k - 1];
            aliases[(*alias_count)++] = (struct alias){
                .metric = metrics[i].code, .norm = link_normalise(arena, label), .alias = label};
        }
    return aliases;
}

/* The built-in catalogue: what is new in it is added; what people have changed stays, and so does a label that an older catalogue
 * gave to another metric, for its series would break off there. */
static bool load_catalogue(struct pg_session *session, struct err *err) {
    struct arena arena;
    struct metric *metrics = NULL;
    size_t count = 0, alias_count = 0;
    struct pg_ask ask;
    arena_init(&arena, CATALOGUE_MEMORY);
    bool is_done =
        catalogue_read_csv(&arena, (struct text){catalogue_csv, catalogue_csv_len}, &metrics, &count, err);
    if (is_done) {
        const struct alias *aliases = catalogue_aliases(&arena, metrics, count, &alias_count);
        pg_ask_init(&ask, &arena);
        metric_ask_add(&ask, metrics, count, false);
        alias_ask_add_free(&ask, aliases, alias_count);
        is_done = pg_session_run(session, "begin", err) && run_ask(session, &ask, err) &&
                  pg_session_run(session, "commit", err);
    }
    if (is_done)
        printf("catalogue: %zu metrics, %zu names\n", count, alias_count);
    arena_fini(&arena);
    return is_done;
}

static int migrate(struct invocation *invocation) {
    struct err err = {0};
    struct config *config = NULL;
    struct pg_session *session = open_session(invocation, &config, &err);
    bool is_done =
        session != NULL && schema_migrate(session, tell_applied, NULL, &err) && load_catalogue(session, &err);
    if (is_done)
        printf("the database is at migration %d\n", schema_version());
    pg_session_close(session);
    config_free(config);
    return is_done ? EXIT_SUCCESS : fail(&err);
}

/* ---- token create ---- */

static const char token_sql[] = "insert into tokens (sha256, prefix, role) values ($1::bytea, $2, $3)";

static bool create_token(struct pg_session *session, const struct invocation *invocation,
                         char token[TOKEN_TEXT_MAX], struct err *err) {
    unsigned char sha256[DIGEST_BYTES];
    char prefix[PREFIX_LEN + 1];
    if (!schema_check(session, err) || !digest_new_token(token, err) ||
        !digest_sha256(text_from(token), sha256, err))
        return false;
    snprintf(prefix, sizeof prefix, "%.*s", PREFIX_LEN, token);
    const struct pg_param params[] = {
        pg_param_bytes(sha256, sizeof sha256), {.value = prefix}, {.value = invocation->role}};
    return pg_session_ask(session, token_sql, params, 3, NULL, err);
}

static int token_create(struct invocation *invocation) {
    struct err err = {0};
    struct config *config = NULL;
    char token[TOKEN_TEXT_MAX];
    enum role role;
    if (invocation->role == NULL || !role_parse(text_from(invocation->role), &role) || role == ROLE_NONE) {
        fprintf(stderr, "tongbid: token create needs --role viewer, reporter, reviewer or admin\n");
        return EXIT_USAGE;
    }
    if (invocation->org != NULL) { /* one that looks bound and is not would be worse than none */
        fprintf(stderr, "tongbid: this version cannot bind a token to an organisation; leave --org out\n");
        return EXIT_USAGE;
    }
    struct pg_session *session = open_session(invocation, &config, &err);
    bool is_done = session != NULL && create_token(session, invocation, token, &err);
    if (is_done)
        printf("%s\n", token);
    pg_session_close(session);
    config_free(config);
    return is_done ? EXIT_SUCCESS : fail(&err);
}

/* ---- what needs no database ---- */

static int check_config(struct invocation *invocation) {
    struct err err = {0};
    struct buf out;
    struct config *config = load(invocation, &err);
    if (config == NULL)
        return fail(&err);
    buf_init(&out, 1 << 20);
    config_print(config, &out);
    print(&out);
    buf_fini(&out);
    config_free(config);
    return EXIT_SUCCESS;
}

static int list_endpoints(struct invocation *invocation) {
    struct err err = {0};
    struct buf out;
    (void)invocation;
    struct router *router = router_new(endpoints, endpoint_count, &err);
    if (router == NULL)
        return fail(&err);
    buf_init(&out, 1 << 20);
    router_print(router, &out);
    print(&out);
    buf_fini(&out);
    router_free(router);
    return EXIT_SUCCESS;
}

/* ---- the table ---- */

static const struct command commands[] = {
    {"serve", "", "serve requests until SIGTERM (what tongbid does when it is told nothing)", serve},
    {"migrate", "", "bring the database to this version, and the built-in catalogue into it", migrate},
    {"check-config", "", "read the settings, say which are in force and where they come from", check_config},
    {"token create", "--role ROLE", "make a token and print it, once", token_create},
    {"endpoints", "", "list METHOD PATH ROLE PARAMETERS of all endpoints", list_endpoints},
};
enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

static int help(void) {
    struct buf out;
    buf_init(&out, 1 << 20);
    buf_printf(&out, "usage: tongbid [COMMAND] [--config FILE] [--SETTING VALUE …]\n\ncommands:\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        buf_printf(&out, "  %s%s%s\n      %s\n", commands[i].words, commands[i].options[0] != '\0' ? " " : "",
                   commands[i].options, commands[i].doc);
    buf_printf(
        &out,
        "\nsettings (in the file as `key = value`, in the environment as TONGBI_KEY, or as options):\n");
    config_help(&out);
    print(&out);
    buf_fini(&out);
    return EXIT_SUCCESS;
}

/* Takes --name VALUE or --name=VALUE out of the options. */
static const char *take_option(struct invocation *invocation, const char *name) {
    size_t len = strlen(name);
    for (int i = 0; i < invocation->argc; i++) {
        char *argument = invocation->argv[i];
        bool is_joined = strncmp(argument, name, len) == 0 && argument[len] == '=';
        bool is_apart = strcmp(argument, name) == 0 && i + 1 < invocation->argc;
        if (!is_joined && !is_apart)
            continue;
        const char *value = is_joined ? argument + len + 1 : invocation->argv[i + 1];
        int taken = is_joined ? 1 : 2;
        memmove(&invocation->argv[i], &invocation->argv[i + taken],
                (size_t)(invocation->argc - i - taken) * sizeof invocation->argv[0]);
        invocation->argc -= taken;
        return value;
    }
    return NULL;
}

/* How many of the arguments are this command's words; 0: another command. */
static int matching_words(const char *words, int argc, char **argv) {
    int count = 0;
    struct text word, rest = text_from(words);
    while (text_split(&rest, ' ', &word)) {
        if (count >= argc || !text_equal(word, text_from(argv[count])))
            return 0;
        count++;
    }
    return count;
}

static int run(const struct command *command, int argc, char **argv, char **environment) {
    struct invocation invocation = {.argc = argc, .argv = argv, .environment = environment};
    if (command->options[0] != '\0') {
        invocation.role = take_option(&invocation, "--role");
        invocation.org = take_option(&invocation, "--org");
    }
    return command->run(&invocation);
}

int commands_main(int argc, char **argv, char **environment) {
    argc--;
    argv++;
    if (argc > 0 && strcmp(argv[0], "--help") == 0)
        return help();
    if (argc > 0 && strcmp(argv[0], "--version") == 0) {
        printf("tongbid %s, schema %d\n", TONGBI_VERSION, schema_version());
        return EXIT_SUCCESS;
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        int words = matching_words(commands[i].words, argc, argv);
        if (words > 0)
            return run(&commands[i], argc - words, argv + words, environment);
    }
    if (argc > 0 && argv[0][0] != '-') {
        fprintf(stderr, "tongbid: there is no command '%s'; see tongbid --help\n", argv[0]);
        return EXIT_USAGE;
    }
    return run(&commands[0], argc, argv, environment);
}
