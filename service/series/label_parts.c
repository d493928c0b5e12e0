#include "series/label_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum role { ROLE_DROP, ROLE_SAME, ROLE_WEAK };
enum { BUCKETS = 512, WEIGHT_CHARACTER = 1, WEIGHT_WORD = 5, WEIGHT_WEAK = 2 };

/* The groups whose words exclude each other; 0 is none. */
enum {
    GROUP_NONE,
    GROUP_LEVEL,
    GROUP_PERSON,
    GROUP_FLOW,
    GROUP_STAGE,
    GROUP_SEX,
    GROUP_PLACE,
    GROUP_TOTAL,
    GROUP_BUILD,
    GROUP_PRIZE,
    GROUP_CASE,
    GROUP_RANK,
    GROUP_SCHOOL,
    GROUP_ATTEND,
    GROUP_MEASURE,
    GROUP_MOVE,
    GROUP_ORDER,
    GROUP_ISSUE,
    GROUP_BUDGET
};

/* A class: its words stand for each other. ROLE_WEAK: they say how, not what. */
static const struct {
    enum role role;
    int group;
    const char *words;
} classes[] = {
    {ROLE_DROP, GROUP_NONE,
     "开展 开展了 组织 组织开展 举办 召开 举行 进行 实施 完成 实现 推进 落实 做好 加强 全面 积极 深入 切实 "
     "认真 扎实 有效 "
     "及时 成功 累计 先后 陆续 共有 共 的 地 了 对 向 为 在 于 等 及 和 与 以及 并 其 其中 各类 各项 各 年 "
     "全年 工作 方面 情况 "
     "数量 总数 数 任务 达到 达 全市 全县 全区 全校 全省 全州 全旗 全镇 全系统 全局 我市 我县 我区 我校 我局 "
     "本市 本县 本区 "
     "本校 本局 通过 有 由 被 将 人数 人次 数额 额度 活动 以上 建立 创建 创成 把 及以上"},
    /* levels, persons and what else excludes */
    {ROLE_SAME, GROUP_LEVEL, "国家级 国家 全国 中央级"},
    {ROLE_SAME, GROUP_LEVEL, "省级 省部级 自治区级"},
    {ROLE_SAME, GROUP_LEVEL, "市级 地市级 州级"},
    {ROLE_SAME, GROUP_LEVEL, "县级 区级 区县级 县区级 旗级"},
    {ROLE_SAME, GROUP_LEVEL, "校级 院级"},
    {ROLE_SAME, GROUP_LEVEL, "市本级 区本级 县本级 本级 省本级"},
    {ROLE_SAME, GROUP_LEVEL, "乡镇级 镇级 乡级"},
    {ROLE_SAME, GROUP_LEVEL, "村级 社区级"},
    {ROLE_SAME, GROUP_PERSON, "家长 学生家长"},
    {ROLE_SAME, GROUP_PERSON, "学生 在校生 在校学生"},
    {ROLE_SAME, GROUP_PERSON, "教师 老师 专任教师"},
    {ROLE_SAME, GROUP_PERSON, "教职工 教职员工"},
    {ROLE_SAME, GROUP_PERSON, "群众 社会 公众 市民 居民"},
    {ROLE_SAME, GROUP_PERSON, "党员 共产党员 党员干部"},
    {ROLE_SAME, GROUP_PERSON, "团员 共青团员"},
    {ROLE_SAME, GROUP_PERSON, "校长 书记校长"},
    {ROLE_SAME, GROUP_PERSON, "班主任"},
    {ROLE_SAME, GROUP_PERSON, "企业 公司"},
    {ROLE_SAME, GROUP_PERSON, "残疾人"},
    {ROLE_SAME, GROUP_FLOW, "收入 总收入"},
    {ROLE_SAME, GROUP_FLOW, "支出 总支出"},
    {ROLE_SAME, GROUP_FLOW, "产值 总产值"},
    {ROLE_SAME, GROUP_FLOW, "增加值"},
    {ROLE_SAME, GROUP_FLOW, "税收 税"},
    {ROLE_SAME, GROUP_FLOW, "利润"},
    {ROLE_SAME, GROUP_FLOW, "投资 投资额"},
    {ROLE_SAME, GROUP_MOVE, "调入 转入"},
    {ROLE_SAME, GROUP_MOVE, "调出 转出"},
    {ROLE_SAME, GROUP_MOVE, "上解"},
    {ROLE_SAME, GROUP_MOVE, "补助下级"},
    {ROLE_SAME, GROUP_MOVE, "结转"},
    {ROLE_SAME, GROUP_TOTAL, "总计"},
    {ROLE_SAME, GROUP_TOTAL, "人均 户均 生均"},
    {ROLE_SAME, GROUP_TOTAL, "平均"},
    {ROLE_SAME, GROUP_SEX, "男"},
    {ROLE_SAME, GROUP_SEX, "女"},
    {ROLE_SAME, GROUP_PLACE, "城镇 城市"},
    {ROLE_SAME, GROUP_PLACE, "农村 乡村 农民"},
    {ROLE_SAME, GROUP_BUILD, "新建 新建成 新增"},
    {ROLE_SAME, GROUP_BUILD, "改造 改建 改扩建 综合改造 立面改造"},
    {ROLE_SAME, GROUP_BUILD, "拆除 拆迁"},
    {ROLE_SAME, GROUP_BUILD, "维修 修缮"},
    {ROLE_SAME, GROUP_PRIZE, "一等奖"},
    {ROLE_SAME, GROUP_PRIZE, "二等奖"},
    {ROLE_SAME, GROUP_PRIZE, "三等奖"},
    {ROLE_SAME, GROUP_PRIZE, "特等奖"},
    {ROLE_SAME, GROUP_CASE, "收到 接到 受理 收集 征集"},
    {ROLE_SAME, GROUP_CASE, "办结 结案"},
    {ROLE_SAME, GROUP_CASE, "答复 回复 回应 办复 解答"},
    {ROLE_SAME, GROUP_CASE, "办理"},
    {ROLE_SAME, GROUP_CASE, "立案"},
    {ROLE_SAME, GROUP_CASE, "处置 应对 处理 化解 妥处 妥善处置 妥善处理 干预 查处"},
    {ROLE_SAME, GROUP_CASE, "整改"},
    {ROLE_SAME, GROUP_CASE, "排查 检查 巡查 督查 督导 抽查"},
    {ROLE_SAME, GROUP_SCHOOL, "幼儿园 学前"},
    {ROLE_SAME, GROUP_SCHOOL, "小学"},
    {ROLE_SAME, GROUP_SCHOOL, "初中"},
    {ROLE_SAME, GROUP_SCHOOL, "高中 普通高中"},
    {ROLE_SAME, GROUP_SCHOOL, "中职 职业学校 职业教育"},
    {ROLE_SAME, GROUP_SCHOOL, "本科"},
    {ROLE_SAME, GROUP_SCHOOL, "专科"},
    {ROLE_SAME, GROUP_SCHOOL, "研究生 硕士"},
    {ROLE_SAME, GROUP_SCHOOL, "博士"},
    {ROLE_SAME, GROUP_ATTEND, "参加 参与 参训 参会 上岗 受训"},
    {ROLE_SAME, GROUP_ATTEND, "覆盖 受众 听众 受益 惠及 受教育"},
    {ROLE_SAME, GROUP_MEASURE, "面积"},
    {ROLE_SAME, GROUP_MEASURE, "产量"},
    {ROLE_SAME, GROUP_MEASURE, "比重 占比 比例"},
    {ROLE_SAME, GROUP_MEASURE, "时长 学时 课时"},
    {ROLE_SAME, GROUP_MEASURE, "满意度 满意率"},
    {ROLE_SAME, GROUP_MEASURE, "得分 分数 成绩 评分"},
    {ROLE_SAME, GROUP_MEASURE, "排名 位次 名次"},
    {ROLE_SAME, GROUP_MEASURE, "覆盖率"},
    {ROLE_SAME, GROUP_MEASURE, "优良率"},
    {ROLE_SAME, GROUP_MEASURE, "优秀率"},
    {ROLE_SAME, GROUP_MEASURE, "合格率 及格率 达标率"},
    {ROLE_SAME, GROUP_MEASURE, "参学率 出勤率 到会率 参会率 到课率"},
    {ROLE_SAME, GROUP_MEASURE, "办结率 按期办结率"},
    {ROLE_SAME, GROUP_MEASURE, "回复率 答复率 办复率 回应率"},
    {ROLE_SAME, GROUP_MEASURE, "入学率 毛入学率"},
    {ROLE_SAME, GROUP_MEASURE, "参训率"},
    {ROLE_SAME, GROUP_MEASURE, "完成率"},
    {ROLE_SAME, GROUP_MEASURE, "标准"},
    {ROLE_SAME, GROUP_ORDER, "主干 主"},
    {ROLE_SAME, GROUP_ORDER, "次干"},
    {ROLE_SAME, GROUP_ORDER, "主次干"},
    {ROLE_SAME, GROUP_RANK, "标兵"},
    {ROLE_SAME, GROUP_RANK, "先进 优秀"},
    {ROLE_SAME, GROUP_RANK, "示范"},
    {ROLE_SAME, GROUP_RANK, "骨干"},
    {ROLE_SAME, GROUP_RANK, "带头人"},
    {ROLE_SAME, GROUP_RANK, "名师"},
    {ROLE_SAME, GROUP_ISSUE, "信访"},
    {ROLE_SAME, GROUP_ISSUE, "舆情"},
    {ROLE_SAME, GROUP_ISSUE, "投诉 咨询投诉 咨询 网上咨询 网民咨询投诉 网络咨询 线上咨询"},
    {ROLE_SAME, GROUP_ISSUE, "工单"},
    {ROLE_SAME, GROUP_ISSUE, "诉求"},
    {ROLE_SAME, GROUP_ISSUE, "意见建议 意见 建议"},
    {ROLE_SAME, GROUP_ISSUE, "隐患"},
    {ROLE_SAME, GROUP_BUDGET, "年初预算"},
    {ROLE_SAME, GROUP_BUDGET, "调整预算 预算调整数 年度调整预算"},
    /* what stands for each other */
    {ROLE_SAME, GROUP_NONE,
     "学习 集中学习 集体学习 理论学习 专题学习 研学 专题研学 集中研学 集中研讨 学习研讨 集体研学"},
    {ROLE_SAME, GROUP_NONE, "中心组 理论学习中心组 党组中心组 党委中心组"},
    {ROLE_SAME, GROUP_NONE, "心得体会 学习体会 心得 体会文章 学习体会文章 学习心得"},
    {ROLE_SAME, GROUP_NONE, "宣讲 巡回宣讲 宣讲报告 集中宣讲"},
    {ROLE_SAME, GROUP_NONE, "辅导 专题辅导 讲座 专题讲座 报告会"},
    {ROLE_SAME, GROUP_NONE, "培训 研修 专题研修 专题培训 集中培训 轮训"},
    {ROLE_SAME, GROUP_NONE, "志愿服务 志愿者服务 志愿者 志愿"},
    {ROLE_SAME, GROUP_NONE, "走访慰问 慰问 看望 看望慰问 入户慰问 探望 走访看望"},
    {ROLE_SAME, GROUP_NONE, "家访 入户家访"},
    {ROLE_SAME, GROUP_NONE, "走访 入户 入户走访"},
    {ROLE_SAME, GROUP_NONE, "资金 款 经费 金"},
    {ROLE_SAME, GROUP_NONE, "困难 贫困 经济困难 家庭经济困难 特困"},
    {ROLE_SAME, GROUP_NONE, "家庭 农户 户"},
    {ROLE_SAME, GROUP_NONE, "公众号 微信公众号 官方微信 官微 微信"},
    {ROLE_SAME, GROUP_NONE, "粉丝 粉丝量 关注 关注用户 关注量 用户"},
    {ROLE_SAME, GROUP_NONE, "稿件 宣传稿件 新闻稿件 新闻 宣传稿 信息稿件"},
    {ROLE_SAME, GROUP_NONE, "信息 图文 图文信息 文章 推文"},
    {ROLE_SAME, GROUP_NONE, "媒体 报刊 报刊网站 新闻媒体 主流媒体 报纸"},
    {ROLE_SAME, GROUP_NONE, "教育 教育行政 教育部门 教育行政部门"},
    {ROLE_SAME, GROUP_NONE, "违纪 违纪行为 违规违纪"},
    {ROLE_SAME, GROUP_NONE, "心理危机 心理危机个案 危机个案"},
    {ROLE_SAME, GROUP_NONE, "个别 个体 个案"},
    {ROLE_SAME, GROUP_NONE, "咨询辅导 心理咨询 心理辅导"},
    {ROLE_SAME, GROUP_NONE, "补贴 补助"},
    {ROLE_SAME, GROUP_NONE, "老旧 旧有 既有 旧"},
    {ROLE_SAME, GROUP_NONE, "游客 旅游"},
    {ROLE_SAME, GROUP_NONE, "政府性基金 基金"},
    {ROLE_SAME, GROUP_NONE, "网站 网络 网上 线上 互联网"},
    {ROLE_SAME, GROUP_NONE, "考评 考核 评价 测评 评估"},
    {ROLE_SAME, GROUP_NONE, "教学班 班级"},
    /* how rather than what */
    {ROLE_WEAK, GROUP_NONE, "刊发 采用 发表 刊登 刊载 发布 推送 推出 播发 编发 报送"},
    {ROLE_WEAK, GROUP_NONE, "建成 建设 建成运营 完工 竣工 投用 通车 建成通车 修建 建"},
    {ROLE_WEAK, GROUP_NONE, "发放 投放 拨付 下达 安排 投入 筹措 落实资金"},
    {ROLE_WEAK, GROUP_NONE, "接待 服务"},
    {ROLE_WEAK, GROUP_NONE, "获评 评选 获得 荣获 评为 命名 表彰 授予 评定"},
    {ROLE_WEAK, GROUP_NONE, "撰写 提交 形成 上交"},
    {ROLE_WEAK, GROUP_NONE, "组建 成立"},
    {ROLE_WEAK, GROUP_NONE, "资助 帮扶 救助"},
    {ROLE_WEAK, GROUP_NONE, "涉教 涉校 教育类"},
    {ROLE_WEAK, GROUP_NONE, "敏感 突发 重大 重点 各级"},
    {ROLE_WEAK, GROUP_NONE, "预算 地方 统筹"},
    {ROLE_WEAK, GROUP_NONE, "规模 总量 总额 量 额 率"},
};

