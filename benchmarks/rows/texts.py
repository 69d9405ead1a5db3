"""Invented Japanese subjects and texts, of the length and variety that a support centre's have."""

from random import Random

THINGS = (
    "プリンター", "電子黒板", "学習用端末", "無線アクセスポイント", "校務用パソコン", "大型提示装置", "書画カメラ",
    "デジタル教科書", "ドリル教材", "オンライン会議", "共有フォルダ", "アカウント", "キーボード", "充電保管庫",
    "プログラミング教材", "アンケートフォーム", "保護者連絡システム", "フィルタリング", "動画編集アプリ",
    "表計算ソフト", "プロジェクター", "タッチペン", "学習eポータル", "名簿",
)  # fmt: skip
TROUBLES = (
    "が動かない", "の設定を確認してほしい", "の使い方の研修をお願いしたい", "の更新作業", "に接続できない",
    "の年度更新について", "の故障と代替機の相談", "を使った授業の支援", "の表示がおかしい", "の初期化をお願いします",
    "の操作説明", "の一括登録",
)  # fmt: skip
PLACES = (
    "3年1組", "理科室", "図書室", "職員室", "体育館", "音楽室", "コンピューター室", "5学年全体", "特別支援学級",
    "保健室",
)  # fmt: skip
SENTENCES = (
    "お世話になっております。", "昨日の午後から同じ症状が続いています。", "再起動をしても変わりませんでした。",
    "授業で使う予定があるため、早めに見ていただけると助かります。", "他の端末では問題なく使えています。",
    "画面に英語のメッセージが出ます。", "担当の先生は放課後であれば立ち会えます。",
    "校内で対応できることがあれば教えてください。", "ケーブルとコンセントは確認済みです。",
    "電話で状況をうかがい、遠隔で設定を確認しました。", "設定を変更し、正常に動くことを一緒に確認しました。",
    "部品を取り寄せて後日交換します。", "ほかの学校でも同じ問い合わせがあり、手順書を作成しています。",
    "次の訪問のときにあわせて対応します。", "研修の資料は前日までにお送りします。",
    "しばらく様子を見て、また起きたら連絡をお願いします。", "保守業者に連絡し、来週の訪問を調整しています。",
    "手順を書いた資料を添えます。",
)  # fmt: skip
SCHOOL_NAMES = (
    "若葉", "青空", "桜台", "緑が丘", "川上", "本町", "南", "北野", "東山", "西原", "中央", "大手", "栄", "泉", "旭",
    "清水", "松原", "梅園", "竹林", "稲荷", "城山", "山手", "浜", "富士見", "朝日",
)  # fmt: skip
FAMILY_NAMES = (
    "渡辺", "佐藤", "鈴木", "高橋", "田中", "伊藤", "山本", "中村", "小林", "加藤", "吉田",
)  # fmt: skip


def subject(random: Random) -> str:
    return f"{random.choice(PLACES)}の{random.choice(THINGS)}{random.choice(TROUBLES)}"


def text(random: Random, most: int) -> str:
    """From one sentence to `most`; a thing and a place are named now and then."""
    sentences = random.choices(SENTENCES, k=random.randint(1, most))
    if random.random() < 0.3:
        sentences.append(f"{random.choice(PLACES)}の{random.choice(THINGS)}です。")
    return "".join(sentences)
