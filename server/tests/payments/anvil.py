"""A real EVM on the loopback, with a token of its own: the chain that payments by token are tried on."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

_PACKAGES = Path(__file__).parents[3] / "web" / "node_modules" / "@foundry-rs"
# A token of nothing but `balanceOf` and `transfer`, all of it the maker's: `balances[msg.sender] -= value;
# balances[to] += value; emit Transfer(msg.sender, to, value)` (Solidity 0.8, for the rules of the merge).
_COIN = (
    "6080604052348015600f57600080fd5b503360009081526020819052604090206c0c9f2c9cd04674edea4000000090556101d28061003e"
    "6000396000f3fe608060405234801561001057600080fd5b50600436106100365760003560e01c806370a082311461003b578063a9059c"
    "bb1461006e575b600080fd5b61005b61004936600461014a565b60006020819052908152604090205481565b6040519081526020015b60"
    "405180910390f35b61008161007c36600461016c565b610091565b6040519015158152602001610065565b336000908152602081905260"
    "408120805483919083906100b29084906101ac565b90915550506001600160a01b03831660009081526020819052604081208054849290"
    "6100df9084906101bf565b90915550506040518281526001600160a01b0384169033907fddf252ad1be2c89b69c2b068fc378daa952ba7"
    "f163c4a11628f55a4df523b3ef9060200160405180910390a35060015b92915050565b80356001600160a01b0381168114610145576000"
    "80fd5b919050565b60006020828403121561015c57600080fd5b6101658261012e565b9392505050565b6000806040838503121561017f"
    "57600080fd5b6101888361012e565b946020939093013593505050565b634e487b7160e01b600052601160045260246000fd5b81810381"
    "81111561012857610128610196565b808201808211156101285761012861019656"
)
_TRANSFER = "a9059cbb"


class Chain:
    """One chain whose blocks are mined when somebody says so."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.customer = str(self.ask("eth_accounts")[0])
        made = self.ask("eth_sendTransaction", {"from": self.customer, "data": f"0x{_COIN}"})
        self.mine()
        self.coin = str(self.ask("eth_getTransactionReceipt", made)["contractAddress"])

    def ask(self, method: str, *parameters: object) -> Any:
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}).encode()
        with urlopen(Request(self.address, body, {"Content-Type": "application/json"}), timeout=20) as answer:
            said = json.load(answer)
        assert "result" in said, said
        return said["result"]

    def pay(self, receiver: str, units: int) -> None:
        """A transfer in a block of its own."""
        data = f"0x{_TRANSFER}{receiver[2:]:0>64}{units:064x}"
        self.ask("eth_sendTransaction", {"from": self.customer, "to": self.coin, "data": data})
        self.mine()

    def mine(self, blocks: int = 1) -> None:
        self.ask("anvil_mine", hex(blocks))

    def think_again(self, blocks: int) -> None:
        """So many of the last blocks are others now, and empty."""
        self.ask("anvil_reorg", blocks, [])


@contextmanager
def chain_at_work() -> Iterator[Chain]:
    """Skipped where the web's packages are not installed."""
    binary = next(iter(_PACKAGES.glob("anvil-*/bin/anvil")), None)
    if binary is None:
        pytest.skip("anvil is not installed: run npm in web/")
    command = [str(binary), "--port", "0", "--no-mining", "--chain-id", "31337"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("Listening on "):
                yield Chain(f"http://{line.removeprefix('Listening on ').strip()}")
                return
        raise AssertionError("anvil did not start")
    finally:
        process.terminate()
        process.wait(10)
