#include "remote.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "heap.h"
#include "screen.h"
#include "table.h"

enum { ROWS_SHOWN_MAX = 20 };

struct tongbi *remote_open(const struct cli *cli, enum exit_code *code) {
    struct tongbi_settings settings;
    char message[TONGBI_MESSAGE_MAX];
    *code = CODE_USAGE;
    if (!tongbi_settings_resolve(cli->server, cli->token_file, &settings, message)) {
        cli_fail(cli, *code, "%s", message);
        return NULL;
    }
    struct tongbi *client = tongbi_open(settings.url, settings.token, message);
    tongbi_settings_fini(&settings);
    if (client == NULL) {
        cli_fail(cli, *code, "%s", message);
        return NULL;
    }
    tongbi_set_csv(client, cli->form == FORM_CSV);
    *code = CODE_DONE;
    return client;
}

void remote_put_rows(const struct cli *cli, const struct tongbi_result *result) {
    if (result->error_count == 0)
        return;
    size_t shown = result->error_count < ROWS_SHOWN_MAX ? result->error_count : ROWS_SHOWN_MAX;
    struct table *table = table_new();
    table_add_column(table, word(cli->language, WORD_ROW), ALIGN_RIGHT, false);
    table_add_column(table, word(cli->language, WORD_FIELD), ALIGN_LEFT, false);
    table_add_column(table, word(cli->language, WORD_DETAIL), ALIGN_LEFT, false);
    for (size_t i = 0; i < shown; i++) {
        table_add_cell(table, STYLE_PLAIN, result->errors[i].row);
        table_add_cell(table, STYLE_PLAIN, result->errors[i].field);
        table_add_cell(table, STYLE_PLAIN, result->errors[i].detail);
    }
    table_print(table, cli->err, cli->width, false);
    table_free(table);
    const char *total = answer_text(result->json, "error_count");
    char *counted = total[0] != '\0' ? screen_line(total, -1) : heap_printf("%zu", result->error_count);
    char *listed = heap_printf("%zu", shown);
    if (strcmp(counted, listed) != 0)
        fprintf(cli->err,
                cli->language == LANGUAGE_ZH ? "以上 %s 处,共 %s 处;--json 列出其余\n"
                                             : "%s of %s problems; --json lists more\n",
                listed, counted);
    free(listed);
    free(counted);
}

enum exit_code remote_check(const struct cli *cli, const struct tongbi_result *result) {
    switch (result->outcome) {
    case TONGBI_DONE:
        return CODE_DONE;
    case TONGBI_UNREACHABLE:
        return cli_fail(cli, CODE_UNREACHABLE, "%s", result->message);
    case TONGBI_REFUSED:
        break;
    }
    const char *title = result->title[0] != '\0' ? result->title : "the server refused";
    bool has_detail = result->detail[0] != '\0', has_field = result->field[0] != '\0';
    cli_fail(cli, CODE_REFUSED, "%ld %s%s%s%s%s%s", result->status, title, has_field ? " [" : "",
             result->field, has_field ? "]" : "", has_detail ? ": " : "", result->detail);
    if (result->status == 401)
        fputs("tongbi: give a token by TONGBI_TOKEN, TONGBI_TOKEN_FILE or --token-file\n", cli->err);
    remote_put_rows(cli, result);
    return CODE_REFUSED;
}

void remote_put_raw(const struct cli *cli, const struct tongbi_result *result) {
    fwrite(result->body, 1, result->body_len, cli->out);
    if (result->json != NULL && result->body_len > 0 && result->body[result->body_len - 1] != '\n')
        fputc('\n', cli->out);
}

enum exit_code remote_finish(struct cli *cli, struct tongbi *client, struct tongbi_result *result,
                             enum exit_code (*print)(struct cli *cli, const struct tongbi_result *result)) {
    enum exit_code code = remote_check(cli, result);
    if (code == CODE_DONE && cli->form != FORM_TABLE)
        remote_put_raw(cli, result);
    else if (code == CODE_DONE && result->json == NULL)
        code = cli_fail(cli, CODE_UNREACHABLE, "the answer is not JSON but \"%s\"; is this a Tongbi server?",
                        result->content_type);
    else if (code == CODE_DONE)
        code = print(cli, result);
    tongbi_result_fini(result);
    tongbi_close(client);
    return code;
}
