"""What members say: questions that an FAQ would answer, their answers, chatter, in two languages."""

from bot.sandbox.seed.people import Language

# Each question in several wordings, with what somebody answers.
QUESTIONS: dict[Language, tuple[tuple[tuple[str, ...], str], ...]] = {
    "en": (
        (
            (
                "When does the stream start?",
                "what time is the stream tonight?",
                "stream starts when??",
            ),
            "At 20:00 Berlin time.",
        ),
        (
            (
                "Where can I buy tickets?",
                "how do I get tickets for the show?",
                "tickets still there?",
            ),
            "On the website, under Tour.",
        ),
        (
            ("How do I join the fan club?", "is there a membership?", "How can I become a member?"),
            "There is a form pinned above.",
        ),
        (
            ("Is there merch for the new album?", "where is the merch shop?", "any hoodies left?"),
            "The shop opens on Friday.",
        ),
        (
            (
                "Are photos allowed at the concert?",
                "can I bring a camera?",
                "may we take pictures?",
            ),
            "Phones yes, cameras no.",
        ),
        (
            ("Can I get a refund?", "How do refunds work?", "my ticket, can I give it back?"),
            "Up to seven days before the show.",
        ),
        (
            ("Is the meetup on Saturday still on?", "where do we meet on Saturday?"),
            "Yes, three o'clock at the fountain.",
        ),
    ),
    "zh": (
        (("直播几点开始？", "今晚直播什么时候？", "请问直播时间是几点"), "北京时间晚上八点。"),
        (("门票在哪里买？", "怎么买票？", "还有票吗？"), "官网的巡演页面。"),
        (("怎么加入粉丝团？", "怎么报名会员？", "入会要什么条件"), "置顶消息里有表格。"),
        (("新专辑有周边吗？", "周边店在哪？", "还有卫衣吗"), "周五上架。"),
        (("演唱会可以拍照吗？", "能带相机吗？"), "手机可以，相机不行。"),
        (("可以退票吗？", "退款怎么操作？"), "演出前七天可以退。"),
        (("周六的聚会还办吗？", "周六在哪里集合？"), "办的，下午三点喷泉旁边。"),
    ),
}
CHATTER: dict[Language, tuple[str, ...]] = {
    "en": (
        "good morning everyone ☀️",
        "that chorus has been in my head all day",
        "the drums in the new one!!",
        "listening on repeat",
        "who else is going to Berlin?",
        "my cat also likes the second track",
        "just arrived here, hello 👋",
        "I made a playlist: https://example.org/playlist",
        "the lights last night were unreal",
        "finally weekend",
        "can't believe it has been a year",
        "look what came in the mail today",
        "the acoustic version made me cry",
        "10/10",
        "I love this group ❤️",
        "rewatching the interview, so funny",
        "anyone up for a quiz on Sunday? #quiz",
        "good night from Oslo",
    ),
    "zh": (
        "早上好☀️",
        "副歌一整天都在脑子里转",
        "新歌的鼓点绝了！！",
        "单曲循环中",
        "有人去上海场吗",
        "我家猫也喜欢第二首",
        "新人报到👋",
        "我做了个歌单 https://example.org/playlist",
        "昨晚的灯光太美了",
        "终于周末了",
        "不敢相信已经一年了",
        "今天收到的快递，开心",
        "不插电版听哭了",
        "满分",
        "好喜欢这个群❤️",
        "重看采访，笑死",
        "周日有人一起答题吗 #答题",
        "晚安",
    ),
}
REPLIES: dict[Language, tuple[str, ...]] = {
    "en": (
        "same here!",
        "haha yes",
        "so true",
        "no way",
        "tell me more",
        "+1",
        "me too 🙌",
        "love it",
    ),
    "zh": ("我也是！", "哈哈哈对", "太真实了", "真的假的", "展开说说", "+1", "同感🙌", "爱了"),
}
EXCITED: dict[Language, tuple[str, ...]] = {
    "en": (
        "IT IS OUT!!!",
        "omg omg omg",
        "track three!!",
        "I am shaking 🔥",
        "best album ever",
        "again!!",
    ),
    "zh": ("出了出了！！！", "啊啊啊啊啊", "第三首！！", "手在抖🔥", "神专", "再来一遍！！"),
}
REACTIONS = ("👍", "❤", "🔥", "🎉", "😁", "👏", "🤔", "😢")
