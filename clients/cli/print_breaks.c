#include "print.h"

#include <stdlib.h>

#include "answer.h"
#include "heap.h"
#include "screen.h"

/* "2024-H2: counted otherwise from here on: boarders too"; where several metrics may be meant, with the code of each. */
static void put_break(const struct cli *cli, const json_t *one) {
    const char *metric = answer_text(one, "metric");
    char *text = heap_printf(
        "%s %s%s%s%s", answer_text(one, "period"), metric, metric[0] != '\0' ? " " : "",
        cli->language == LANGUAGE_ZH ? "起口径有变: " : "on counted otherwise: ", answer_text(one, "note"));
    char *line = screen_line(text, -1);
    fprintf(cli->out, "%s\n", line);
    free(line);
    free(text);
}

void print_breaks(const struct cli *cli, const json_t *answer) {
    const json_t *own = answer_items(answer, "breaks"),
                 *breaks = own != NULL ? own : answer_items(answer, "definition_breaks");
    for (size_t i = 0; i < json_array_size(breaks); i++)
        put_break(cli, json_array_get(breaks, i));
}
