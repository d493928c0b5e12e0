#include "options.h"

#include <stdio.h>
#include <string.h>

static const struct {
    char letter;
    const char *name;
} letters[] = {{'h', "help"}, {'o', "output"}, {'v', "verbose"}};

char options_letter(const char *name) {
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        if (strcmp(letters[i].name, name) == 0)
            return letters[i].letter;
    }
    return 0;
}

/* The name that a word like -o is short for; "" when it is for none. */
static const char *name_of_letter(const char *word) {
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        if (word[1] == letters[i].letter && word[2] == '\0')
            return letters[i].name;
    }
    return "";
}

static const struct option *find_in(const struct option *table, const char *name, size_t len) {
    for (; table != NULL && table->name != NULL; table++) {
        if (strlen(table->name) == len && memcmp(table->name, name, len) == 0)
            return table;
    }
    return NULL;
}

static bool add_given(struct arguments *arguments, const struct option *option, const char *value,
                      char *message) {
    if (options_get(arguments, option->name) != NULL) {
        snprintf(message, OPTIONS_MESSAGE_MAX, "option --%s is given twice", option->name);
        return false;
    }
    if (arguments->given_count == OPTIONS_GIVEN_MAX) {
        snprintf(message, OPTIONS_MESSAGE_MAX, "too many options");
        return false;
    }
    arguments->given[arguments->given_count].option = option;
    arguments->given[arguments->given_count++].value = value;
    return true;
}

/* argv[at] is an option; *at ends on the last word that belongs to it. */
static bool read_option(const struct option *global, const struct option *own, int argc, char **argv, int *at,
                        struct arguments *arguments, char *message) {
    const char *word = argv[*at];
    bool is_long = word[1] == '-';
    const char *name = is_long ? word + 2 : name_of_letter(word);
    size_t len = strcspn(name, "=");
    const char *value = name[len] == '=' ? name + len + 1 : NULL;
    const struct option *option = find_in(own, name, len);
    if (option == NULL)
        option = find_in(global, name, len);
    if (option == NULL) {
        snprintf(message, OPTIONS_MESSAGE_MAX, "unknown option %.100s", word);
        return false;
    }
    if (option->argument == NULL && value != NULL) {
        snprintf(message, OPTIONS_MESSAGE_MAX, "option --%s takes no value", option->name);
        return false;
    }
    if (option->argument != NULL && value == NULL) {
        if (*at + 1 >= argc) {
            snprintf(message, OPTIONS_MESSAGE_MAX, "option --%s needs a value: %s", option->name,
                     option->argument);
            return false;
        }
        value = argv[++*at];
    }
    return add_given(arguments, option, value != NULL ? value : "", message);
}

bool options_read(const struct option *global, const struct option *own, int argc, char **argv, bool stops,
                  struct arguments *arguments, int *taken, char *message) {
    bool is_over = false;
    int at = 0;
    for (; at < argc; at++) {
        bool is_option = !is_over && argv[at][0] == '-' && argv[at][1] != '\0';
        if (is_option && strcmp(argv[at], "--") == 0) {
            is_over = true;
        } else if (is_option) {
            if (!read_option(global, own, argc, argv, &at, arguments, message))
                return false;
        } else if (stops) {
            break;
        } else {
            arguments->positional[arguments->positional_count++] = argv[at];
        }
    }
    if (taken != NULL)
        *taken = at;
    return true;
}

const char *options_get(const struct arguments *arguments, const char *name) {
    for (size_t i = 0; i < arguments->given_count; i++) {
        if (strcmp(arguments->given[i].option->name, name) == 0)
            return arguments->given[i].value;
    }
    return NULL;
}

bool options_has(const struct arguments *arguments, const char *name) {
    return options_get(arguments, name) != NULL;
}
