"""Reports of an invented bureau, whose figures are known because the test itself wrote them in."""

ORG = "qinghe"
ORG_NAME = "青禾区教育局"

# code, name, unit, kind, direction, how it adds up, alias: three metrics that no other report of the tests uses.
METRICS = {
    "canteen-meetings": {
        "name_zh": "食堂安全例会", "name_en": "Canteen safety meetings", "unit": "次", "kind": "count",
        "direction": "higher_better", "over_time": "sum", "over_orgs": "sum", "aliases": ["召开食堂安全例会"],
    },
    "canteen-visits": {
        "name_zh": "走访食堂供货商", "name_en": "Canteen suppliers visited", "unit": "家", "kind": "count",
        "direction": "higher_better", "over_time": "sum", "over_orgs": "sum", "aliases": ["走访食堂供货商"],
    },
    "canteen-satisfaction": {
        "name_zh": "家长对食堂的满意度", "name_en": "Parents' satisfaction with the canteen", "unit": "%", "kind": "rate",
        "direction": "higher_better", "over_time": "none", "over_orgs": "none", "aliases": ["家长对食堂的满意度"],
    },
}
FIGURES = len(METRICS)

# What the sentences are, word for word: answers quote them. They name no period, so that the report's own counts.
MEETINGS = "我局召开食堂安全例会{}次,走访食堂供货商{}家。"
SATISFACTION = "家长对食堂的满意度达{}%。"


def report(meetings, visits, satisfaction, head=ORG_NAME):
    """A report of exactly FIGURES figures."""
    return f"{head}食堂工作小结\n\n{MEETINGS.format(meetings, visits)}{SATISFACTION.format(satisfaction)}\n"


def set_up_catalogue(daemon, orgs=((ORG, ORG_NAME),)):
    for code, name in orgs:
        daemon.add_org(code, name)
    for code, metric in METRICS.items():
        answer = daemon.put(f"/v1/metrics/{code}", metric)
        assert answer.status in (200, 201), answer