struct word {
    struct text text;
    size_t row;
    struct word *next;
};

struct label_lexicon {
    struct word *buckets[BUCKETS];
};

static size_t bucket_of(struct text t) {
    size_t step;
    return utf8_at(t, 0, &step) % BUCKETS;
}

struct label_lexicon *label_lexicon_new(struct arena *arena) {
    struct label_lexicon *lexicon = ARENA_NEW(arena, struct label_lexicon);
    for (size_t row = 0; lexicon != NULL && row < sizeof classes / sizeof *classes; row++) {
        struct text rest = text_from(classes[row].words), part;
        while (text_split(&rest, ' ', &part)) {
            struct word *word = part.len > 0 ? ARENA_NEW(arena, struct word) : NULL;
            if (part.len > 0 && word == NULL)
                return NULL;
            if (word == NULL)
                continue;
            struct word **bucket = &lexicon->buckets[bucket_of(part)];
            *word = (struct word){part, row, *bucket};
            *bucket = word;
        }
    }
    return lexicon;
}

static const struct word *longest_word(const struct label_lexicon *lexicon, struct text rest) {
    const struct word *best = NULL;
    for (const struct word *w = lexicon->buckets[bucket_of(rest)]; w != NULL; w = w->next)
        if (text_starts_with(rest, w->text) && (best == NULL || w->text.len > best->text.len))
            best = w;
    return best;
}

