"""マスタ: what the shop sets up once, and what it does to its whole data."""

from dreampower_sms.ui.keys import HELP, Key
from dreampower_sms.ui.numbered import NumberedScreen


class MasterScreen(NumberedScreen):
    """Buttons for the screens behind マスタ."""

    id, title = "master", "マスタ"
    keys = ({1: HELP, 12: Key("メニュー", "go_back", help="メニューに戻ります。")},)
