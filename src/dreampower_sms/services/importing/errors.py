"""Why a file as a whole can't be imported. What is wrong with one row is a value: see `flaws`.

ServiceError
└── ImportFileError        import_file_unreadable, import_file_missing, import_file_in_use, import_file_empty,
    │                      import_encoding_unknown, import_sheet_missing, import_password,
    │                      import_formula_error
    ├── MappingWrong       import_nothing_mapped, import_mapped_twice, import_no_owner,
    │                      import_column_unknown, import_field_unknown
    └── ImportUnderWay     import_under_way
"""

from dreampower_sms.services.errors import ServiceError


class ImportFileError(ServiceError):
    """The file can't be read as a table."""

    code = "import_file_unreadable"


class MappingWrong(ImportFileError):
    """The columns that were chosen can't make customers or vehicles."""

    code = "import_nothing_mapped"


class ImportUnderWay(ImportFileError):
    """Another program is importing this file at the moment."""

    code = "import_under_way"
