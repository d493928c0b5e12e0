/* intake: from posted bytes to figures that know their metrics. No I/O: the story of ingest.c without its waits.
 *
 * intake_read finds the figures in what the bytes say; intake_link (intake_link.c) says for each figure which series it
 * continues, by aliases and by likeness, and names a provisional metric where none is like it, so that nothing is lost. */
#ifndef TONGBI_APP_INTAKE_H
#define TONGBI_APP_INTAKE_H

#include "app/candidates.h"
#include "app/digest.h"
#include "base/arena.h"
#include "documents/document.h"
#include "extract/extract.h"
#include "model/figure.h"
#include "series/consistency.h"

enum { SURE_CONFIDENCE = 900 }; /* what is read less surely than this waits for a person */

/* What one figure became. */
struct intake_link {
    struct link_key key;
    struct text metric; /* the metric's code; "" for a figure that joins no series (a change, no label) */
    const struct metric *known; /* that metric, as far as checks need it; NULL where there is none */
    const struct metric *base;  /* of a variant: the metric that another figure of its label has */
    struct text scope;          /* of its series */
    bool is_provisional;        /* the metric is made from this figure's label */
    bool is_variant;            /* kept apart: a second value under one label */
    bool is_found;              /* likeness has found it, and the label is worth remembering */
    bool is_claim;              /* a change: metric and scope are those of the series that it speaks of */
    bool is_point;              /* becomes an observation: false where another figure has said the same */
};

struct intake {
    struct document document;
    struct extract_result extracted;
    struct intake_link *links; /* one a figure */
    unsigned char sha256[DIGEST_BYTES];
    struct text
        notes[DOCUMENT_NOTES_MAX + 3 + 16]; /* the document's, whose it is, then what linking noticed */
    size_t note_count;
};

/* words: from extract_words, or NULL. bytes: the document as it was posted, for its digest. Everything in *out lives in the arena or in `document`. Fails as extract_run does, with ERR_NO_FIGURES
 * when the text holds none. */
bool intake_read(struct arena *arena, struct word_cache *words, const struct document *document,
                 struct text bytes, struct period period, struct text org_name, struct intake *out,
                 struct err *err) MUST_CHECK;
/* The same of a text that was decoded before; without notes and digest. */
bool intake_read_text(struct arena *arena, struct word_cache *words, struct text decoded,
                      struct period period, struct text org_name, struct intake *out,
                      struct err *err) MUST_CHECK;
/* Adds a note, where there is room and something to say. */
bool intake_note(struct intake *intake, struct text text);
/* Sets each figure's link, its state (pending or sure; rejected where all that was ever judged of that label was) and its
 * suggestions. */
bool intake_link(struct arena *arena, struct intake *intake, const struct intake_known *known,
                 struct err *err) MUST_CHECK;
/* Has every label an alias that knows it? Then siblings and the catalogue need not be asked. */
bool intake_knows_all(const struct intake *intake, const struct intake_known *known);
/* What does not fit together, in the report or with the history. */
bool intake_review(struct arena *arena, const struct intake *intake,
                   const struct consistency_history *history, size_t history_count, struct warning **warnings,
                   size_t *count, struct err *err) MUST_CHECK;
/* What the report says of its own change, not yet checked. */
bool intake_claims(struct arena *arena, const struct intake *intake, const struct org *org,
                   struct claim **claims, size_t *count, struct err *err) MUST_CHECK;
/* A provisional metric for link i: named as its label, kind and unit as written, directions unknown. */
struct metric intake_provisional(const struct intake *intake, size_t i);

#endif
