"""SMS providers behind one small protocol; one file each. Nothing here knows the database or the window."""
