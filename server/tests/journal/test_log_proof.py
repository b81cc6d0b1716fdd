"""Proofs as texts: the cases of others, and what a reader refuses."""

from base64 import b64encode
from hashlib import sha256

import pytest

from comptoir.journal.log_proof import PROOF_HEADER, LogProofText, ProofUnreadable, read_log_proof

# As transparency-dev/formats (proof/tlog_proof_test.go) hashes and writes them.
ONE, OTHER = sha256(b"hash1").digest(), sha256(b"hash2").digest()
TEXT_ONE, TEXT_OTHER = b64encode(ONE).decode(), b64encode(OTHER).decode()


@pytest.mark.parametrize(
    ("proof", "text"),
    [
        (
            LogProofText(5, (ONE, OTHER), "test checkpoint\n"),
            f"{PROOF_HEADER}\nindex 5\n{TEXT_ONE}\n{TEXT_OTHER}\n\ntest checkpoint\n",
        ),
        (
            LogProofText(10, (ONE,), "checkpoint data\n", b"extra information"),
            f"{PROOF_HEADER}\nextra ZXh0cmEgaW5mb3JtYXRpb24=\nindex 10\n{TEXT_ONE}\n\ncheckpoint data\n",
        ),
        (LogProofText(0, (), "checkpoint\n"), f"{PROOF_HEADER}\nindex 0\n\ncheckpoint\n"),
        (
            LogProofText(0, (), "log\n1\nroot\n\n\u2014 log AAAA\n"),
            f"{PROOF_HEADER}\nindex 0\n\nlog\n1\nroot\n\n\u2014 log AAAA\n",
        ),
    ],
)
def test_a_proof_is_written_and_read_as_by_others(proof: LogProofText, text: str) -> None:
    assert str(proof) == text
    assert read_log_proof(text) == proof


@pytest.mark.parametrize(
    "text",
    [
        "", f"{PROOF_HEADER}\n", f"{PROOF_HEADER}\n\ncheckpoint\n", "wrong\nindex 0\n\ncheckpoint\n",
        f"{PROOF_HEADER}\nextra !!\nindex 0\n\ncheckpoint\n", f"{PROOF_HEADER}\nextra AAAA\n\ncheckpoint\n",
        f"{PROOF_HEADER}\nindex no\n\ncheckpoint\n", f"{PROOF_HEADER}\nindex -5\n\ncheckpoint\n",
        f"{PROOF_HEADER}\nindex 05\n\ncheckpoint\n", f"{PROOF_HEADER}\nindex 0\n!!\n\ncheckpoint\n",
        f"{PROOF_HEADER}\nindex 0\n{b64encode(bytes(64)).decode()}\n\ncheckpoint\n",
    ],
)  # fmt: skip
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(ProofUnreadable):
        read_log_proof(text)
