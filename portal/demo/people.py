"""The invented people of the demo: accounts by tenant, and the contacts of every school.

Accounts: local part of the address, family and given name, their readings, role, and for some the school's code
and their post there. The local part is the role's identifier for the one account per role that the demo shows.
"""

from portal.kernel.access import Role

PASSWORD = "Akagi-2026-demo"  # noqa: S105 - shown to everybody who looks at the demo

AKAGI = (
    ("tenant_admin", "大谷", "健一", "オオタニ", "ケンイチ", Role.TENANT_ADMIN, "", ""),
    ("lead", "渡辺", "千尋", "ワタナベ", "チヒロ", Role.LEAD, "", ""),
    ("supporter", "佐藤", "美咲", "サトウ", "ミサキ", Role.SUPPORTER, "", ""),
    ("takahashi", "高橋", "健太", "タカハシ", "ケンタ", Role.SUPPORTER, "", ""),
    ("tanaka", "田中", "由美", "タナカ", "ユミ", Role.SUPPORTER, "", ""),
    ("suzuki", "鈴木", "翔", "スズキ", "ショウ", Role.SUPPORTER, "", ""),
    ("yamamoto", "山本", "彩", "ヤマモト", "アヤ", Role.SUPPORTER, "", ""),
    ("nakamura", "中村", "直樹", "ナカムラ", "ナオキ", Role.SUPPORTER, "", ""),
    ("kobayashi", "小林", "さやか", "コバヤシ", "サヤカ", Role.SUPPORTER, "", ""),
    ("kato", "加藤", "亮", "カトウ", "リョウ", Role.SUPPORTER, "", ""),
    ("matsumoto", "松本", "葵", "マツモト", "アオイ", Role.SUPPORTER, "", ""),
    ("board", "木村", "浩一", "キムラ", "コウイチ", Role.BOARD, "", ""),
    ("school", "岡田", "真理", "オカダ", "マリ", Role.SCHOOL, "201", "情報教育主任"),
    ("school-102", "星野", "恵子", "ホシノ", "ケイコ", Role.SCHOOL, "102", "教頭"),
    ("school-105", "野口", "まどか", "ノグチ", "マドカ", Role.SCHOOL, "105", "情報教育主任"),
    ("school-107", "平野", "秀樹", "ヒラノ", "ヒデキ", Role.SCHOOL, "107", "情報教育主任"),
    ("school-203", "増田", "圭", "マスダ", "ケイ", Role.SCHOOL, "203", "情報教育主任"),
    ("office", "関口", "玲子", "セキグチ", "レイコ", Role.OFFICE, "", ""),
    ("trainee", "石田", "拓也", "イシダ", "タクヤ", Role.TRAINEE, "", ""),
)

MINATO = (
    ("tenant_admin", "水野", "千佳", "ミズノ", "チカ", Role.TENANT_ADMIN, "", ""),
    ("lead", "島田", "誠", "シマダ", "マコト", Role.LEAD, "", ""),
    ("supporter", "森田", "智子", "モリタ", "トモコ", Role.SUPPORTER, "", ""),
    ("kono", "河野", "翼", "コウノ", "ツバサ", Role.SUPPORTER, "", ""),
    ("board", "岩崎", "洋", "イワサキ", "ヒロシ", Role.BOARD, "", ""),
    ("school", "浜口", "亜紀", "ハマグチ", "アキ", Role.SCHOOL, "02", "情報教育主任"),
    ("office", "北川", "徹", "キタガワ", "トオル", Role.OFFICE, "", ""),
    ("trainee", "三浦", "陽子", "ミウラ", "ヨウコ", Role.TRAINEE, "", ""),
)

KYOKAI = (
    ("tenant_admin", "長谷川", "剛", "ハセガワ", "ツヨシ", Role.TENANT_ADMIN, "", ""),
    ("association", "一ノ瀬", "雅人", "イチノセ", "マサト", Role.ASSOCIATION, "", ""),
    ("office", "早川", "由香", "ハヤカワ", "ユカ", Role.OFFICE, "", ""),
    ("trainee", "内藤", "彩花", "ナイトウ", "アヤカ", Role.TRAINEE, "", ""),
)

KAN = (("operator", "神田", "修", "カンダ", "オサム", Role.OPERATOR, "", ""),)

# Contacts whom pictures and cases name, by school code and post; the others take turns through the lists below.
NAMED = {("201", "教頭"): "西村 和夫", ("103", "教頭"): "久我 澄江", ("106", "情報教育主任"): "北沢 純"}

POSTS = ("教頭", "情報教育主任")
LOCALS = ("kyoto", "joho")
FAMILIES = (
    "相沢", "青柳", "秋山", "浅野", "安達", "天野", "荒川", "有賀", "飯島", "池田", "石塚", "市川", "井出", "今井",
    "岩田", "上原", "内山", "遠藤", "大塚", "大野", "岡部", "小川", "奥村", "尾崎", "小野寺", "笠原", "片山", "金子",
    "川上", "川村", "菊地", "久保", "黒田", "小池", "河本", "児玉", "近藤", "斉木", "坂口", "桜井", "佐々木", "沢田",
    "塩原", "篠原", "清水", "白石", "杉本", "須田", "関根", "高野", "竹内", "田島", "土屋", "堤", "寺田", "富田",
    "中島", "永井", "新井", "根岸", "橋本", "服部", "原", "樋口", "福田", "藤井", "古川", "堀", "本多", "前田",
    "町田", "松井", "丸山", "宮崎", "村上", "望月", "森下", "矢野", "山崎", "湯浅", "横山", "吉田", "和田",
)  # fmt: skip
GIVEN = (
    "明子", "一郎", "詠美", "修一", "恵", "克己", "聡子", "俊介", "直美", "信也", "春香", "弘樹", "真由美", "正人",
    "美和", "康弘", "裕子", "隆", "礼子", "亮介", "和美", "慎吾", "千秋", "浩二", "典子", "大地", "麻衣", "英明",
    "綾", "順子", "哲也", "友美", "学", "久美子", "進", "里美", "武", "奈緒", "勇", "香織", "光一",
)  # fmt: skip


def contact_rows(schools: tuple, accounts: tuple, domain: str) -> list[dict[str, str]]:
    """Rows of the import of contacts: two people in every school."""
    signing_in = {(code, post): (local, f"{family} {given}") for local, family, given, *_, code, post in accounts}
    places = [(code, at, post) for code, *_rest in schools for at, post in enumerate(POSTS)]
    rows = []
    for turn, (code, at, post) in enumerate(places, start=len(schools)):
        name = NAMED.get((code, post)) or f"{FAMILIES[turn % len(FAMILIES)]} {GIVEN[turn % len(GIVEN)]}"
        local, name = signing_in.get((code, post), (f"{LOCALS[at]}-{code}", name))
        rows.append(
            {
                "学校コード": code,
                "氏名": name,
                "役職": post,
                "メールアドレス": f"{local}@{domain}",
                "電話番号": f"000-000-{code:0>4}",
            }
        )
    return rows
