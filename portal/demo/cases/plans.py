"""Visits that the centres planned, work at the centre, and views that the lead kept. Days count from today.

PLANS: key, how long ago, subject, text, category, and visits: day, from, to, who, school.
BOOKINGS: how long ago, who, day, from, to, title.
"""

AKAGI_PLANS = (
    (
        "system-update", 8.1, "タブレットの基本ソフトの更新（計画訪問）",
        "授業のない時間に、保管庫のタブレットを順に更新します。前日までに全台を保管庫へ戻してください。", "E4",
        (
            (1, "9:00", "12:00", "supporter", "103"),
            (1, "9:00", "12:00", "takahashi", "210"),
            (1, "9:00", "12:00", "suzuki", "104"),
            (2, "9:00", "12:00", "yamamoto", "114"),
            (2, "9:00", "12:00", "kobayashi", "116"),
            (3, "9:00", "12:00", "matsumoto", "107"),
            (3, "9:00", "12:00", "tanaka", "112"),
            (5, "9:00", "12:00", "supporter", "201"),
        ),
    ),
    (
        "equipment-check", 3.35, "電子黒板と充電保管庫の点検（計画訪問）",
        "年1回の点検です。使えない機器があれば、当日までに貼り紙をしておいてください。", "E1",
        (
            (3, "9:00", "11:30", "supporter", "105"),
            (4, "9:00", "11:30", "nakamura", "115"),
            (4, "9:00", "11:30", "takahashi", "203"),
            (6, "9:00", "11:30", "kato", "301"),
            (7, "9:00", "11:30", "supporter", "106"),
            (8, "13:30", "15:30", "supporter", "102"),
        ),
    ),
)  # fmt: skip
AKAGI_BOOKINGS = (
    (5.0, "supporter", 0, "8:30", "8:45", "朝の打ち合わせ"),
    (5.0, "supporter", 2, "13:30", "16:30", "研修資料の作成"),
    (4.0, "lead", 0, "10:00", "11:00", "教育委員会との連絡会"),
    (4.0, "lead", 2, "15:30", "16:30", "支援員の定例会"),
    (3.9, "tanaka", 0, "13:30", "16:00", "操作手順書の見直し"),
    (3.9, "yamamoto", 0, "9:00", "11:30", "動画教材の撮影"),
)
AKAGI_VIEWS = (
    ("中学校の電子黒板", {"q": "電子黒板", "school_type": "junior_high", "status": "any"}),
    ("校内研修の予定", {"kind": "training"}),
    ("計画訪問", {"planned": "1"}),
    ("年次更新の記録", {"category": "E3", "status": "any"}),
)

MINATO_PLANS = (
    (
        "minato-check", 4.2, "充電保管庫の点検（計画訪問）", "年1回の点検です。", "E1",
        ((1, "13:30", "15:00", "kono", "11"), (3, "9:30", "11:00", "supporter", "01")),
    ),
)  # fmt: skip
MINATO_BOOKINGS = ((2.9, "supporter", 0, "14:00", "15:00", "来月の研修の準備"),)
MINATO_VIEWS = (("計画訪問", {"planned": "1"}),)
