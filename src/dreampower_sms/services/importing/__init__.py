"""Customers and vehicles from files: read, map, check, write, and give back what was refused.

    source = open_source(path)                opening    encoding, delimiter, sheet, first rows
    columns = service.propose(source)         mapping    header → field, remembered
    report = service.dry_run(source, …)       run        what would happen, error by error; nothing is written
    report = service.run(source, …)           run        1,000 rows a transaction; cancel, resume
    service.write_rejected(report.run_id, …)  rejected   the same columns and the reason, to be mended and fed again

The wizard and the command line call the same five. Nothing is guessed: a cell with more than one reading is an error
of its row, and a row with an error writes nothing at all.
"""
