"""A node of an EVM chain, asked by JSON-RPC for what came to our addresses. It is never handed a key: there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from comptoir.payments.providers.contract import Lost
from comptoir.payments.providers.http import Client

# keccak-256 of `Transfer(address,address,uint256)` (EIP-20).
TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"


@dataclass(frozen=True, slots=True)
class Seen:
    """A transfer as the chain has it now."""

    transaction: str
    log_index: int
    block: int
    block_hash: str
    sender: str
    receiver: str
    units: int
    at: datetime


class Node:
    """Every verb raises `NotSent` or `Lost`."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._client = Client(f"{parts.scheme}://{parts.netloc}", {})

    def chain(self) -> int:
        return _number(self._ask("eth_chainId"))

    def head(self) -> int:
        return _number(self._ask("eth_blockNumber"))

    def transfers(self, contract: str, receivers: Sequence[str], first: int, last: int) -> list[Seen]:
        """Of one token, to any of these addresses, in these blocks."""
        wanted = [f"0x{one[2:]:0>64}" for one in receivers]
        where = {
            "fromBlock": hex(first), "toBlock": hex(last), "address": contract, "topics": [TRANSFER, None, wanted],
        }  # fmt: skip
        found = self._ask("eth_getLogs", where)
        if not isinstance(found, list):
            raise Lost("answer_broken")
        times: dict[str, datetime] = {}
        return [self._seen(one, times) for one in found if not one.get("removed")]

    def _seen(self, log: Mapping[str, Any], times: dict[str, datetime]) -> Seen:
        try:
            block_hash, topics = str(log["blockHash"]), log["topics"]
            if block_hash not in times:
                block = self._ask("eth_getBlockByHash", block_hash, False)
                times[block_hash] = datetime.fromtimestamp(_number(block["timestamp"]), UTC)
            return Seen(
                transaction=str(log["transactionHash"]), log_index=_number(log["logIndex"]),
                block=_number(log["blockNumber"]), block_hash=block_hash, sender=f"0x{topics[1][-40:]}".lower(),
                receiver=f"0x{topics[2][-40:]}".lower(), units=_number(log["data"]), at=times[block_hash],
            )  # fmt: skip
        except (KeyError, IndexError, TypeError):
            raise Lost("answer_broken") from None

    def _ask(self, method: str, *parameters: object) -> Any:
        answer = self._client.post(
            self._path, {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(parameters)}
        )  # fmt: skip
        if not answer.is_good or "error" in answer.said or "result" not in answer.said:
            raise Lost("answer_broken")
        return answer.said["result"]


def _number(said: object) -> int:
    try:
        return int(str(said), 16)
    except ValueError:
        raise Lost("answer_broken") from None
