#include "cli.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "heap.h"
#include "input.h"
#include "print.h"
#include "remote.h"

/* "[2/3] id"; the id only where the part has one. */
static void put_head(const struct cli *cli, const json_t *part, size_t number, size_t count) {
    const char *id = answer_text(part, "id");
    char *head = heap_printf("[%zu/%zu]%s%s", number, count, id[0] != '\0' ? " " : "", id);
    char *line = screen_line(head, -1);
    fprintf(cli->out, "%s%s\n", number > 1 ? "\n" : "", line);
    free(line);
    free(head);
}

static bool is_refused(const json_t *part) {
    return answer_count(part, "status") >= 300;
}

static enum exit_code print_part(const struct cli *cli, const json_t *part) {
    const json_t *body = json_object_get(part, "body");
    const char *detail = answer_text(body, "detail");
    if (is_refused(part))
        return cli_fail(cli, CODE_REFUSED, "%s %s%s%s", answer_text(part, "status"),
                        answer_text(body, "title"), detail[0] != '\0' ? ": " : "", detail);
    if (answer_items(body, "points") != NULL)
        return print_trend(cli, body, false);
    return print_compare(cli, body);
}

/* The gravest of the parts, which is what a script asks for, however the parts are printed. */
static enum exit_code code_of_parts(const json_t *parts) {
    for (size_t i = 0; i < json_array_size(parts); i++) {
        if (is_refused(json_array_get(parts, i)))
            return CODE_REFUSED;
    }
    return CODE_DONE;
}

static enum exit_code print(const struct cli *cli, const struct tongbi_result *result) {
    const json_t *parts = answer_items(result->json, "parts");
    size_t count = json_array_size(parts);
    if (parts == NULL)
        return cli_fail(cli, CODE_UNREACHABLE, "the answer has no parts; is this a Tongbi server?");
    enum exit_code code = code_of_parts(parts);
    if (cli->form == FORM_JSON) {
        remote_put_raw(cli, result);
        return code;
    }
    for (size_t i = 0; i < count; i++) {
        put_head(cli, json_array_get(parts, i), i + 1, count);
        fflush(cli->out); /* a refusal on err stands below its head */
        enum exit_code part_code = print_part(cli, json_array_get(parts, i));
        code = part_code > code ? part_code : code;
    }
    return code;
}

static enum exit_code run(struct cli *cli, const struct arguments *arguments) {
    struct input input;
    struct tongbi_result result;
    enum exit_code code = cli_refuse_csv(cli, "query");
    if (code != CODE_DONE)
        return code;
    if (!input_read(cli, arguments->positional[0], &input))
        return CODE_NO;
    struct tongbi *client = remote_open(cli, &code);
    if (client != NULL) {
        tongbi_query(client, input.bytes, input.len, &result);
        code = remote_check(cli, &result);
        code = code == CODE_DONE ? print(cli, &result) : code;
        tongbi_result_fini(&result);
        tongbi_close(client);
    }
    input_fini(&input);
    return code;
}

const struct command command_query = {
    .name = "query",
    .synopsis = "FILE|-",
    .summary = "many trends and comparisons in one request",
    .notes =
        "FILE holds JSON: {\"parts\": [{\"id\": \"a\", \"trend\": {\"org\": \"qinghe\", \"metric\": "
        "\"m\"}},\n"
        "{\"compare\": {\"metric\": \"m\", \"period\": \"2023-H1\", \"org\": [\"a\", \"b\"]}}]}.\n"
        "Exit code 3 when a part was refused, 1 when one has no points or rows; the others are answered.",
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
