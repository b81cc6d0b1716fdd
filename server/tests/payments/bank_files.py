"""Messages of a bank, as short as their readers need."""

ACCOUNT = "BE72000000001616"


def entry(
    amount: str,
    reference: str,
    bank: str,
    *,
    text: str = "",
    currency: str = "EUR",
    side: str = "CRDT",
    status: str = "BOOK",
    is_reversal: bool = False,
) -> str:
    """One move; `bank`: the bank's own number of it."""
    structured = f"<Strd><CdtrRefInf><Ref>{reference}</Ref></CdtrRefInf></Strd>" if reference else ""
    written = f"<Ustrd>{text}</Ustrd>" if text else ""
    back = "<RvslInd>true</RvslInd>" if is_reversal else ""
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>{back}<Sts><Cd>{status}</Cd></Sts>'
        f"<BookgDt><Dt>2026-11-26</Dt></BookgDt><AcctSvcrRef>{bank}</AcctSvcrRef><NtryDtls><TxDtls>"
        f"<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RmtInf>{written}{structured}</RmtInf>"
        "</TxDtls></NtryDtls></Ntry>"
    )


def statement(*entries: str) -> bytes:
    """A camt.053 of version 08."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
        f"<BkToCstmrStmt><Stmt><Id>1</Id><Acct><Id><IBAN>{ACCOUNT}</IBAN></Id></Acct>{''.join(entries)}</Stmt>"
        "</BkToCstmrStmt></Document>"
    ).encode()
