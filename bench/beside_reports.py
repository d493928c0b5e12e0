"""Reports for bench/beside to post: about 10 KB and 60 figures each, in the voice of the genre, no two the same.

Report i is organisation i % orgs' for half-year i // orgs (from 2005), so that each is new to the daemon. Its numbers follow from i alone.
"""
import urllib.parse

FIRST_HALF = 2005 * 2
SEED, MULTIPLIER = 88172645463325252, 6364136223846793005

# Each part of a report: its heading, then sentences with {n} for a count and {r} for a rate.
PARTS = (
    ("一、理论学习抓得紧", (
        "组织中心组集中学习{n}次，其中邀请专家作专题辅导{n}次，开展专题研讨{n}次。",
        "班子成员参学率达{r}%，党员干部撰写心得体会{n}篇，评选优秀心得{n}篇。",
        "选派业务骨干{n}人组成宣讲小分队，开展宣讲{n}场，受众{n}人次。",
        "依托各校道德讲堂举办微党课{n}场，制作微视频{n}条。",
        "编印学习资料{n}期，发放学习用书{n}册，建成学习角{n}个。")),
    ("二、新闻宣传做得实", (
        "在县级以上媒体刊发稿件{n}篇，其中省级以上媒体刊发{n}篇，市级媒体刊发{n}篇。",
        "微信公众号推送图文{n}条，阅读量突破{n}万次，新增粉丝{n}人。",
        "召开新闻发布会{n}场，接待媒体记者采访{n}次。",
        "策划“身边好老师”专栏{n}期，推出先进典型{n}名。",
        "举办通讯员培训班{n}期，培训通讯员{n}人次，合格率为{r}%。")),
    ("三、文明创建抓得细", (
        "新创市级文明校园{n}所，复查县级文明校园{n}所，复查合格率达{r}%。",
        "开展志愿服务活动{n}场次，参与师生{n}人次，服务群众{n}人次。",
        "走访慰问困难教师{n}人、困难学生{n}人，发放慰问金{n}万元。",
        "开展家长学校授课{n}次，参训家长{n}人次。",
        "评选“新时代好少年”{n}名，表扬先进集体{n}个。")),
    ("四、民生回应来得快", (
        "受理群众来信{n}件、来访{n}批次，按期办结率达{r}%。",
        "回复网络咨询{n}条，回复率为{r}%，群众满意率为{r}%。",
        "妥善处置突发舆情{n}起，报送舆情信息{n}条，被上级采用{n}条。",
        "组织校园开放日活动{n}次，邀请家长代表{n}人次。",
        "教师对学校的满意度达{r}%，家长对学校的满意度达{r}%。")),
    ("五、阵地队伍管得严", (
        "检查校园广播站{n}个、宣传栏{n}处，整改问题{n}个。",
        "排查各类讲座论坛{n}场，审核进校园读物{n}册。",
        "配齐专兼职网评员{n}名，开展实战演练{n}次，撰写网评文章{n}篇。",
        "全年培训班主任{n}人次，参训率达{r}%。")),
)
# Between the figures reports say why and how, without numbers.
PROSE = (
    "局党组把这项工作摆上重要位置，主要负责同志亲自过问，分管同志靠前协调，各股室密切配合，做到有布置、有落实、有回音。",
    "各学校结合自身实际，把要求落到课堂里、落到操场上、落到家校沟通的每个环节，避免了层层空转。",
    "针对乡村学校点多面广、人手偏紧的情况，坚持结对互助，城区学校带着乡镇学校一起干，差距正在逐步缩小。",
    "工作中注意听取一线教师和家长的意见，凡是反映集中的问题，都列入清单，明确由谁来办、何时办好。",
    "坚持少开会、开短会，把更多时间留给学校、留给老师，基层普遍反映负担有所减轻。",
    "对做得好的及时通报表扬，对推进慢的当面提醒，一级抓一级，形成了比学赶帮的良好风气。",
)


class Chance:
    """Numbers that follow from a seed."""

    def __init__(self, seed):
        self.state = (seed * MULTIPLIER + SEED) & 0xFFFFFFFFFFFFFFFF

    def below(self, limit):
        self.state = (self.state * MULTIPLIER + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        return (self.state >> 33) % limit


def filled(sentence, chance):
    while "{" in sentence:
        at = sentence.index("{")
        number = f"{8000 + chance.below(1990)}" if sentence[at + 1] == "r" else str(3 + chance.below(900))
        number = number if sentence[at + 1] == "n" else f"{number[:2]}.{number[2:]}"
        sentence = sentence[:at] + number + sentence[at + 3:]
    return sentence


def report(i, orgs):
    """(where it is posted, its bytes)"""
    org, half = i % orgs, FIRST_HALF + i // orgs
    year, second = divmod(half, 2)
    chance = Chance(i)
    name = f"第{org + 1}教育局"
    lines = [f"{name}{year}年{'下' if second else '上'}半年宣传思想工作总结", "", *PROSE[:2], ""]
    for heading, sentences in PARTS:
        lines += [heading, ""]
        for sentence in sentences:
            lines += [filled(sentence, chance) + PROSE[chance.below(len(PROSE))] + PROSE[chance.below(len(PROSE))], ""]
    lines += ["六、下一步打算", "", *(sentence for i in range(len(PROSE)) for sentence in (PROSE[chance.below(len(PROSE))], ""))]
    query = urllib.parse.urlencode({"org": f"o{org + 1:05}", "period": f"{year}-H{second + 1}", "quote": 0})
    return f"/v1/reports?{query}", "\n".join(lines).encode("utf-8")


def write(path, first, count, orgs):
    """The file that beside.lua reads: reports from the first on."""
    with open(path, "wb") as out:
        for i in range(first, first + count):
            target, body = report(i, orgs)
            out.write(f"{target} {len(body)}\n".encode("ascii") + body)


def check(daemon, orgs, i):
    """Posts the i-th report: (its bytes, its figures)."""
    target, body = report(i, orgs)
    answer = daemon.call("POST", target, body=body, token="reporter", checked=False,
                         headers={"Content-Type": "text/plain; charset=utf-8"})
    assert answer.status == 201, answer
    return len(body), answer.json["figure_count"]
