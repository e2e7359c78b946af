"""demo · art: knives, scissors and hand tools · no schema."""

from __future__ import annotations

from apps.demo.art.color import RGB, darker, lighter, rgb
from apps.demo.art.geometry import Points, ellipse, path, rotate, rounded, smooth
from apps.demo.art.look import Look
from apps.demo.art.stage import Stage

STEEL: RGB = rgb("#c3c8cc")

# blade and handle, the point upward, the handle's foot at y 1010
BLADES: dict[str, tuple[str, str]] = {
    "chef": (
        "M452 720 L452 236 Q456 210 478 230 Q560 360 566 640 L566 700 L500 722 Z",
        "M456 720 Q452 800 446 900 Q440 1000 470 1012 L500 1010 Q522 1000 510 900 Q504 800 506 720 Z",
    ),
    "santoku": (
        "M450 720 L450 300 Q452 240 512 300 Q566 360 568 640 L568 700 L500 722 Z",
        "M458 720 L454 1004 Q480 1020 508 1004 L504 720 Z",
    ),
    "bread": (
        "M452 740 L452 160 Q470 150 506 190 L516 720 L500 742 Z",
        "M452 740 Q446 840 448 930 Q446 1010 474 1014 Q512 1010 508 930 Q508 840 504 740 Z",
    ),
    "paring": (
        "M458 720 L458 440 Q462 410 484 450 Q512 540 512 700 L500 722 Z",
        "M456 720 Q450 800 450 900 Q446 990 476 996 Q512 990 506 900 Q506 800 504 720 Z",
    ),
    "nakiri": (
        "M446 720 L446 320 Q448 300 470 300 L560 306 Q574 310 574 340 L572 696 L500 722 Z",
        "M458 720 L452 1010 Q480 1024 510 1010 L504 720 Z",
    ),
    "steak": (
        "M462 700 L460 330 Q470 300 490 350 Q504 480 502 700 Z",
        "M458 700 Q450 800 448 920 Q450 1000 480 1004 Q512 1000 508 920 Q508 800 504 700 Z",
    ),
}


def _blade(st: Stage, look: Look, form: str, dx: float, turn: float) -> None:
    blade_path, handle_path = BLADES[form]
    about = (480 + dx, 660)
    blade = rotate(path(blade_path, dx=dx), turn, about)
    handle = rotate(path(handle_path, dx=dx), turn, about)
    wood = look.main("#6b4429")
    for shape in (blade, handle):
        st.shade([(x + 18, y + 22) for x, y in shape], blur=12, alpha=0.42)
    st.fill(
        blade,
        look.cover("waves", STEEL, darker(STEEL, 0.12), size=0.5) if look.spec.get("damask") else STEEL,
        finish="metal",
        depth=0.45,
    )
    edge = [(about[0] + (x - about[0]) * 0.985, y) for x, y in blade]
    st.fill(edge, lighter(STEEL, 0.6), finish="flat", depth=0.5, alpha=0.35)
    st.fill(handle, look.cover("wood_up", wood), finish="round", depth=0.9)
    for y in (790, 860, 930):
        ((x, yy),) = rotate([(480 + dx, y)], turn, about)
        st.fill(ellipse(x, yy, 8.5, 8.5), look.accent("#d0a85a"), finish="ball")
    st.fill(rotate(rounded(454 + dx, 708, 508 + dx, 730, 4), turn, about), look.accent("#d0a85a"), finish="metal")


def knife(st: Stage, look: Look) -> None:
    """A kitchen knife on a cloth; `count` of the same side by side."""
    cloth = rotate(rounded(200, 250, 760, 1060, 8), -6, (480, 660))
    st.shade([(x + 8, y + 12) for x, y in cloth], blur=10, alpha=0.3)
    st.fill(cloth, look.cover("linen", look.color("cloth", "#d9d2c4")), finish="flat", depth=0.5)
    count = int(look.number("count", 1))
    if count == 1:
        _blade(st, look, look.form("chef"), -6, 12)
        return
    for i in range(count):
        _blade(st, look, look.form("steak"), (i - (count - 1) / 2) * 128, 3)


