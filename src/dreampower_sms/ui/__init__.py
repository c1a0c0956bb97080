"""Qt lives here and nowhere else: the F-key dispatcher, screens, lists, printing."""
