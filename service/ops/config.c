#include "ops/config.h"

#include "base/arena.h"
#include "base/memory.h"
#include "base/text.h"
#include "ops/config_value.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 1024 * 1024, ARENA_MAX = 8 * 1024 * 1024 };

static const struct {
    const char *name, *initial, *doc;
    enum config_type type;
    int64_t least, most;
    bool reloadable;
} keys[CONFIG_KEY_COUNT] = {
#define CONFIG(name, type, initial, least, most, reloadable, doc)                                            \
    {#name, initial, doc, CONFIG_IS_##type, least, most, reloadable},
#include "ops/config.def"
#undef CONFIG
};

_Static_assert(CONFIG_KEY_COUNT <= 64, "struct config_changes has a bit a key");

/* Lowest first: a higher rank overrides. */
enum rank { RANK_DEFAULT, RANK_FILE, RANK_ENVIRONMENT, RANK_OPTION };

struct setting {
    struct text text; /* NUL behind it */
    int64_t number;
    enum rank rank;
    struct text source; /* "tongbi.conf:3"; empty for a default */
};

struct table {
    struct arena arena;
    struct setting settings[CONFIG_KEY_COUNT];
    struct text conninfo; /* what database_file holds, NUL behind it; empty: `database` counts */
};

struct config {
    struct table *table;
    struct arena arena;
    char **argv, **environment; /* environment: the TONGBI_ ones */
    int argc;
    size_t environment_count;
};

static bool too_much(struct err *err) {
    return err_set(err, ERR_OUT_OF_MEMORY, "Too much configuration.");
}

static struct table *table_new(void) {
    struct table *table = memory_alloc(sizeof *table);
    if (table != NULL)
        arena_init(&table->arena, ARENA_MAX);
    return table;
}

static void table_free(struct table *table) {
    if (table == NULL)
        return;
    arena_fini(&table->arena);
    memory_free(table);
}

static bool table_set(struct table *table, enum config_key key, struct text value, enum rank rank,
                      struct text source, struct err *err) {
    int64_t number;
    if (!config_value_parse(keys[key].type, value, keys[key].least, keys[key].most, &number, err)) {
        err_context(err, "%.*s: %s", TEXT_ARG(source), keys[key].name);
        return false;
    }
    table->settings[key] = (struct setting){.text = arena_text(&table->arena, value),
                                            .number = number,
                                            .rank = rank,
                                            .source = arena_text(&table->arena, source)};
    return !arena_overflowed(&table->arena) || too_much(err);
}

/* In options - and _ are the same, in the environment names are in upper case: `fold` says how a character is
 * read. */
static bool key_find(struct text name, char (*fold)(char), enum config_key *out) {
    for (size_t i = 0; i < CONFIG_KEY_COUNT; i++) {
        size_t at = 0;
        while (at < name.len && keys[i].name[at] != '\0' && fold(name.ptr[at]) == keys[i].name[at])
            at++;
        if (at == name.len && keys[i].name[at] == '\0') {
            *out = (enum config_key)i;
            return true;
        }
    }
    return false;
}

static char fold_none(char c) {
    return c;
}

static char fold_dash(char c) {
    return (char)(c == '-' ? '_' : c);
}

static char fold_case(char c) {
    if (c >= 'a' && c <= 'z')
        return '\0';
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

/* ---- the file ------------------------------------------------------------------------------------------ */

/* The whole file in the arena, NUL behind it. */
static bool file_read(struct arena *arena, const char *path, struct text *out, struct err *err) {
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return err_set(err, ERR_CONFIG, "%s cannot be opened: %s.", path, strerror(errno));
    char *bytes = arena_alloc(arena, FILE_MAX + 1);
    size_t len = bytes == NULL ? 0 : fread(bytes, 1, FILE_MAX + 1, file);
    bool has_failed = ferror(file) != 0;
    int reason = errno;
    fclose(file);
    if (bytes == NULL)
        return too_much(err);
    if (has_failed)
        return err_set(err, ERR_CONFIG, "%s cannot be read: %s.", path, strerror(reason));
    if (len > FILE_MAX)
        return err_set(err, ERR_CONFIG, "%s is larger than %d bytes.", path, FILE_MAX);
    bytes[len] = '\0';
    *out = (struct text){bytes, len};
    return true;
}

static bool file_line(struct table *table, struct text line, struct text source, struct err *err) {
    enum config_key key;
    struct text value;
    line = text_trim(line);
    if (line.len == 0 || line.ptr[0] == '#')
        return true;
    size_t equals = text_find(line, TEXT_OF("="), 0);
    if (equals == SIZE_MAX)
        return err_set(err, ERR_CONFIG, "%.*s: not of the form `key = value`.", TEXT_ARG(source));
    struct text name = text_trim(text_slice(line, 0, equals));
    if (!key_find(name, fold_none, &key))
        return err_set(err, ERR_CONFIG, "%.*s: unknown key \"%.*s\".", TEXT_ARG(source), TEXT_ARG(name));
    if (table->settings[key].rank == RANK_FILE)
        return err_set(err, ERR_CONFIG, "%.*s: \"%s\" stands at %.*s already.", TEXT_ARG(source),
                       keys[key].name, TEXT_ARG(table->settings[key].source));
    if (!config_value_read(text_slice(line, equals + 1, line.len), &table->arena, &value, err)) {
        err_context(err, "%.*s", TEXT_ARG(source));
        return false;
    }
    return table_set(table, key, value, RANK_FILE, source, err);
}

static bool read_file(struct table *table, const char *path, struct err *err) {
    struct text rest, line;
    if (!file_read(&table->arena, path, &rest, err))
        return false;
    for (unsigned number = 1; text_split(&rest, '\n', &line); number++) {
        struct text source = arena_printf(&table->arena, "%s:%u", path, number);
        if (arena_overflowed(&table->arena))
            return too_much(err);
        if (!file_line(table, line, source, err))
            return false;
    }
    return true;
}

/* ---- environment and options --------------------------------------------------------------------------- */

static const struct text prefix = TEXT("TONGBI_");

static bool is_known_elsewhere(struct text name) {
    return text_equal(name, TEXT_OF("CONFIG")) || text_equal(name, TEXT_OF("URL")) ||
           text_equal(name, TEXT_OF("TOKEN")) || text_starts_with(name, TEXT_OF("TEST_"));
}

static bool read_environment(struct table *table, const struct config *config, struct err *err) {
    for (size_t i = 0; i < config->environment_count; i++) {
        enum config_key key;
        struct text variable = text_from(config->environment[i]);
        size_t equals = text_find(variable, TEXT_OF("="), 0);
        struct text source = text_slice(variable, 0, equals);
        struct text name = text_slice(source, prefix.len, source.len);
        struct text value = text_slice(variable, equals + 1, variable.len);
        if (!key_find(name, fold_case, &key)) {
            if (!is_known_elsewhere(name))
                log_warn("unknown environment variable", LOG_TEXT("name", source));
            continue;
        }
        if (value.len > 0 && !table_set(table, key, value, RANK_ENVIRONMENT, source, err))
            return false;
    }
    return true;
}

/* Takes one option off argv: "--name=value", or "--name" and "value". */
static bool option_next(const struct config *config, int *at, struct text *name, struct text *value,
                        struct err *err) {
    struct text argument = text_from(config->argv[(*at)++]);
    if (!text_starts_with(argument, TEXT_OF("--")) || argument.len == 2)
        return err_set(err, ERR_CONFIG, "\"%.*s\" is not an option.", TEXT_ARG(argument));
    size_t equals = text_find(argument, TEXT_OF("="), 0);
    *name = text_slice(argument, 2, equals);
    if (equals != SIZE_MAX) {
        *value = text_slice(argument, equals + 1, argument.len);
        return true;
    }
    if (*at == config->argc)
        return err_set(err, ERR_CONFIG, "--%.*s: the value is missing.", TEXT_ARG(*name));
    *value = text_from(config->argv[(*at)++]);
    return true;
}

static bool read_options(struct table *table, const struct config *config, struct err *err) {
    for (int at = 0; at < config->argc;) {
        enum config_key key;
        struct text name, value;
        if (!option_next(config, &at, &name, &value, err))
            return false;
        if (text_equal(name, TEXT_OF("config")))
            continue;
        if (!key_find(name, fold_dash, &key))
            return err_set(err, ERR_CONFIG, "unknown option --%.*s.", TEXT_ARG(name));
        struct text source = arena_printf(&table->arena, "--%.*s", TEXT_ARG(name));
        if (!table_set(table, key, value, RANK_OPTION, source, err))
            return false;
    }
    return true;
}

/* The last --config, else TONGBI_CONFIG, else none. Texts of argv and environment end in NUL. */
static bool file_path(const struct config *config, const char **path, struct err *err) {
    *path = NULL;
    for (size_t i = 0; i < config->environment_count; i++) {
        static const char variable[] = "TONGBI_CONFIG=";
        if (strncmp(config->environment[i], variable, sizeof variable - 1) == 0)
            *path = config->environment[i] + sizeof variable - 1;
    }
    for (int at = 0; at < config->argc;) {
        struct text name, value;
        if (!option_next(config, &at, &name, &value, err))
            return false;
        if (text_equal(name, TEXT_OF("config")))
            *path = value.ptr;
    }
    if (*path != NULL && **path == '\0')
        *path = NULL;
    return true;
}

/* ---- all together -------------------------------------------------------------------------------------- */

/* database_file counts unless `database` was given by something of a higher rank. */
static bool read_secrets(struct table *table, struct err *err) {
    const struct setting *database = &table->settings[CONFIG_KEY_database];
    const struct setting *file = &table->settings[CONFIG_KEY_database_file];
    if (file->text.len == 0 || database->rank > file->rank)
        return true;
    if (database->rank == file->rank)
        return err_set(err, ERR_CONFIG, "%.*s: database_file is set where database is set too (%.*s).",
                       TEXT_ARG(file->source), TEXT_ARG(database->source));
    struct text content;
    if (!file_read(&table->arena, file->text.ptr, &content, err)) {
        err_context(err, "%.*s: database_file", TEXT_ARG(file->source));
        return false;
    }
    int64_t number;
    content = text_trim(content);
    if (!config_value_parse(CONFIG_IS_SECRET, content, 1, keys[CONFIG_KEY_database].most, &number, err)) {
        err_context(err, "%.*s: database_file", TEXT_ARG(file->source));
        return false;
    }
    table->conninfo = arena_text(&table->arena, content);
    return !arena_overflowed(&table->arena) || too_much(err);
}

static struct table *table_read(const struct config *config, struct err *err) {
    const char *path;
    struct table *table = table_new();
    if (table == NULL) {
        (void)too_much(err);
        return NULL;
    }
    for (size_t i = 0; i < CONFIG_KEY_COUNT; i++)
        if (!table_set(table, (enum config_key)i, text_from(keys[i].initial), RANK_DEFAULT, TEXT_OF(""), err))
            goto fail;
    if (!file_path(config, &path, err) || (path != NULL && !read_file(table, path, err)) ||
        !read_environment(table, config, err) || !read_options(table, config, err) ||
        !read_secrets(table, err))
        goto fail;
    return table;
fail:
    table_free(table);
    return NULL;
}

static bool copy_inputs(struct config *config, int argc, char *const *argv, char *const *environment,
                        struct err *err) {
    size_t count = 0, kept = 0;
    while (environment != NULL && environment[count] != NULL)
        count++;
    config->argv = ARENA_ARRAY(&config->arena, (size_t)argc + 1, char *);
    config->environment = ARENA_ARRAY(&config->arena, count + 1, char *);
    if (config->argv == NULL || config->environment == NULL)
        return too_much(err);
    config->argc = argc;
    for (int i = 0; i < argc; i++)
        config->argv[i] = (char *)(uintptr_t)arena_text(&config->arena, text_from(argv[i])).ptr;
    for (size_t i = 0; i < count; i++)
        if (text_starts_with(text_from(environment[i]), prefix) && strchr(environment[i], '=') != NULL)
            config->environment[kept++] =
                (char *)(uintptr_t)arena_text(&config->arena, text_from(environment[i])).ptr;
    config->environment_count = kept;
    return !arena_overflowed(&config->arena) || too_much(err);
}

struct config *config_load(int argc, char *const *argv, char *const *environment, struct err *err) {
    struct config *config = memory_alloc(sizeof *config);
    if (config == NULL) {
        (void)too_much(err);
        return NULL;
    }
    arena_init(&config->arena, ARENA_MAX);
    if (copy_inputs(config, argc, argv, environment, err))
        config->table = table_read(config, err);
    if (config->table == NULL) {
        config_free(config);
        return NULL;
    }
    return config;
}

void config_free(struct config *config) {
    if (config == NULL)
        return;
    table_free(config->table);
    arena_fini(&config->arena);
    memory_free(config);
}

static struct text conninfo(const struct table *table) {
    return table->conninfo.len > 0 ? table->conninfo : table->settings[CONFIG_KEY_database].text;
}

static bool is_changed(const struct table *old, const struct table *new, enum config_key key) {
    if (key == CONFIG_KEY_database)
        return !text_equal(conninfo(old), conninfo(new));
    return !text_equal(old->settings[key].text, new->settings[key].text) &&
           (keys[key].type == CONFIG_IS_TEXT || keys[key].type == CONFIG_IS_SECRET ||
            old->settings[key].number != new->settings[key].number);
}

/* What may not change while we run stays as it was. */
static bool keep(struct table *new, const struct table *old, enum config_key key, struct err *err) {
    struct setting *setting = &new->settings[key];
    *setting = old->settings[key];
    setting->text = arena_text(&new->arena, setting->text);
    setting->source = arena_text(&new->arena, setting->source);
    if (key == CONFIG_KEY_database)
        new->conninfo = old->conninfo.len > 0 ? arena_text(&new->arena, old->conninfo) : TEXT_OF("");
    return !arena_overflowed(&new->arena) || too_much(err);
}

bool config_reload(struct config *config, struct config_changes *changes, struct err *err) {
    struct table *old = config->table, *new = table_read(config, err);
    *changes = (struct config_changes){0};
    if (new == NULL)
        return false;
    for (size_t i = 0; i < CONFIG_KEY_COUNT; i++) {
        enum config_key key = (enum config_key)i;
        if (!is_changed(old, new, key))
            continue;
        if (keys[i].reloadable)
            changes->applied |= UINT64_C(1) << i;
        else if (keep(new, old, key, err))
            changes->refused |= UINT64_C(1) << i;
        else {
            table_free(new);
            *changes = (struct config_changes){0};
            return false;
        }
    }
    table_free(old);
    config->table = new;
    return true;
}

const char *config_key_name(enum config_key key) {
    assert(key < CONFIG_KEY_COUNT);
    return keys[key].name;
}

/* ---- reading ------------------------------------------------------------------------------------------- */

static const char *text_of(const struct config *config, enum config_key key) {
    if (key == CONFIG_KEY_database)
        return conninfo(config->table).ptr;
    return config->table->settings[key].text.ptr;
}

static int64_t number_of(const struct config *config, enum config_key key) {
    return config->table->settings[key].number;
}

#define READ_TEXT(key)   text_of(config, (key))
#define READ_SECRET(key) text_of(config, (key))
#define READ_INT(key)    (int)number_of(config, (key))
#define READ_SIZE(key)   (size_t) number_of(config, (key))
#define READ_BOOL(key)   (number_of(config, (key)) != 0)
#define READ_LEVEL(key)  (enum log_level) number_of(config, (key))
#define CONFIG(name, type, initial, least, most, reloadable, doc)                                            \
    CONFIG_TYPE_##type config_##name(const struct config *config) {                                          \
        return READ_##type(CONFIG_KEY_##name);                                                               \
    }
#include "ops/config.def"
#undef CONFIG

void config_help(struct buf *out) {
    buf_printf(out, "  %-28s %s\n", "--config=FILE", "file of settings, `key = value` a line");
    for (size_t i = 0; i < CONFIG_KEY_COUNT; i++) {
        char option[64];
        snprintf(option, sizeof option, "--%s", keys[i].name);
        for (char *c = option; *c != '\0'; c++)
            *c = (char)(*c == '_' ? '-' : *c);
        buf_printf(out, "  %-28s %s", option, keys[i].doc);
        if (keys[i].initial[0] != '\0')
            buf_printf(out, " [%s]", keys[i].initial);
        buf_printf(out, "\n");
    }
    buf_printf(
        out, "Each is also TONGBI_<NAME> in the environment (TONGBI_LISTEN_PORT) and <name> in the file\n"
             "(listen_port). An option overrides the environment, and that the file. What stands in [ ] is\n"
             "the default.\n");
}

static void print_value(struct buf *out, struct text value) {
    buf_add_char(out, '"');
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] == '"' || value.ptr[i] == '\\')
            buf_add_char(out, '\\');
        buf_add_char(out, value.ptr[i]);
    }
    buf_add_char(out, '"');
}

void config_print(const struct config *config, struct buf *out) {
    for (size_t i = 0; i < CONFIG_KEY_COUNT; i++) {
        const struct setting *setting = &config->table->settings[i];
        bool is_secret = keys[i].type == CONFIG_IS_SECRET;
        buf_printf(out, "%s%s = ", is_secret ? "# " : "", keys[i].name);
        if (is_secret)
            buf_printf(out, "(not shown)");
        else if (keys[i].type == CONFIG_IS_TEXT)
            print_value(out, setting->text);
        else
            buf_add_text(out, setting->text);
        buf_printf(out, "  # %.*s\n",
                   TEXT_ARG(setting->rank == RANK_DEFAULT ? TEXT_OF("default") : setting->source));
    }
}