def pocket_knife(st: Stage, look: Look) -> None:
    """A folding knife, half open."""
    wood = look.main("#6b4429")
    handle = path("M250 800 Q250 762 300 758 L640 742 Q712 742 716 790 Q716 836 640 838 L310 846 Q252 846 250 800 Z")
    blade = rotate(path("M290 770 L292 420 Q300 380 330 424 Q372 560 352 790 Z"), 22, (310, 790))
    for shape in (handle, blade):
        st.shade([(x + 14, y + 30) for x, y in shape], blur=14, alpha=0.45)
    st.fill(blade, STEEL, finish="metal", depth=0.5)
    st.fill(handle, look.cover("wood", wood), finish="flat", depth=1.6)
    st.fill(
        path("M250 800 Q250 762 300 758 L330 757 L330 845 L310 846 Q252 846 250 800 Z"),
        look.accent("#d0a85a"),
        finish="ball",
    )
    for x, y in ((306, 800), (480, 794), (650, 790)):
        st.fill(ellipse(x, y, 11, 11), look.accent("#d0a85a"), finish="ball")


def scissors(st: Stage, look: Look) -> None:
    """Scissors, open a little; `form`: kitchen, shears (long), secateurs."""
    tone = look.main("#24252a")
    form = look.form("kitchen")
    length = {"kitchen": 1.0, "shears": 1.12, "secateurs": 0.72}[form]
    pivot = (480, 620)
    for side, turn in ((-1, -9), (1, 9)):
        blade = [
            (480 + side * (x - 480), y)
            for x, y in path(f"M456 650 L474 {620 - 390 * length} Q500 {640 - 390 * length} 512 640 Z")
        ]
        if form == "secateurs":
            blade = [
                (480 + side * (x - 480), y)
                for x, y in path(
                    "M450 660 L452 470 Q470 350 520 330 Q560 470 520 660 Z"
                    if side == 1
                    else "M456 660 L470 450 Q480 400 500 400 Q520 520 514 660 Z"
                )
            ]
        blade = rotate(blade, -turn, pivot)
        st.shade([(x + 16, y + 20) for x, y in blade], blur=12, alpha=0.36)
        st.fill(blade, STEEL, finish="metal", depth=0.5)
        if form == "secateurs":
            grip = rotate(
                smooth(
                    [(480 - side * 10, 650), (480 - side * 62, 760), (480 - side * 66, 880), (480 - side * 40, 1020)]
                ),
                -turn * 0.6,
                pivot,
            )
            st.shade(
                [(x + 14, y + 18) for x, y in grip] + [(x + 40, y + 18) for x, y in reversed(grip)], blur=12, alpha=0.3
            )
            st.tube(grip, 54, tone, end_width=44)
        else:
            arm = rotate([(480 - side * 4, 640), (480 - side * 30, 740)], -turn, pivot)
            st.tube(arm, 44, look.accent(tone), end_width=36)
            cx, cy = rotate([(480 - side * 76, 860)], -turn, pivot)[0]
            ring, hole = ellipse(cx, cy, 88, 130), ellipse(cx, cy, 52, 92)
            st.shade([(x + 14, y + 20) for x, y in ring], blur=12, alpha=0.25)
            st.fill(
                rotate(ring, side * 12, (cx, cy)),
                tone,
                finish="ball",
                depth=0.6,
                holes=[rotate(hole, side * 12, (cx, cy))],
            )
    st.fill(ellipse(480, 622, 20, 20), look.color("screw", "#d0a85a"), finish="ball")


