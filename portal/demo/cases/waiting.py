"""Cases that nobody has taken yet, that wait for schools, that were put together, called off, or just done."""

from portal.demo.cases.form import Case

CASES = (
    Case(
        "no-cable", "105", "visit", "E2", "電子黒板がつながらない（6年2組）",
        "6年2組の電子黒板にパソコンの画面が出ません。ケーブルは差し直しました。",
        (0.12, "school-105"), due=2, wishes=((1, "10:30", "12:00"), (2, "10:30", "12:00")),
        photos=(("sockets", "裏側の接続.jpg"),),
    ),
    Case(
        "report-form", "106", "online", "A4", "通知表の様式を直したい",
        "評価の欄が1つ増えました。今週中に印刷したいです。",
        (0.3, "lead"), channel="メール", due=3,
    ),
    Case(
        "broken-screens", "109", "visit", "E2", "端末6台の画面割れを引き取ってほしい",
        "画面の割れた端末が6台たまりました。箱に入れて職員室にあります。",
        (0.45, "matsumoto"), channel="電話", post="教頭", due=5,
    ),
    Case(
        "ai-training", "203", "training", "T3", "校内研修「生成AIの基礎」",
        "教員が校務で使うときの注意を中心に学びたいです。対象は全職員26名です。",
        (1.3, "school-203"), due=7, wishes=((6, "15:45", "16:45"), (8, "15:45", "16:45")),
        steps=((0.95, "lead", "triage"),),
    ),
    Case(
        "shared-folder", "107", "online", "A6", "学年写真の共有フォルダを作りたい",
        "6年の担任3名だけが見られるフォルダを作りたいです。",
        (2.4, "school-107"), due=8,
        steps=(
            (2.0, "lead", "triage"),
            (1.95, "lead", "note", "保存期間の決まりを先に伝える。担当は来週の割り振りで。"),
        ),
    ),
    Case(
        "newcomer", "119", "visit", "E3", "転入に伴うタブレットの設定（2台）",
        "明日から2名が通います。今日のうちに使えるようにしたいです。",
        (0.2, "lead"), channel="電話", post="教頭", due=0, high=True,
    ),
    Case(
        "library-pc", "101", "visit", "E2", "図書室のパソコンが立ち上がらない",
        "貸し出しに使うパソコンが、会社のマークのまま進みません。",
        (0.7, "lead"), channel="FAX", due=4,
    ),
    Case(
        "morals", "120", "training", "T3", "校内研修「情報モラルの指導」",
        "長期休業の前に、家庭での使い方の指導について学びたいです。",
        (2.9, "lead"), channel="FAX", post="教頭", due=9, wishes=((9, "15:30", "16:30"),),
    ),
    Case(
        "reset-tablets", "128", "visit", "E2", "初期設定の画面に戻るタブレット（3台）",
        "起動すると「こんにちは」の画面になるタブレットが3台あります。",
        (3.5, "suzuki"), channel="電話",
        steps=(
            (3.48, "suzuki", "assign", "suzuki"),
            (2.6, "suzuki", "ask_school", "3台の背面の管理番号を教えてください。予備機に置き換えるか判断します。"),
        ),
    ),
    Case(
        "form-training", "216", "training", "T3", "校内研修「フォームで集計を楽に」",
        "アンケートと小テストの作り方を学びます。対象は希望者14名です。",
        (7.1, "lead"), channel="メール", due=6,
        steps=(
            (7.05, "lead", "assign", "lead"),
            (4.8, "lead", "visit", 4, "15:30", "16:30"),
            (4.78, "lead", "say", "{visit}から図書室で行います。資料は前日までに共有します。"),
        ),
    ),
    Case(
        "eye-input", "301", "visit", "L3", "視線で入力する機器の設定",
        "小学部で使う機器を新しくしました。椅子に合わせた高さと感度を調整してください。",
        (4.9, "kato"), channel="対面", due=4,
        steps=(
            (4.88, "kato", "assign", "kato"),
            (3.0, "kato", "visit", 3, "10:00", "11:30"),
            (2.98, "kato", "say", "{visit}にうかがいます。使う椅子と机をそのまま置いておいてください。"),
        ),
    ),
    Case(
        "loan-list", "401", "online", "E5", "貸し出し用ノートの管理表の作り方",
        "貸し出しと返却を共有の表で記録したいです。",
        (3.9, "matsumoto"), channel="メール",
        steps=(
            (3.88, "matsumoto", "assign", "matsumoto"),
            (2.2, "matsumoto", "start"),
            (2.15, "matsumoto", "say", "表のひな形を作っています。返却が遅れた行に色が付く形にします。"),
        ),
    ),
    Case(
        "functions", "107", "visit", "T2", "成績集計の表計算の説明",
        "関数の使い方を、5年と6年の担任へ説明してください。",
        (6.0, "school-107"), due=6, wishes=((3, "15:30", "16:30"),),
        steps=(
            (5.8, "lead", "triage"),
            (5.75, "lead", "assign", "yamamoto"),
            (4.7, "yamamoto", "visit", 3, "15:30", "16:30"),
            (1.4, "school-107", "decline", "この日は校内の研究会と重なってしまいました。次の週の放課後でお願いします。",
             ((7, "15:30", "16:30"), (8, "15:30", "16:30"))),
        ),
    ),
    Case(
        "absence-form", "125", "online", "A2", "欠席連絡フォームの回答が重なる",
        "同じ家庭から2回送られると、人数が1人多くなります。",
        (2.8, "lead"), channel="電話", post="教頭",
        steps=(
            (2.75, "lead", "assign", "yamamoto"),
            (1.9, "yamamoto", "start"),
            (1.0, "board", "say",
             "ほかの学校でも同じ作りのフォームを使っています。直し方が分かったら、全校へ知らせてください。"),
            (0.75, "yamamoto", "say", "承知しました。集計表の式で重なりを除く方法を確かめています。"),
        ),
    ),
    Case(
        "projector", "122", "visit", "L4", "プロジェクターの警告のランプが消えない",
        "体育館のプロジェクターに警告のランプが付いています。",
        (1.7, "lead"), channel="電話", post="教頭", due=4,
        steps=((1.65, "lead", "assign", "nakamura"),),
    ),
    Case(
        "projector-fax", "122", "visit", "L4", "体育館のプロジェクターについて",
        "プロジェクターの警告のランプの件です。先ほど電話でもお願いしました。",
        (1.55, "lead"), channel="FAX", steps=((1.5, "lead", "merge", "projector"),),
    ),
    Case(
        "photo-sorting", "136", "visit", "L9", "公開授業の写真の整理",
        "公開授業の記録写真を、事例の様式に合わせて整えたいです。",
        (5.0, "lead"), channel="メール",
        steps=((3.7, "lead", "cancel", "学校で整理が終わったと連絡があったため。"),),
    ),
    Case(
        "attendance", "113", "online", "A2", "出席簿の月末の締めの操作",
        "月末の締めをすると、忌引の日数が合いません。",
        (3.0, "lead"), channel="電話", post="教頭",
        steps=(
            (2.95, "lead", "assign", "kobayashi"),
            (1.6, "kobayashi", "resolve", 30, "画面を共有し、忌引の区分が欠席になっていた2日分を直しました。",
             "日数が合うことを一緒に確かめました。", "来月からは、締めの前に区分の一覧で確かめられます。"),
        ),
    ),
    Case(
        "seat-wiring", "118", "visit", "E1", "多目的室の電源と配線の整理",
        "配線が床に出ていて危ないです。",
        (7.8, "nakamura"), channel="対面",
        steps=(
            (7.78, "nakamura", "assign", "nakamura"),
            (6.9, "nakamura", "visit", -3, "13:30", "15:00"),
            ((-3, "15:05"), "nakamura", "resolve", 75,
             "床の配線を壁際へ移し、カバーを付けました。", "つまずくところはなくなりました。", ""),
            (0.9, "lead", "close"),
        ),
    ),
    Case(
        "homepage", "132", "visit", "A7", "学校ホームページの記事の更新",
        "ホームページの担当が替わりました。記事と写真の載せ方を教えてください。",
        (8.2, "matsumoto"), channel="電話", post="教頭",
        steps=(
            (8.18, "matsumoto", "assign", "matsumoto"),
            (7.6, "matsumoto", "visit", -5, "14:00", "15:30"),
            ((-5, "15:35"), "matsumoto", "resolve", 90, "記事の追加と写真の縮小を、担当の先生と3回練習しました。",
             "1件を実際に公開しました。", "手順は1枚の紙にまとめて、職員室に貼りました。"),
            (3.2, "lead", "close"),
        ),
    ),
)  # fmt: skip
