"""Payouts · files of payments: pain.001.001.09, within SEPA by sepaxml, elsewhere by the message's own classes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from pyiso20022.pain import pain_001_001_09 as pain
from sepaxml import SepaTransfer
from xsdata.models.datatype import XmlDate, XmlDateTime

from apps.common.money import to_minor
from apps.payouts.rules import accounts
from apps.payouts.types import AccountDetails, PayoutOrder, Scheme

from . import xml

SCHEMA = "pain.001.001.09"


class _SepaFile(SepaTransfer):
    """A file whose message id is ours, so that the bank takes it once."""

    def __init__(self, config: dict[str, object], *, message_id: str) -> None:
        self._message_id = message_id
        super().__init__(config, schema=SCHEMA, clean=True)

    def _create_header(self) -> None:
        self.msg_id = self._message_id
        super()._create_header()


def written(
    orders: Sequence[PayoutOrder],
    *,
    scheme: Scheme,
    message_id: str,
    execute_on: date,
    house: AccountDetails,
    at: datetime,
) -> str:
    """One file that pays `orders`, all in one currency, from our account `house`; validated against its schema.

    Every account is checked first: the schemas alone let a wrong IBAN pass.

    Raises:
        InvalidInput: an account cannot be right.
        BadFile: the file would not validate.
        ValueError: orders of several currencies, or none.
    """
    if len({order.amount.currency.code for order in orders}) != 1:
        raise ValueError("A file pays in one currency.")
    safe = [PayoutOrder(one.reference, accounts.checked(one.account), one.amount, one.purpose) for one in orders]
    ours = accounts.checked(house)
    if scheme is Scheme.SEPA:
        text = _sepa(safe, message_id=message_id, execute_on=execute_on, house=ours)
    else:
        text = xml.write(_global(safe, message_id=message_id, execute_on=execute_on, house=ours, at=at))
    xml.validate(text, SCHEMA)
    return text


def _sepa(orders: Sequence[PayoutOrder], *, message_id: str, execute_on: date, house: AccountDetails) -> str:
    config = {"name": house.holder, "IBAN": house.iban, "batch": True, "currency": "EUR"}
    file = _SepaFile({**config, "BIC": house.bic} if house.bic else config, message_id=message_id)
    for order in orders:
        payment = {
            "name": order.account.holder,
            "IBAN": order.account.iban,
            "amount": to_minor(order.amount),
            "execution_date": execute_on,
            "description": order.purpose,
            "endtoend_id": order.reference,
        }
        file.add_payment({**payment, "BIC": order.account.bic} if order.account.bic else payment)
    return str(file.export(validate=False).decode())


def _global(
    orders: Sequence[PayoutOrder], *, message_id: str, execute_on: date, house: AccountDetails, at: datetime
) -> pain.Document:
    count, total = str(len(orders)), sum((one.amount.amount for one in orders), Decimal(0))
    head = pain.GroupHeader85(
        msg_id=message_id,
        cre_dt_tm=XmlDateTime.from_datetime(at.replace(microsecond=0)),
        nb_of_txs=count,
        ctrl_sum=total,
        initg_pty=pain.PartyIdentification135(nm=house.holder),
    )
    payments = pain.PaymentInstruction30(
        pmt_inf_id=message_id[:35],
        pmt_mtd=pain.PaymentMethod3Code.TRF,
        nb_of_txs=count,
        ctrl_sum=total,
        reqd_exctn_dt=pain.DateAndDateTime2Choice(dt=XmlDate.from_date(execute_on)),
        dbtr=pain.PartyIdentification135(nm=house.holder),
        dbtr_acct=pain.CashAccount38(id=pain.AccountIdentification4Choice(iban=house.iban)),
        dbtr_agt=_agent(house),
        chrg_br=pain.ChargeBearerType1Code.SHAR,
        cdt_trf_tx_inf=[_payment(order) for order in orders],
    )
    return pain.Document(cstmr_cdt_trf_initn=pain.CustomerCreditTransferInitiationV09(grp_hdr=head, pmt_inf=[payments]))


def _payment(order: PayoutOrder) -> pain.CreditTransferTransaction34:
    account = order.account
    amount = pain.ActiveOrHistoricCurrencyAndAmount(value=order.amount.amount, ccy=order.amount.currency.code)
    if account.iban:
        number = pain.AccountIdentification4Choice(iban=account.iban)
    else:
        number = pain.AccountIdentification4Choice(othr=pain.GenericAccountIdentification1(id=account.number))
    return pain.CreditTransferTransaction34(
        pmt_id=pain.PaymentIdentification6(instr_id=order.reference, end_to_end_id=order.reference),
        amt=pain.AmountType4Choice(instd_amt=amount),
        cdtr_agt=_agent(account),
        cdtr=pain.PartyIdentification135(nm=account.holder, pstl_adr=pain.PostalAddress24(ctry=account.country)),
        cdtr_acct=pain.CashAccount38(id=number),
        rmt_inf=pain.RemittanceInformation16(ustrd=[order.purpose]),
    )


def _agent(account: AccountDetails) -> pain.BranchAndFinancialInstitutionIdentification6:
    member = None
    if account.clearing_system:
        member = pain.ClearingSystemMemberIdentification2(
            clr_sys_id=pain.ClearingSystemIdentification2Choice(cd=account.clearing_system),
            mmb_id=account.clearing_member,
        )
    place = None if account.bic else pain.PostalAddress24(ctry=account.country)
    agent = pain.FinancialInstitutionIdentification18(bicfi=account.bic or None, clr_sys_mmb_id=member, pstl_adr=place)
    return pain.BranchAndFinancialInstitutionIdentification6(fin_instn_id=agent)
