"""Bank messages as banks write them, in the three shapes that the versions differ by."""

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:{kind}.001.{version}"
IBAN = "CH4431999123000889012"
ROOTS = {"camt.053": ("BkToCstmrStmt", "Stmt"), "camt.054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn")}


def camt(entries: str, *, kind: str = "camt.053", version: str = "08", balances: str = "", iban: str = IBAN) -> bytes:
    root, statement = ROOTS[kind]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{NAMESPACE.format(kind=kind, version=version)}">'
        f"<{root}><GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-11-26T06:00:00+01:00</CreDtTm></GrpHdr>"
        f"<{statement}><Id>S-1</Id><CreDtTm>2026-11-26T06:00:00+01:00</CreDtTm>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>{balances}{entries}</{statement}></{root}></Document>"
    ).encode()


def balance(code: str, amount: str, direction: str = "CRDT") -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt>'
        f"<CdtDbtInd>{direction}</CdtDbtInd><Dt><Dt>2026-11-25</Dt></Dt></Bal>"
    )


def entry(
    amount: str, details: str = "", *, direction: str = "CRDT", status: str = "<Sts><Cd>BOOK</Cd></Sts>",
    reference: str = "B-77", text: str = "", booked: str = "2026-11-25",
) -> str:  # fmt: skip
    return (
        f'<Ntry><NtryRef>1</NtryRef><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{status}'
        f"<BookgDt><Dt>{booked}</Dt></BookgDt><ValDt><Dt>2026-11-26</Dt></ValDt>"
        + (f"<AcctSvcrRef>{reference}</AcctSvcrRef>" if reference else "")
        + "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>"
        + (f"<NtryDtls>{details}</NtryDtls>" if details else "")
        + (f"<AddtlNtryInf>{text}</AddtlNtryInf>" if text else "")
        + "</Ntry>"
    )


def new_details(amount: str, *, end_to_end: str, structured: str = "", told: str = "", own: str = "") -> str:
    """Since version .08: the amount itself, parties a level deeper."""
    return (
        "<TxDtls><Refs>"
        + (f"<AcctSvcrRef>{own}</AcctSvcrRef>" if own else "")
        + f'<EndToEndId>{end_to_end}</EndToEndId></Refs><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        "<RltdPties><Dbtr><Pty><Nm>Ada Meier</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id>"
        "</DbtrAcct></RltdPties><RmtInf>"
        + (f"<Ustrd>{told}</Ustrd>" if told else "")
        + (f"<Strd><CdtrRefInf><Ref>{structured}</Ref></CdtrRefInf></Strd>" if structured else "")
        + "</RmtInf></TxDtls>"
    )


def old_details(amount: str, *, end_to_end: str, told: str) -> str:
    """Version .02: the amount inside its details, a party by its name, no direction of its own."""
    return (
        f"<TxDtls><Refs><EndToEndId>{end_to_end}</EndToEndId></Refs><AmtDtls><TxAmt>"
        f'<Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls><RltdPties><Dbtr><Nm>Ada Meier</Nm></Dbtr></RltdPties>'
        f"<RmtInf><Ustrd>{told}</Ustrd></RmtInf></TxDtls>"
    )
