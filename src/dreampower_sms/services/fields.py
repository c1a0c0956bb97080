"""The values of the merge fields (差し込み項目) for one recipient: exactly the names of `domain.templates.FIELDS`."""

from collections.abc import Mapping
from datetime import date

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.people import Customer, Vehicle
from dreampower_sms.domain.templates import Value


def field_values(
    customer: Customer | None, vehicle: Vehicle | None, company: Company, clerk: str, today: date, sends_on: date
) -> Mapping[str, Value]:
    """Every field that is known. One without a value is left empty, and the recipient gets the error of it."""
    return {
        **(_of_customer(customer) if customer else {}),
        **(_of_vehicle(vehicle) if vehicle else {}),
        "自社名": company.name,
        "自社正式名称": company.formal_name,
        "自社電話": company.phone,
        "自社住所": company.address,
        "自社URL": company.url,
        "配信停止先": company.opt_out_contact,
        "担当者": clerk,
        "今日": today,
        "送信日": sends_on,
    }


def _of_customer(customer: Customer) -> dict[str, Value]:
    return {
        "氏名": customer.name,
        "氏名カナ": customer.kana,
        "敬称": customer.honorific,
        "郵便番号": customer.zip,
        "住所": customer.address,
        "電話番号": customer.phone,
        "携帯番号": customer.mobile,
        "誕生日": customer.birthday,
        "顧客担当者": customer.staff_name,
    }


def _of_vehicle(vehicle: Vehicle) -> dict[str, Value]:
    return {
        "車名": vehicle.model,
        "メーカー": vehicle.maker,
        "登録番号": vehicle.plate,
        "型式": vehicle.type_code,
        "初度登録": vehicle.first_registration,
        "車検満了日": vehicle.inspection_expiry,
        "次回点検日": vehicle.next_check,
        "走行距離": vehicle.mileage,
    }
