"""Cases that the centre has in hand: visits agreed, work begun, questions asked, terms that have passed."""

from portal.demo.cases.form import Case

CASES = (
    Case(
        "parents-app", "107", "online", "A7", "保護者用アプリにサインインできない",
        "保護者4名から、番号を入れても同じ画面に戻るという連絡がありました。",
        (5.6, "school-107"), due=-1, high=True,
        steps=(
            (5.5, "lead", "triage"),
            (5.4, "lead", "assign", "matsumoto"),
            (4.6, "matsumoto", "start"),
            (4.5, "matsumoto", "say", "番号の配り直しで入れた方が2名いました。残りの2名の番号を発行し直します。"),
            (1.2, "matsumoto", "note", "1名は別の端末でも入れない。提供元へ問い合わせ中（受付は昨日）。"),
            (0.4, "matsumoto", "say", "残る1名の方に、別の端末で試していただけますか。"),
        ),
    ),
    Case(
        "slow-notebook", "203", "visit", "E2", "校務用ノートの起動に15分かかる",
        "職員室の3台で、電源を入れてから使えるまで15分ほどかかります。",
        (6.3, "school-203"), due=4, high=True,
        steps=(
            (6.1, "lead", "triage"),
            (6.0, "lead", "assign", "takahashi"),
            (4.9, "takahashi", "start"),
            (1.1, "takahashi", "ask_school", "3台の裏面にある機種名を教えてください。型によって直し方が違います。"),
        ),
    ),
    Case(
        "class-closed", "203", "visit", "L3", "学級閉鎖に備えたオンライン授業の準備",
        "学級閉鎖のときに家庭と教室をつなぐ手順を、2年の先生方で確かめたいです。",
        (4.7, "school-203"), due=5, wishes=((2, "13:30", "15:00"), (3, "13:30", "15:00")),
        steps=(
            (4.5, "lead", "triage"),
            (4.4, "lead", "assign", "takahashi"),
            (3.2, "takahashi", "visit", 2, "13:30", "15:00"),
            (3.18, "takahashi", "say", "{visit}にうかがいます。先生方の端末を充電しておいてください。"),
            (2.6, "school-203", "accept"),
        ),
    ),
    Case(
        "photo-upload", "202", "visit", "L7", "タブレットの写真がクラスルームに上がらない",
        "2年3組で、撮った写真を提出しようとすると途中で止まります。",
        (5.9, "tanaka"), channel="電話", due=2,
        steps=(
            (5.88, "tanaka", "assign", "tanaka"),
            (3.9, "tanaka", "start"),
            (3.8, "tanaka", "say", "容量の上限に達している方が6名いました。上限を確認中です。"),
            (2.1, "tanaka", "note", "古い動画を消せば足りる。消してよいか担任に確かめてもらう。"),
        ),
    ),
    Case(
        "survey-form", "104", "online", "A7", "保護者アンケートのフォームを作りたい",
        "学校評価のアンケートを、学年ごとに集計できる形で作りたいです。",
        (4.2, "lead"), channel="メール", due=4,
        steps=(
            (4.15, "lead", "assign", "suzuki"),
            (2.9, "suzuki", "start"),
            (2.85, "suzuki", "say", "ひな形を送りました。設問の3と5は、昨年度と同じ言い方にしています。"),
        ),
    ),
    Case(
        "stage-stream", "108", "visit", "L6", "学習発表会の配信機材",
        "学習発表会を2教室へ配信します。マイクとカメラの位置を決めたいです。",
        (7.4, "suzuki"), channel="対面", post="教頭", due=6, wishes=((4, "13:30", "15:30"),),
        steps=(
            (7.38, "suzuki", "assign", "suzuki"),
            (5.2, "suzuki", "visit", 4, "13:30", "15:30"),
            (5.18, "suzuki", "say", "{visit}に下見にうかがいます。マイク2本を持参します。"),
        ),
    ),
    Case(
        "broadcast-room", "117", "visit", "E2", "放送室のパソコンから音が出ない",
        "給食の時間の放送で、パソコンの音だけが校内に流れません。",
        (8.6, "lead"), channel="電話", post="教頭", due=-2,
        steps=(
            (8.55, "lead", "assign", "nakamura"),
            (6.5, "nakamura", "start"),
            (6.4, "nakamura", "say", "変換ケーブルの接触が悪いようです。代わりのケーブルを取り寄せています。"),
            (1.8, "nakamura", "note", "ケーブルの納期が延びた。明日届かなければ、センターの予備で仮に直す。"),
        ),
    ),
    Case(
        "shared-printer", "116", "visit", "A6", "職員室の共有プリンターに印刷できない",
        "昨日から、職員室の奥の4台だけ印刷できません。",
        (1.5, "kobayashi"), channel="電話", post="教頭", due=0, high=True,
        steps=(
            (1.48, "kobayashi", "assign", "kobayashi"),
            (0.7, "kobayashi", "start"),
            (0.65, "kobayashi", "say", "設定が更新で変わっていました。遠隔で2台を直し、残り2台は本日うかがいます。"),
        ),
    ),
    Case(
        "typing-accounts", "110", "online", "L5", "タイピング練習のアカウントが足りない",
        "4年の転入があり、練習用のアカウントが2つ足りません。",
        (3.6, "lead"), channel="FAX", due=0,
        steps=(
            (3.55, "lead", "assign", "yamamoto"),
            (2.4, "yamamoto", "ask_school",
             "追加する2名の学年と組を教えてください。お名前は書かずに、出席番号でお願いします。"),
        ),
    ),
    Case(
        "keyboards", "112", "visit", "E2", "キーボードが反応しない（5年）",
        "5年のキーボード5個で、いくつかの文字が打てません。",
        (4.0, "tanaka"), channel="対面", due=3,
        steps=(
            (3.98, "tanaka", "assign", "tanaka"),
            (2.5, "tanaka", "visit", 1, "13:30", "14:30"),
            (2.48, "tanaka", "say", "予備のキーボードを5個持って、{visit}にうかがいます。"),
        ),
    ),
    Case(
        "red-light", "217", "visit", "E2", "無線のアクセスポイントが赤く点灯している",
        "2階の廊下の機器が赤く点灯し、2年の教室でつながりません。",
        (2.7, "lead"), channel="電話", post="教頭", due=2, high=True,
        steps=(
            (2.65, "lead", "assign", "nakamura"),
            (2.2, "nakamura", "visit", 1, "14:00", "15:30"),
            (2.18, "nakamura", "say",
             "{visit}に交換の機器を持ってうかがいます。それまでは1階の図書室でお使いください。"),
        ),
    ),
    Case(
        "choir-data", "206", "online", "L2", "合唱の練習用の音源の配り方",
        "パートごとの音源を、学年の全員が家でも聴けるようにしたいです。",
        (3.3, "kobayashi"), channel="メール",
        steps=(
            (3.28, "kobayashi", "assign", "kobayashi"),
            (2.0, "kobayashi", "start"),
            (1.95, "kobayashi", "say", "共有の方法を2つ用意しました。著作権の扱いを確かめてからお知らせします。"),
        ),
    ),
    Case(
        "spare-tablets", "139", "visit", "E1", "予備機2台を届けてほしい",
        "修理に出した分の代わりに、予備機を2台お願いします。",
        (2.3, "kato"), channel="電話", post="教頭", due=2,
        steps=(
            (2.28, "kato", "assign", "kato"),
            (1.6, "kato", "visit", 1, "13:30", "14:00"),
        ),
    ),
    Case(
        "far-lesson", "145", "online", "L5", "本校との遠隔合同授業の接続の確認",
        "本校の3・4年と合同で道徳を行います。音声の遅れがないか、前もって確かめたいです。",
        (3.8, "yamamoto"), channel="電話", post="教頭", due=4, wishes=((2, "14:30", "15:30"),),
        steps=(
            (3.78, "yamamoto", "assign", "yamamoto"),
            (2.3, "yamamoto", "visit", 2, "14:30", "15:15"),
            (2.28, "yamamoto", "say", "{visit}に、本校と分校の両方につないで試します。"),
        ),
    ),
)  # fmt: skip
