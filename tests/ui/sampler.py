"""One screen with everything that the kit has, to be looked at and measured in every theme and zoom."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from dreampower_sms.domain.counting import measure
from dreampower_sms.ui.columns import RIGHT, Column
from dreampower_sms.ui.count_line import CountLine
from dreampower_sms.ui.forms import Area, Button, Check, Choice, ItemList, Line, caption, field
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.keys import CLOSE, HELP, TURN, Key, Screen
from dreampower_sms.ui.rows import RowsModel, RowsView

STATES = (("到達", "good"), ("不達", "bad"), ("結果不明", "wait"), ("取消", "faint"), ("送信済", ""))
COLUMNS = (
    Column("at", "送信日時", lambda row: f"11/{row % 28 + 1:02} 10:{row % 60:02}", 14),
    Column("name", "お名前", lambda row: ("山田 太郎", "佐藤 花子", "髙橋 一郎", "㈱青空自動車")[row % 4], 18),
    Column("number", "携帯番号", lambda row: f"090-1234-{row:04}", 15, drop=2),
    Column("state", "結果", lambda row: STATES[row % 5][0], 10, tone=lambda row: STATES[row % 5][1]),
    Column("price", "料金", lambda row: f"{row % 7 * 10 + 10}円", 8, RIGHT, drop=1),
)


class Sampler(Screen):
    """Looks like the busiest screens of the program and does nothing."""

    id, title = "sampler", "照会"
    keys = (
        {
            1: HELP,
            2: TURN,
            3: Key("顧客新規", "nothing"),
            4: Key("配信停止", "nothing", blocked="why"),
            5: Key("詳細", "nothing"),
            6: Key("テンプレート追加", "nothing"),
            8: Key("SMS送信", "nothing", blocked="why"),
            9: Key("検索", "nothing"),
            11: Key("ボタンカスタム", "nothing"),
            12: Key("メニュー", "go_back"),
        },
        {2: TURN, 12: CLOSE},
    )

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self.words = field("検索（名前・カナ・電話下4桁・登録番号）", Line("検索", "例：ﾔﾏﾀﾞ　1234　品川300"))
        self.rows = RowsView(RowsModel(COLUMNS, lambda ids: {i: i for i in ids}, jobs, self), "お客様の一覧")
        self.rows.show_ids(range(1, 2001))
        left = QVBoxLayout()
        left.addLayout(self.words.column())
        left.addWidget(self.rows, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(16, 12, 16, 12)
        whole.setSpacing(14)
        whole.addLayout(left, 3)
        whole.addLayout(self._right(), 2)

    def first_field(self) -> QWidget:
        return self.words.widget

    def nothing(self) -> None:
        """What its keys do."""

    def why(self) -> str:
        return "お客様を選んでください。"

    def _right(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.addWidget(self._panel())
        body = field("メッセージ", Area("メッセージ"))
        body.widget.setPlainText(
            "山田様\nいつもお世話になっております。山川自動車です。\n車検満了日が近づいてまいりました。"
        )
        column.addLayout(body.column())
        count = CountLine()
        count.show_measure(measure("あ" * 80 + "👍"), 660, composing=3)
        column.addWidget(count)
        number = field("携帯番号", Line("携帯番号"))
        number.widget.setText("03-1234-5678")
        number.show_error("固定電話の番号には SMS を送れません。携帯番号を登録してください。")
        column.addLayout(number.column())
        column.addLayout(self._controls())
        self.templates = ItemList("定型メッセージ")
        self.templates.addItems(["未選択", "挨拶 自社名付", "挨拶 自社名,担当者付", "車検のご案内"])
        self.templates.setCurrentRow(1)
        self.templates.setMinimumHeight(self.templates.sizeHintForRow(0) * 3)
        column.addWidget(self.templates)
        return column

    def _panel(self) -> QFrame:
        panel = QFrame()
        panel.setObjectName("panel")
        lines = QVBoxLayout(panel)
        lines.addWidget(caption("ヤマダ タロウ"))
        lines.addWidget(caption("山田 太郎 様", "customerName"))
        states = QHBoxLayout()
        for text, tone in STATES:
            label = caption(text, "")
            label.setProperty("tone", tone)
            states.addWidget(label)
        lines.addLayout(states)
        return panel

    def _controls(self) -> QHBoxLayout:
        purpose = Choice("目的")
        purpose.addItems(["定例情報連絡", "緊急連絡", "キャンペーン"])
        self.tick = Check("SMS を送る")
        self.tick.setChecked(True)
        off = Button("押せない")
        off.setEnabled(False)
        row = QHBoxLayout()
        row.addLayout(field("目的", purpose).column())
        for widget in (self.tick, Button("設定", "primary"), Button("登録番号コピー"), off):
            row.addWidget(widget)
        return row
