/* options: the words of a command line, by a table. --name value, --name=value, --flag; "--" ends them; "-" is a file.
 * -h, -o and -v are short for help, output and verbose, wherever a table has those.
 *
 * Nothing is ignored: an unknown option, a missing or needless value and an option given twice are mistakes, named in the
 * message. Strings are borrowed from argv. */
#ifndef TONGBI_CLI_OPTIONS_H
#define TONGBI_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

struct option {
    const char *name;     /* without the dashes; NULL ends a table */
    const char *argument; /* what its value is, for help: "CODE"; NULL for a flag */
    const char *help;
};

enum { OPTIONS_GIVEN_MAX = 48, OPTIONS_MESSAGE_MAX = 256 };

struct arguments {
    struct {
        const struct option *option;
        const char *value; /* "" for a flag */
    } given[OPTIONS_GIVEN_MAX];
    size_t given_count;
    char **positional; /* what is no option, in order; the array is the caller's, argc long */
    size_t positional_count;
};

/* Reads argv[0..argc) against both tables (own may be NULL) and adds to *arguments, whose positional array is set.
 * stops: at the first positional, which is not taken. *taken (may be NULL): how many of argv were read.
 * false with a sentence in message (OPTIONS_MESSAGE_MAX bytes). */
bool options_read(const struct option *global, const struct option *own, int argc, char **argv, bool stops,
                  struct arguments *arguments, int *taken, char *message);
/* The value of an option, NULL when it was not given. */
const char *options_get(const struct arguments *arguments, const char *name);
/* The letter that is short for an option, 0 when none is. */
char options_letter(const char *name);
bool options_has(const struct arguments *arguments, const char *name);

#endif