static void add(struct label_parts *out, uint64_t hash, uint32_t weight, bool is_plain) {
    if (out->count < LABEL_PIECES_MAX)
        out->pieces[out->count++] =
            (struct label_piece){.hash = hash, .weight = weight, .is_plain = is_plain};
}

static uint64_t class_hash(size_t row) {
    return (row + 1) * 0x9E3779B97F4A7C15ULL;
}

/* 转移支付和专项补助 is more than 转移支付. */
static bool is_joint(struct text word) {
    return text_equal(word, TEXT_OF("和")) || text_equal(word, TEXT_OF("及")) ||
           text_equal(word, TEXT_OF("与")) || text_equal(word, TEXT_OF("以及"));
}

static void add_word(struct label_parts *out, const struct word *word) {
    int group = classes[word->row].group;
    if (classes[word->row].role == ROLE_DROP) {
        out->joints += is_joint(word->text) ? 1 : 0;
        return;
    }
    bool is_weak = classes[word->row].role == ROLE_WEAK;
    add(out, class_hash(word->row), is_weak ? WEIGHT_WEAK : WEIGHT_WORD, false);
    if (!is_weak)
        out->head = class_hash(word->row);
    if (group == GROUP_NONE)
        return;
    /* A group has fewer than 64 rows in a run: its bit is the row's distance. */
    out->contrasts[group] |= (uint64_t)1 << (unsigned)(word->row % 64);
}

