/* once: one document, read by a reader of its own, waited for. For programs without an event loop. */
#ifndef TONGBI_READER_ONCE_H
#define TONGBI_READER_ONCE_H

#include "base/arena.h"
#include "base/err.h"
#include "model/document.h"
#include "reader/process.h"

/* As frame_take_answer; ERR_UNREADABLE also when it takes longer than deadline_ms, ERR_INTERNAL when no reader can be started. */
bool reader_read_once(struct arena *arena, const struct process_options *options, int deadline_ms,
                      struct text content_type, struct text bytes, struct document *out,
                      struct err *err) MUST_CHECK;

#endif
