"""All tables in one place, for Alembic and for those who need several areas."""

from dreampower_sms.db.tables_base import Base
from dreampower_sms.db.tables_imports import ApartRow, ImportLinkRow, ImportRejectRow, ImportRunRow, MergeRow
from dreampower_sms.db.tables_messages import (
    AttemptRow,
    ContractSenderRow,
    DeliveryEventRow,
    JobRow,
    LeaseRow,
    MessageRecord,
    SendRateRow,
)
from dreampower_sms.db.tables_people import ConsentRow, CustomerRow, StaffRow, StopRow, VehicleRow
from dreampower_sms.db.tables_search import BulkChangeRow, BulkChangeStepRow, SearchTitleRow
from dreampower_sms.db.tables_shop import (
    AuditRow,
    CompanyRow,
    ContractRow,
    CustomBarSlotRow,
    DraftRow,
    SettingRow,
    TariffRow,
    TemplateRow,
)

__all__ = [
    "ApartRow", "AttemptRow", "AuditRow", "Base", "BulkChangeRow", "BulkChangeStepRow", "CompanyRow", "ConsentRow",
    "ContractRow", "ContractSenderRow", "CustomBarSlotRow", "CustomerRow", "DeliveryEventRow", "DraftRow",
    "ImportLinkRow", "ImportRejectRow", "ImportRunRow", "JobRow", "LeaseRow", "MergeRow", "MessageRecord",
    "SearchTitleRow", "SendRateRow", "SettingRow", "StaffRow", "StopRow", "TariffRow", "TemplateRow", "VehicleRow",
]  # fmt: skip