/* 一户一阀 is another conversion than that of shanty towns. */
static bool is_numeral(struct text one) {
    static const struct text digits = TEXT("0123456789"), words = TEXT("一二两三四五六七八九十百千万亿");
    return text_find(one.len == 1 ? digits : words, one, 0) != SIZE_MAX;
}

static void add_character(struct label_parts *out, struct text whole, size_t at, size_t step, size_t before) {
    struct text one = text_slice(whole, at, at + step);
    add(out, text_hash(one), WEIGHT_CHARACTER, true);
    out->head = text_hash(one);
    if (before != SIZE_MAX) {
        out->head = text_hash(text_slice(whole, before, at + step));
        add(out, out->head, LABEL_WEIGHT_PAIR, true);
    }
    if (is_numeral(one))
        out->numerals = (out->numerals ^ text_hash(one)) * (uint64_t)1099511628211 + 1;
}

static int by_hash(const void *a, const void *b) {
    const struct label_piece *left = a, *right = b;
    return (left->hash > right->hash) - (left->hash < right->hash);
}

static void sort_once(struct label_parts *out) {
    qsort(out->pieces, out->count, sizeof *out->pieces, by_hash);
    size_t kept = 0;
    for (size_t i = 0; i < out->count; i++)
        if (kept == 0 || out->pieces[kept - 1].hash != out->pieces[i].hash)
            out->pieces[kept++] = out->pieces[i];
    out->count = kept;
}

bool label_take_apart(struct arena *arena, const struct label_lexicon *lexicon, struct text norm,
                      struct label_parts *out) {
    struct label_piece pieces[LABEL_PIECES_MAX];
    *out = (struct label_parts){.pieces = pieces};
    size_t before = SIZE_MAX, step;
    for (size_t at = 0; at < norm.len && out->count < LABEL_PIECES_MAX; at += step) {
        const struct word *word = longest_word(lexicon, text_slice(norm, at, norm.len));
        if (word != NULL) {
            add_word(out, word);
            step = word->text.len;
            before = SIZE_MAX;
            continue;
        }
        (void)utf8_at(norm, at, &step);
        add_character(out, norm, at, step, before);
        before = at;
    }
    sort_once(out);
    out->pieces = ARENA_ARRAY(arena, out->count + 1, struct label_piece);
    if (out->pieces == NULL)
        return false;
    if (out->count > 0)
        memcpy(out->pieces, pieces, out->count * sizeof *pieces);
    return true;
}
