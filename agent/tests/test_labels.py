"""Labels in ZPL: what is on them, and that no name can give orders to the printer."""

import pytest

from comptoir_agent.labels import COPIES_MAX, Label, compose


def test_a_label_says_name_price_note_and_code() -> None:
    label = Label("Pâté en croûte", "12,50 €", "250 g · 50,00 €/kg", "03760123456784", copies=3)

    assert compose(label).decode() == (
        "^XA^CI28^PW456^LL256^LH0,0"
        "^FO16,14^A0N,28,26^FB424,2,0,L^FH^FDPâté en croûte^FS"
        "^FO16,78^A0N,64,60^FB424,1,0,R^FH^FD12,50 €^FS"
        "^FO16,144^A0N,20,20^FB424,1,0,R^FH^FD250 g · 50,00 €/kg^FS"
        "^FO24,168^BY2^BEN,54,Y,N^FD376012345678^FS"
        "^PQ3^XZ\n"
    )


@pytest.mark.parametrize(
    ("code", "drawn"),
    [
        ("3760123456784", "^BEN,54,Y,N^FD376012345678^FS"),
        ("012345678905", "^BEN,54,Y,N^FD001234567890^FS"),
        ("96385074", "^B8N,54,Y,N^FD9638507^FS"),
        ("A1-42", "^BCN,54,Y,N,N,A^FH^FDA1-42^FS"),
        ("10012345678902", "^BCN,54,Y,N,N,A^FH^FD10012345678902^FS"),
    ],
)
def test_a_code_is_drawn_as_what_it_is(code: str, drawn: str) -> None:
    assert drawn in compose(Label("x", "1", code=code)).decode()


def test_a_name_can_not_give_orders() -> None:
    zpl = compose(Label("A^XZ~JR_5E\\&\n", "1", copies=0)).decode()

    assert "^FDA_5EXZ_7EJR_5F5E_5C&_0A^FS" in zpl
    assert zpl.count("^XZ") == 1
    assert "^PQ1^" in zpl
    assert f"^PQ{COPIES_MAX}^" in compose(Label("x", "1", copies=9_999)).decode()
