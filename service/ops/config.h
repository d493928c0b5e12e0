/* config: every setting of the daemon, from options, environment, file and defaults, in that order of
 * precedence.
 *
 * The keys, with types, defaults and docs, stand in config.def; each key NAME is read by config_NAME() and
 * written as `NAME = value` in the file (`--config FILE` or TONGBI_CONFIG; # begins a comment at the start of
 * a line or after white space; a value may stand in double quotes, with \" and \\ inside), as TONGBI_NAME in
 * the environment (upper case; an empty variable counts as not set), and as --NAME=value or --NAME value (-
 * and _ are the same in an option). A key may stand once in the file; of options the last counts.
 *
 * An unknown key or option or a bad value is ERR_CONFIG, naming where: "tongbi.conf:12", "TONGBI_WORKERS",
 * "--workers". Unknown TONGBI_ variables are only warned about, since others (Kubernetes' service links, the
 * client) set such. */
#ifndef TONGBI_OPS_CONFIG_H
#define TONGBI_OPS_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "ops/log.h"

enum config_key {
#define CONFIG(name, type, initial, least, most, reloadable, doc) CONFIG_KEY_##name,
#include "ops/config.def"
#undef CONFIG
    CONFIG_KEY_COUNT
};

struct config; /* one a process; owned by main */

/* argv holds options only (no program name, no command; the caller has taken its own options out);
 * environment is environ's form. Both are copied, for config_reload. NULL with ERR_CONFIG. */
struct config *config_load(int argc, char *const *argv, char *const *environment, struct err *err) MUST_CHECK;
void config_free(struct config *config);

/* Bit k is enum config_key k. */
struct config_changes {
    uint64_t applied; /* changed, and in force now */
    uint64_t refused; /* changed in the file, but needs a restart: the old value stays in force */
};
/* Reads file and secret files again. On ERR_CONFIG nothing has changed. */
bool config_reload(struct config *config, struct config_changes *changes, struct err *err) MUST_CHECK;
const char *config_key_name(enum config_key key);

/* config_<name>(config); texts live until the next reload. config_database() is what database_file holds when
 * that is set (without white space at the end). */
#define CONFIG_TYPE_TEXT   const char *
#define CONFIG_TYPE_SECRET const char *
#define CONFIG_TYPE_INT    int
#define CONFIG_TYPE_SIZE   size_t
#define CONFIG_TYPE_BOOL   bool
#define CONFIG_TYPE_LEVEL  enum log_level
#define CONFIG(name, type, initial, least, most, reloadable, doc)                                            \
    CONFIG_TYPE_##type config_##name(const struct config *config);
#include "ops/config.def"
#undef CONFIG

/* For --help: every key as an option, with default and doc, one a line. */
void config_help(struct buf *out);
/* For check-config: every key with the value in force and where it comes from, in the form of the file.
 * Secrets are shown as a comment only. */
void config_print(const struct config *config, struct buf *out);

#endif