def hand_tool(st: Stage, look: Look) -> None:
    """A hand tool upright against the wall; `form`: trowel, fork, chisel, saw, axe, dibber, opener, palette, file."""
    wood = look.main("#b98a55")
    form = look.form("trowel")
    steel = look.color("steel", "#aeb4b8")
    about = (480, 640)
    turn = 7.0
    heads: dict[str, Points] = {
        "trowel": path("M440 560 L440 380 Q440 240 480 190 Q520 240 520 380 L520 560 Q480 590 440 560 Z"),
        "chisel": path("M458 650 L446 240 L514 240 L502 650 Z"),
        "saw": path("M464 650 L438 110 L536 110 L512 650 Z"),
        "palette": path("M462 700 L450 260 Q480 200 510 260 L498 700 Z"),
        "opener": path("M468 690 L462 240 Q480 170 498 240 L492 690 Z"),
        "dibber": path("M450 560 L462 330 Q480 230 498 330 L510 560 Z"),
        "axe": path("M380 250 Q300 330 330 440 L520 390 L530 300 Z"),
        "fork": path(
            "M424 520 L412 250 Q420 220 432 250 L444 430 L464 430 L466 210 Q480 180 494 210 L496 430 L516 430 L528 250 Q540 220 548 250 L536 520 Q480 560 424 520 Z"  # noqa: E501
        ),
        "oyster": path("M464 640 L462 420 Q480 330 500 420 L498 640 Z"),
    }
    head = rotate(heads[form], turn, about)
    top = {"axe": 270, "oyster": 620}.get(form, 640)
    bottom = 1030
    width = {"axe": 46, "saw": 58, "oyster": 96, "dibber": 74}.get(form, 60)
    neck = {"trowel": 540, "fork": 520, "dibber": 540}.get(form)
    st.shade([(x + 26, y + 22) for x, y in head], blur=16, alpha=0.4)
    handle = rotate([(480, top), (480, bottom - width / 2)], turn, about)
    st.shade(
        [
            (handle[0][0] + 4, handle[0][1]),
            (handle[0][0] + 56, handle[0][1]),
            (handle[1][0] + 62, handle[1][1] + 30),
            (handle[1][0] + 6, handle[1][1] + 30),
        ],
        blur=16,
        alpha=0.4,
    )
    if neck:
        st.tube(rotate([(480, neck), (480, 700)], turn, about), 24, steel, metal=True)
    if form == "axe":
        st.tube(rotate(smooth([(480, 250), (484, 500), (476, 800), (492, 1020)]), turn, about), 48, wood, end_width=54)
        st.fill(head, steel, finish="flat", depth=1.6)
        st.fill(
            rotate(path("M380 250 Q300 330 330 440 L352 434 Q330 340 398 258 Z"), turn, about),
            lighter(steel, 0.6),
            finish="flat",
        )
        return
    st.fill(head, steel, finish="metal", depth=0.55)
    if form == "saw":
        teeth: Points = []
        for i in range(54):
            y = 112 + i * 9.8
            teeth += [(438 + i * 0.47, y), (429 + i * 0.47, y + 5)]
        st.fill(rotate([*teeth, (470, 640), (446, 112)], turn, about), steel, finish="flat")
        st.fill(rotate(path("M528 104 L544 104 L520 700 L504 700 Z"), turn, about), darker(steel, 0.35), finish="metal")
    if form == "trowel":
        st.fill(
            rotate(path("M478 540 L470 300 Q480 250 486 300 L484 540 Z"), turn, about),
            darker(steel, 0.5),
            finish="none",
            alpha=0.35,
        )
    st.tube(handle, width, wood)
    if form == "saw":
        for i in range(9):
            y = 700 + i * 30
            a = rotate([(452, y), (508, y + 18)], turn, about)
            st.tube(a, 7, look.accent(darker(wood, 0.3)))
    else:
        st.fill(
            rotate(rounded(480 - width * 0.52, top - 6, 480 + width * 0.52, top + 30, 6), turn, about),
            look.accent("#d0a85a"),
            finish="metal",
        )


def whetstone(st: Stage, look: Look) -> None:
    """A two-sided stone on its base."""
    main = look.main("#9a8f86")
    st.stand(480, 940, 290, ry=40)
    st.fill(
        path("M170 880 L790 880 L810 948 L150 948 Z"), look.cover("wood", look.color("base", "#8b6440")), finish="flat"
    )
    st.fill(
        path("M210 800 L750 800 L760 884 L200 884 Z"),
        look.cover("speckle", look.accent("#5c6670"), size=0.6),
        finish="flat",
        depth=0.8,
    )
    st.fill(
        path("M214 720 L746 720 L750 802 L210 802 Z"), look.cover("speckle", main, size=0.6), finish="flat", depth=0.8
    )
    st.fill(
        path("M262 650 L698 650 L746 722 L214 722 Z"),
        look.cover("speckle", lighter(main, 0.2), main, size=0.6),
        finish="flat",
        depth=0.8,
    )


MOTIFS = {
    "knife": knife,
    "pocket_knife": pocket_knife,
    "scissors": scissors,
    "hand_tool": hand_tool,
    "whetstone": whetstone,
}
