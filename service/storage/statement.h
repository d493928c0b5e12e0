/* statement: every SQL statement that the daemon runs, by name. The texts are built in from sql/. */
#ifndef TONGBI_STORAGE_STATEMENT_H
#define TONGBI_STORAGE_STATEMENT_H

enum statement {
#define STATEMENT(name, parameters, columns)        STATEMENT_##name,
#define BINARY_STATEMENT(name, parameters, columns) STATEMENT_##name,
#include "storage/statement.def"
    STATEMENT_PREPARED_COUNT, /* those of the pool's connections; behind them stand those of loads */
    STATEMENT_LAST_PREPARED = STATEMENT_PREPARED_COUNT - 1,
#include "storage/load_statement.def"
#undef STATEMENT
#undef BINARY_STATEMENT
    STATEMENT_COUNT
};

struct statement_text {
    const char *name;
    const char *sql;
    int parameters, columns;
    int format; /* of its results: 0 text, 1 binary */
};

extern const struct statement_text statement_texts[STATEMENT_COUNT];

#endif
