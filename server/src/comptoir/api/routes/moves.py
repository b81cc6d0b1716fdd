"""Moving in: a file is sent and tried, then taken over, stopped or taken back. Each kind has its own permission."""

from collections.abc import Mapping

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.errors import Unknown
from comptoir.api.files import content_of
from comptoir.api.shapes.common import Id
from comptoir.api.shapes.moves import BadLine, Move, Moves, NewMove
from comptoir.api.wishes import wish
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.moving.commands import OpenMove, TurnMove
from comptoir.moving.public import MoveView, move_view, moves, open_move, stop, take_back, take_over

door = Door(tags=["Moving in"])
# The address, and who may.
KINDS: Mapping[str, Permission] = {
    "articles": Permission.EDIT_PRODUCTS,
    "customers": Permission.MANAGE_TILLS,
    "cards": Permission.MANAGE_TILLS,
    "suppliers": Permission.MANAGE_STOCK,
    "lists": Permission.EDIT_PRODUCTS,
    "promotions": Permission.EDIT_PRODUCTS,
}
TURNS = {"take": take_over, "stop": stop, "return": take_back}


def open_kind(kind: str, permission: Permission) -> None:
    """The addresses of one kind of file."""

    def get_moves(_caller: Caller) -> Moves:
        return Moves(moves=[_move(view) for view in moves(kind)])

    def add_move(caller: Caller, move: NewMove) -> Move:
        key = move.id or new_uuid7()
        open_move(wish(OpenMove, caller, move, id=key, kind=kind, content=content_of(move.content)))
        return _standing(kind, key)

    def get_move(_caller: Caller, move: Id) -> Move:
        return _standing(kind, move)

    def turn_move(caller: Caller, move: Id, turn: str) -> Move:
        _standing(kind, move)
        if turn not in TURNS:
            raise Unknown
        TURNS[turn](wish(TurnMove, caller, move=move))
        return _standing(kind, move)

    for view in (get_moves, add_move, get_move, turn_move):
        view.__name__ = f"{view.__name__}_{kind}"
    path = f"/moves/{kind}"
    door.reads(path, permission=permission, answer=Moves, summary=f"Files of {kind} that were sent")(get_moves)
    door.writes("POST", path, permission=permission, answer=Move, status=201, summary=f"Have a file of {kind} tried")(
        add_move
    )
    door.reads(f"{path}/{{move}}", permission=permission, answer=Move, summary="How far one is")(get_move)
    door.writes(
        "POST", f"{path}/{{move}}/{{turn}}", permission=permission, answer=Move,
        summary="Take it over (take), stop it (stop), or take it back (return)",
    )(turn_move)  # fmt: skip


for _kind, _permission in KINDS.items():
    open_kind(_kind, _permission)


def _standing(kind: str, key: Id) -> Move:
    view = move_view(key, kind)
    if view is None:
        raise Unknown
    return _move(view)


def _move(view: MoveView) -> Move:
    lines = [BadLine(number=number, code=code, details=dict(details)) for number, code, details in view.bad_lines]
    return Move(bad_lines=lines, **{name: getattr(view, name) for name in Move.model_fields if name != "bad_lines"})
