"""Any list of the program as a file: Excel (xlsx) or CSV.

    table = Table("送信履歴", columns, count, batches)         table    what is written, read in batches
    export(table, path, FileKind.XLSX, progress=…, stop=…)     service  writes it, or leaves nothing behind

Memory does not grow with the list. The file that was there before is replaced in one step at the very end, so that
neither a cancel nor a full disk leaves half a list.
"""
