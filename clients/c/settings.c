#include "tongbi.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TOKEN_FILE_MAX = 4096, PATH_TEXT_MAX = 4096 };

static void wipe_free(char *secret) {
    if (secret == NULL)
        return;
    explicit_bzero(secret, strlen(secret));
    free(secret);
}

/* The environment's value, NULL when unset or empty. */
static const char *from_environment(const char *name) {
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' ? value : NULL;
}

/* Cuts white space at both ends, in place. */
static char *trim(char *line) {
    line += strspn(line, " \t\r\n");
    size_t len = strlen(line);
    while (len > 0 && strchr(" \t\r\n", line[len - 1]) != NULL)
        line[--len] = '\0';
    return line;
}

static bool take_copy(const char *value, char **out, char *message) {
    char *copy = strdup(value);
    if (copy == NULL) {
        snprintf(message, TONGBI_MESSAGE_MAX, "out of memory");
        return false;
    }
    wipe_free(*out);
    *out = copy;
    return true;
}

/* The token is the first line of its file. */
static bool read_token_file(const char *path, char **out, char *message) {
    char line[TOKEN_FILE_MAX];
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        snprintf(message, TONGBI_MESSAGE_MAX, "cannot read the token file %s: %s", path, strerror(errno));
        return false;
    }
    bool ok = fgets(line, sizeof line, file) != NULL;
    fclose(file);
    char *token = ok ? trim(line) : line;
    if (!ok || token[0] == '\0') {
        snprintf(message, TONGBI_MESSAGE_MAX, "the token file %s is empty", path);
        ok = false;
    } else {
        ok = take_copy(token, out, message);
    }
    explicit_bzero(line, sizeof line);
    return ok;
}

static bool read_pair_line(char *line, struct tongbi_settings *out, char *message) {
    char *equals = strchr(line, '=');
    if (line[0] == '#' || equals == NULL)
        return true;
    *equals = '\0';
    const char *key = trim(line), *value = trim(equals + 1);
    if (strcmp(key, "TONGBI_URL") == 0 && value[0] != '\0')
        return take_copy(value, &out->url, message);
    if (strcmp(key, "TONGBI_TOKEN") == 0 && value[0] != '\0')
        return take_copy(value, &out->token, message);
    return true;
}

/* *found says whether the file was there. */
static bool read_pairs(const char *path, struct tongbi_settings *out, bool *found, char *message) {
    char line[TOKEN_FILE_MAX];
    FILE *file = fopen(path, "re");
    *found = file != NULL;
    if (file == NULL)
        return true;
    bool ok = true;
    while (ok && fgets(line, sizeof line, file) != NULL)
        ok = read_pair_line(line, out, message);
    fclose(file);
    explicit_bzero(line, sizeof line);
    return ok;
}

/* var/client.env of the work tree that this program was built in: build/release/bin/tongbi is three folders
 * down. */
static bool tree_file(char path[PATH_TEXT_MAX]) {
    static const char suffix[] = "/var/client.env";
    ssize_t len = readlink("/proc/self/exe", path, PATH_TEXT_MAX - sizeof suffix);
    if (len <= 0)
        return false;
    path[len] = '\0';
    for (int up = 0; up < 4; up++) { /* the file's own name, then three folders */
        char *slash = strrchr(path, '/');
        if (slash == NULL || slash == path)
            return false;
        *slash = '\0';
    }
    memcpy(path + strlen(path), suffix, sizeof suffix);
    return true;
}

static bool read_client_env(struct tongbi_settings *out, char *message) {
    char path[PATH_TEXT_MAX];
    bool found;
    const char *named = from_environment("TONGBI_CLIENT_ENV");
    if (!read_pairs(named != NULL ? named : "var/client.env", out, &found, message))
        return false;
    if (named != NULL && !found) {
        snprintf(message, TONGBI_MESSAGE_MAX, "cannot read %s, which TONGBI_CLIENT_ENV names", named);
        return false;
    }
    if (found || !tree_file(path))
        return true;
    return read_pairs(path, out, &found, message);
}

bool tongbi_settings_resolve(const char *url_option, const char *token_file_option,
                             struct tongbi_settings *out, char *message) {
    *out = (struct tongbi_settings){0};
    message[0] = '\0';
    const char *url = url_option != NULL ? url_option : from_environment("TONGBI_URL");
    const char *token = token_file_option != NULL ? NULL : from_environment("TONGBI_TOKEN");
    const char *token_file =
        token_file_option != NULL ? token_file_option : from_environment("TONGBI_TOKEN_FILE");
    bool ok = true;
    /* Only as a pair: a token from elsewhere must not go to an address that some folder's file names, nor the
     * file's token to another address. */
    if (url == NULL && token == NULL && token_file == NULL)
        ok = read_client_env(out, message);
    if (ok && token != NULL)
        ok = take_copy(token, &out->token, message);
    else if (ok && token_file != NULL)
        ok = read_token_file(token_file, &out->token, message);
    if (ok && (url != NULL || out->url == NULL))
        ok = take_copy(url != NULL ? url : TONGBI_DEFAULT_URL, &out->url, message);
    if (!ok)
        tongbi_settings_fini(out);
    return ok;
}

void tongbi_settings_fini(struct tongbi_settings *settings) {
    free(settings->url);
    wipe_free(settings->token);
    *settings = (struct tongbi_settings){0};
}
