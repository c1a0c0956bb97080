"""Pages for the printer: HTML laid out by Qt, shown in a preview before anything is printed."""
