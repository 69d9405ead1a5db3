"""The form that sends a file to be taken in."""

from flask_wtf.file import FileField
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from blueprints.forms import OnceForm, Required

ALL, GOOD = "all", "good"


class ImportForm(OnceForm):
    """`mode` is ALL: every row or none; GOOD: the rows without errors."""

    file = FileField("ファイル", validators=[Required("取り込むファイルを選んでください。")])
    mode = RadioField(
        "誤りのある行があったとき",
        choices=[SelectChoice(ALL, "すべて正しいときだけ取り込む"), SelectChoice(GOOD, "正しい行だけ取り込む")],
        default=ALL,
        validators=[Required("どちらかを選んでください。")],
    )
