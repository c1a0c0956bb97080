"""Qt lives here and nowhere else: the F-key dispatcher, screens, lists, printing."""

from dreampower_sms.ui.immortal import keep_singletons

keep_singletons()
