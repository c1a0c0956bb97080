"""Tables and SQL, on SQLite and PostgreSQL by the same code. Rows never leave this floor."""
