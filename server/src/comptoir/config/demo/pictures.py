"""Small pictures of goods, drawn from a few shapes: the demo shop shows photographs without taking anybody's.

Each is drawn four times too large and made small, so that its edges are smooth.
"""

import io
from collections.abc import Callable, Mapping

from PIL import Image, ImageDraw

SIZE = 896
Pen = ImageDraw.ImageDraw


def drawn(name: str) -> bytes:
    """A picture by its name, as a PNG."""
    ground, draw = _PICTURES[name]
    picture = Image.new("RGB", (SIZE, SIZE), ground)
    draw(ImageDraw.Draw(picture))
    stream = io.BytesIO()
    picture.resize((SIZE // 4, SIZE // 4), Image.Resampling.LANCZOS).save(stream, "PNG")
    return stream.getvalue()


def names() -> tuple[str, ...]:
    return tuple(_PICTURES)


def _cup(coffee: str, foam: str) -> Callable[[Pen], None]:
    def draw(pen: Pen) -> None:
        pen.ellipse((130, 650, 770, 800), fill="#c9bfae")
        pen.arc((600, 340, 800, 580), -90, 90, fill="#ffffff", width=46)
        pen.pieslice((170, 80, 690, 760), 0, 180, fill="#ffffff")
        pen.ellipse((170, 330, 690, 510), fill="#ffffff")
        pen.ellipse((205, 350, 655, 490), fill=coffee)
        pen.ellipse((330, 385, 530, 455), fill=foam)

    return draw


def _croissant(pen: Pen) -> None:
    pen.pieslice((90, 200, 806, 916), 180, 360, fill="#c67d2e")
    pen.pieslice((300, 470, 596, 760), 180, 360, fill="#f3e7d2")
    for start in range(190, 350, 32):
        pen.arc((110, 220, 786, 896), start, start + 20, fill="#e3a556", width=150)


def _baguette(pen: Pen) -> None:
    pen.line((170, 740, 726, 156), fill="#b9722b", width=170)
    pen.ellipse((85, 655, 255, 825), fill="#b9722b")
    pen.ellipse((641, 71, 811, 241), fill="#b9722b")
    for step in range(5):
        x, y = 235 + step * 105, 660 - step * 110
        pen.line((x, y, x + 75, y + 15), fill="#efc98c", width=34)


def _round_bread(pen: Pen) -> None:
    pen.ellipse((110, 220, 786, 740), fill="#a8652a")
    pen.ellipse((160, 250, 736, 660), fill="#c98a45")
    for x in (280, 430, 580):
        pen.line((x - 60, 560, x + 60, 330), fill="#f1d8ad", width=30)


def _cookie(pen: Pen) -> None:
    pen.ellipse((130, 130, 766, 766), fill="#b9793f")
    for x, y in ((280, 270), (520, 240), (620, 430), (420, 430), (260, 520), (500, 620), (350, 650)):
        pen.ellipse((x - 44, y - 44, x + 44, y + 44), fill="#4a2a17")


def _sandwich(pen: Pen) -> None:
    pen.rounded_rectangle((90, 300, 806, 470), 85, fill="#c98a45")
    pen.rounded_rectangle((70, 450, 826, 510), 30, fill="#6fa03d")
    pen.rounded_rectangle((90, 500, 806, 560), 20, fill="#e08d86")
    pen.rounded_rectangle((90, 550, 806, 680), 65, fill="#b9722b")


def _bottle(glass: str, label: str) -> Callable[[Pen], None]:
    def draw(pen: Pen) -> None:
        pen.rounded_rectangle((300, 330, 596, 840), 60, fill=glass)
        pen.polygon([(300, 400), (390, 270), (506, 270), (596, 400)], fill=glass)
        pen.rectangle((396, 100, 500, 300), fill=glass)
        pen.rectangle((390, 70, 506, 120), fill="#d8b04a")
        pen.rectangle((300, 480, 596, 700), fill=label)
        pen.ellipse((390, 530, 506, 646), fill=glass)

    return draw


def _six(pen: Pen) -> None:
    for x in (90, 330, 570):
        pen.rounded_rectangle((x, 180, x + 180, 600), 50, fill="#8a5a14")
        pen.rectangle((x + 60, 90, x + 120, 220), fill="#8a5a14")
    pen.rectangle((60, 420, 806, 830), fill="#d9a441")
    pen.rounded_rectangle((330, 470, 536, 560), 40, fill="#7a5410")


def _shirt(color: str) -> Callable[[Pen], None]:
    def draw(pen: Pen) -> None:
        pen.polygon([(300, 150), (90, 300), (190, 450), (290, 380), (290, 780), (606, 780), (606, 380), (706, 450),
                     (806, 300), (596, 150)], fill=color)  # fmt: skip
        pen.pieslice((360, 70, 536, 240), 0, 180, fill="#e9e4da")

    return draw


def _tote(pen: Pen) -> None:
    pen.arc((280, 90, 616, 560), 180, 360, fill="#cdbb98", width=40)
    pen.polygon([(170, 330), (726, 330), (776, 820), (120, 820)], fill="#efe3c8")
    pen.rounded_rectangle((330, 480, 566, 680), 40, fill="#2f6f5e")


def _bouquet(pen: Pen) -> None:
    pen.polygon([(300, 480), (596, 480), (500, 850), (396, 850)], fill="#5c8a4a")
    for x, y, color in ((300, 330, "#c9486b"), (600, 330, "#d98a2b"), (450, 230, "#a34fa3"), (380, 470, "#e6c34a"),
                        (540, 460, "#c9486b")):  # fmt: skip
        pen.ellipse((x - 110, y - 110, x + 110, y + 110), fill=color)
        pen.ellipse((x - 34, y - 34, x + 34, y + 34), fill="#fff3d6")


def _plate(pen: Pen) -> None:
    pen.ellipse((80, 180, 816, 780), fill="#ffffff")
    pen.ellipse((180, 270, 716, 690), fill="#e8e2d6")
    pen.pieslice((240, 300, 560, 640), 120, 330, fill="#d99a3d")
    pen.ellipse((470, 360, 660, 550), fill="#6fa03d")
    pen.ellipse((430, 520, 540, 630), fill="#c8442f")


_PICTURES: Mapping[str, tuple[str, Callable[[Pen], None]]] = {
    "coffee": ("#7d5a43", _cup("#4a2a17", "#6b4a2f")),
    "milk-coffee": ("#8c6a50", _cup("#8a5a36", "#f0dfc7")),
    "chocolate": ("#6b4335", _cup("#3d1f14", "#f3e7d2")),
    "croissant": ("#f3e7d2", _croissant),
    "baguette": ("#efe0c4", _baguette),
    "bread": ("#efe0c4", _round_bread),
    "cookie": ("#f2e9dc", _cookie),
    "sandwich": ("#dfe7d6", _sandwich),
    "beer": ("#e9dcc0", _bottle("#7a4a12", "#e6c34a")),
    "white-beer": ("#e3e6d8", _bottle("#9a7a3a", "#f4f0e2")),
    "wine": ("#e6d9dc", _bottle("#3b1524", "#f1e9d8")),
    "six-pack": ("#e3e6d8", _six),
    "shirt": ("#e9e4da", _shirt("#2b2d31")),
    "tote": ("#d9e3dc", _tote),
    "bouquet": ("#dfe9dd", _bouquet),
    "plate": ("#c8d2d6", _plate),
}
