#include "app/answer_packer.h"

#include <assert.h>
#include <zstd.h>

#include "base/memory.h"

/* LEVEL: a body of 14 KB takes 976 bytes at 3, 935 at 5, 819 at 9; the higher ones take longer than making the answer anew. */
enum {
    PACKED_MOST = 64 * 1024, /* a larger body costs more to unpack than it saves */
    PACKED_LEAST = 512,
    DICTIONARY_LEAST =
        4096, /* one that is short does not hold all there is to say, and would stay for good */
    LEVEL = 5
};

struct packer {
    char *room;
    ZSTD_CCtx *packing;
    ZSTD_DCtx *unpacking;
    struct dictionary {
        ZSTD_CDict *pack;
        ZSTD_DDict *unpack;
        size_t bytes;
    } dictionaries[PACKER_KINDS];
};

struct packer *packer_new(struct err *err) {
    struct packer *packer = memory_alloc(sizeof *packer);
    if (packer != NULL) {
        packer->room = memory_alloc(PACKED_MOST);
        packer->packing = ZSTD_createCCtx();
        packer->unpacking = ZSTD_createDCtx();
        if (packer->room != NULL && packer->packing != NULL && packer->unpacking != NULL)
            return packer;
    }
    err_set(err, ERR_OUT_OF_MEMORY, "No memory to pack answers in.");
    packer_free(packer);
    return NULL;
}

void packer_free(struct packer *packer) {
    if (packer == NULL)
        return;
    for (size_t i = 0; i < PACKER_KINDS; i++) {
        ZSTD_freeCDict(packer->dictionaries[i].pack);
        ZSTD_freeDDict(packer->dictionaries[i].unpack);
    }
    ZSTD_freeCCtx(packer->packing);
    ZSTD_freeDCtx(packer->unpacking);
    memory_free(packer->room);
    memory_free(packer);
}

size_t packer_bytes(const struct packer *packer) {
    size_t bytes = 0;
    for (size_t i = 0; i < PACKER_KINDS; i++)
        bytes += packer->dictionaries[i].bytes;
    return bytes;
}

static bool has_dictionary(struct packer *packer, unsigned kind, struct text body) {
    struct dictionary *dictionary = &packer->dictionaries[kind];
    if (dictionary->unpack != NULL)
        return true;
    if (body.len < DICTIONARY_LEAST)
        return false;
    ZSTD_freeCDict(dictionary->pack);
    dictionary->pack = ZSTD_createCDict(body.ptr, body.len, LEVEL);
    dictionary->unpack = dictionary->pack != NULL ? ZSTD_createDDict(body.ptr, body.len) : NULL;
    dictionary->bytes = ZSTD_sizeof_CDict(dictionary->pack) + ZSTD_sizeof_DDict(dictionary->unpack);
    return dictionary->unpack != NULL;
}

struct text packer_pack(struct packer *packer, unsigned kind, struct text body) {
    const struct text none = {0};
    assert(kind < PACKER_KINDS);
    if (body.len < PACKED_LEAST || body.len > PACKED_MOST || !has_dictionary(packer, kind, body))
        return none;
    size_t len = ZSTD_compress_usingCDict(packer->packing, packer->room, PACKED_MOST, body.ptr, body.len,
                                          packer->dictionaries[kind].pack);
    return ZSTD_isError(len) || len >= body.len ? none : (struct text){packer->room, len};
}

bool packer_unpack(struct packer *packer, unsigned kind, struct text packed, char *room, size_t len) {
    return ZSTD_decompress_usingDDict(packer->unpacking, room, len, packed.ptr, packed.len,
                                      packer->dictionaries[kind].unpack) == len;
}
