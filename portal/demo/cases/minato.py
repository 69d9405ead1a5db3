"""Cases of みなと市: a small centre with three people and two terms a year."""

from portal.demo.cases.form import Case

CASES = (
    Case(
        "harbour-wifi", "02", "visit", "E2", "2階の教室で無線が途切れる",
        "3年の2教室で、午前中に何度か無線が切れます。",
        (1.8, "school"), due=2, wishes=((1, "10:00", "12:00"),),
        steps=(
            (1.7, "lead", "triage"),
            (1.65, "lead", "assign", "supporter"),
            (1.2, "supporter", "visit", 1, "10:00", "11:30"),
            (1.18, "supporter", "say", "{visit}に、測定の機器を持ってうかがいます。"),
        ),
    ),
    Case(
        "island-exchange", "04", "online", "L1", "離れた学校とのオンライン交流",
        "市外の学校の4年と交流します。接続の手順を確かめたいです。",
        (2.6, "lead"), channel="電話", post="教頭",
        steps=(
            (2.55, "lead", "assign", "kono"),
            (1.9, "kono", "visit", 0, "13:30", "14:15"),
        ),
    ),
    Case(
        "today-lesson", "05", "visit", "L5", "4年1組 理科の観察記録の支援",
        "観察の写真に書き込みをして提出する授業です。支援をお願いします。",
        (3.4, "supporter"), channel="対面",
        steps=(
            (3.38, "supporter", "assign", "supporter"),
            (3.0, "supporter", "visit", 0, "10:30", "12:00"),
            ((0, "10:35"), "supporter", "start"),
        ),
    ),
    Case(
        "minato-question", "02", "online", "A7", "保護者連絡アプリの学年の設定",
        "学年を選ぶと全校が選ばれてしまいます。",
        (2.2, "school"),
        steps=(
            (2.1, "lead", "triage"),
            (2.05, "lead", "assign", "kono"),
            (0.8, "kono", "ask_school", "浜口先生　お使いの端末は、学校のパソコンとタブレットのどちらでしょうか。"),
        ),
    ),
    Case(
        "minato-training", "11", "training", "T3", "校内研修「授業支援ソフトの活用」",
        "提出箱と比較の機能を、授業でどう使うか話してください。",
        (0.6, "lead"), channel="メール", due=7,
    ),
    Case(
        "minato-done", "02", "visit", "E1", "充電保管庫の点検（6年）",
        "保管庫の下の段が充電されません。",
        (6.4, "school"),
        steps=(
            (6.2, "lead", "triage"),
            (6.1, "lead", "assign", "supporter"),
            (5.5, "supporter", "visit", -2, "13:30", "14:30"),
            (5.0, "school", "accept"),
            ((-2, "14:35"), "supporter", "resolve", 45,
             "差込口2か所を交換しました。", "全段が充電されることを確かめました。", ""),
        ),
    ),
)  # fmt: skip
