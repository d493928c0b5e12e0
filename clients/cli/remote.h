/* remote: the server a command talks to, and what becomes of its answers: output and exit codes. */
#ifndef TONGBI_CLI_REMOTE_H
#define TONGBI_CLI_REMOTE_H

#include "cli.h"
#include "tongbi.h"

/* By the options and the environment (tongbi_settings_resolve). NULL after a message; then *code is what to end with.
 * Close with tongbi_close. */
struct tongbi *remote_open(const struct cli *cli, enum exit_code *code);
/* Says on cli->err why there was no (good) answer: a refusal with its rows, or what is unreachable. Returns CODE_DONE
 * when it was good, and says nothing then. */
enum exit_code remote_check(const struct cli *cli, const struct tongbi_result *result);
/* On cli->err: the rows that were refused, the first twenty, and how many there are. Nothing when there are none. */
void remote_put_rows(const struct cli *cli, const struct tongbi_result *result);
/* The answer as it came, with a line end behind JSON. */
void remote_put_raw(const struct cli *cli, const struct tongbi_result *result);

/* How most commands end: a bad answer is explained; --json and --csv print a good one raw; else print lays it out for
 * people and says CODE_DONE or CODE_NO. Ends client and result. */
enum exit_code remote_finish(struct cli *cli, struct tongbi *client, struct tongbi_result *result,
                             enum exit_code (*print)(struct cli *cli, const struct tongbi_result *result));

#endif
