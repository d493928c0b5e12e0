/* scope: whether a figure's scope is a part of the body that reports, or just another word for the body itself. */
#ifndef TONGBI_SERIES_SCOPE_H
#define TONGBI_SERIES_SCOPE_H

#include "base/text.h"

/* The scope of the series that a figure of `scope` joins: "" for what means the whole body, so that 全县, 全市教育系统,
 * 我局, 本校 and the organisation's own name do not split its series; any other scope stays what it is. 全省 and 全国 are
 * beyond a county's body and stay. */
struct text series_scope(struct text scope, struct text org_name);

#endif
