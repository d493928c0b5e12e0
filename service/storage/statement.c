#include "storage/statement.h"

#include "storage/sql_text.h" /* made by the build: sql_NAME for each file of sql/ */

const struct statement_text statement_texts[STATEMENT_COUNT] = {
#define STATEMENT(name, parameters, columns)        {#name, sql_##name, parameters, columns, 0},
#define BINARY_STATEMENT(name, parameters, columns) {#name, sql_##name, parameters, columns, 1},
#include "storage/statement.def"
#include "storage/load_statement.def"
#undef STATEMENT
#undef BINARY_STATEMENT
};
