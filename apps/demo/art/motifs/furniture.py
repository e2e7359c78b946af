"""demo · art: seats, tables, shelves, baskets · no schema."""

from __future__ import annotations

from apps.demo.art.color import darker, lighter
from apps.demo.art.geometry import ellipse, path, rounded
from apps.demo.art.look import Look
from apps.demo.art.stage import Stage


def _leg(st: Stage, look: Look, x0: float, y0: float, x1: float, y1: float, width: float) -> None:
    main = look.main("#c29a62")
    st.tube([(x0, y0), (x1, y1)], width, main, end_width=width * 0.72)


def stool(st: Stage, look: Look) -> None:
    """Seats; `form`: stool (round), bench, chair, pouf, folding."""
    main = look.main("#c29a62")
    form = look.form("stool")
    if form == "pouf":
        st.stand(480, 960, 270, ry=44)
        st.turned(
            [(650, 200), (664, 250), (760, 296), (880, 284), (950, 236), (966, 200)],
            look.paint("#c08a55"),
            tilt=0.17,
            finish="matt",
            depth=1.1,
        )
        st.fill(ellipse(480, 652, 206, 42), lighter(main, 0.12), finish="flat")
        for k in range(-3, 4):
            st.tube([(480 + k * 8, 652), (480 + k * 66, 690 - abs(k) * 4)], 5, look.accent("#f0e4cc"))
            st.tube([(480 + k * 80, 720), (480 + k * 88, 820), (480 + k * 72, 950)], 5, look.accent(darker(main, 0.3)))
        st.fill(ellipse(480, 650, 52, 11), look.accent("#f0e4cc"), finish="flat", holes=[ellipse(480, 650, 40, 8)])
        return
    st.stand(480, 976, 250, ry=28)
    if form == "chair":
        for x in (330, 630):
            st.tube([(x, 230), (x + (12 if x < 480 else -12), 700), (x, 930)], 34, darker(main, 0.1), end_width=24)
        for y in (280, 372, 464):
            st.fill(
                path(f"M322 {y} Q480 {y - 26} 638 {y} L638 {y + 50} Q480 {y + 24} 322 {y + 50} Z"),
                look.cover("wood", main),
                finish="flat",
            )
        for x0, x1 in ((286, 262), (674, 698)):
            _leg(st, look, x0, 690, x1, 976, 38)
        st.tube([(276, 830), (684, 830)], 20, darker(main, 0.08))
        seat = path("M300 640 L660 640 Q720 700 716 726 Q480 752 244 726 Q240 700 300 640 Z")
        st.fill([(x, y + 20) for x, y in seat], darker(main, 0.4), finish="flat")
        st.fill(
            seat,
            look.paint("#c29a62", default="wood")
            if not look.spec.get("woven")
            else look.cover("wicker", look.accent("#d9c08a")),
            finish="flat",
        )
        return
    if form == "bench":
        for x0, x1 in ((200, 180), (760, 780)):
            _leg(st, look, x0, 700, x1, 972, 42)
        st.tube([(196, 850), (764, 850)], 22, darker(main, 0.1))
        top = path("M170 640 L790 640 L850 706 L110 706 Z")
        st.fill([(110, 704), (850, 704), (850, 740), (110, 740)], look.cover("wood", darker(main, 0.25)), finish="flat")
        st.fill(top, look.cover("wood", main), finish="flat")
        return
    if form == "folding":
        for a, b in (((260, 660), (700, 972)), ((700, 660), (260, 972))):
            st.tube([a, b], 34, main)
        st.fill(
            path("M220 640 Q480 700 740 640 L752 690 Q480 760 208 690 Z"),
            look.cover("linen", look.accent("#737548")),
            finish="round",
            depth=0.7,
        )
        return
    for x0, x1, y1 in ((390, 360, 930), (570, 600, 930)):
        _leg(st, look, x0, 620, x1, y1, 36)
    for x0, x1 in ((330, 268), (630, 692)):
        _leg(st, look, x0, 620, x1, 976, 42)
    st.tube([(300, 800), (660, 800)], 22, darker(main, 0.12))
    st.turned(
        [(584, 234), (590, 240), (626, 240), (640, 226)],
        look.cover("wood", darker(main, 0.1)),
        tilt=0.2,
        finish="matt",
        sharp=True,
    )
    surface = look.cover("wicker", look.accent("#d9c08a")) if look.spec.get("woven") else look.cover("wood", main)
    st.fill(ellipse(480, 584, 234, 47), surface, finish="flat")


def table(st: Stage, look: Look) -> None:
    """Tables and shelves; `form`: side (round), coffee, shelf, rack (coat pegs), box."""
    main = look.main("#c29a62")
    form = look.form("side")
    if form == "shelf":
        for x in (220, 740):
            st.shade([(x + 10, 200), (x + 40, 200), (x + 46, 970), (x + 10, 970)], blur=18, alpha=0.3)
            st.fill(rounded(x - 20, 180, x + 20, 974, 4), look.cover("wood_up", main), finish="round", depth=0.7)
        for i, y in enumerate((280, 470, 660, 850)):
            st.shade([(210, y + 30), (760, y + 30), (760, y + 60), (210, y + 60)], blur=14, alpha=0.34)
            st.fill(rounded(200, y, 760, y + 34, 4), look.cover("wood", lighter(main, 0.06)), finish="flat")
            if i == 1:
                for k, tone in enumerate(look.colors("#c29a62", "#a8392b")[1:]):
                    st.fill(rounded(280 + k * 48, y - 120 + k % 2 * 16, 322 + k * 48, y, 3), tone, finish="round")
            if i == 2:
                st.turned([(y - 130, 26), (y - 100, 24), (y - 60, 60), (y - 4, 44)], look.accent("#9dc0ab"), cx=620)
        return
    if form == "rack":
        shape = rounded(140, 420, 820, 520, 14)
        st.shade([(x + 16, y + 20) for x, y in shape], blur=18, alpha=0.36)
        st.fill(shape, look.cover("wood", main), finish="flat")
        for x in (230, 396, 562, 728):
            st.shade([(x, 480), (x + 20, 480), (x + 60, 590), (x + 30, 590)], blur=10, alpha=0.4)
            st.tube([(x, 468), (x, 552)], 40, lighter(main, 0.08), end_width=48)
            st.fill(ellipse(x, 556, 25, 18), lighter(main, 0.2), finish="flat")
        return
    if form == "box":
        st.stand(480, 962, 270, ry=30)
        st.fill(rounded(210, 700, 750, 962, 10), look.cover("wood", main), finish="flat")
        st.fill(path("M210 640 L750 640 L768 712 L192 712 Z"), look.cover("wood", lighter(main, 0.08)), finish="flat")
        st.fill(
            path("M246 560 L714 560 L750 642 L210 642 Z"),
            look.paint("#b4742c", default="stars", size=0.5),
            finish="flat",
        )
        st.fill(rounded(452, 690, 508, 760, 8), look.color("lock", "#d0a85a"), finish="metal")
        return
    st.stand(480, 976, 280, ry=30)
    if form == "coffee":
        for x0, x1, y in ((250, 236, 930), (710, 724, 930), (180, 160, 976), (780, 800, 976)):
            _leg(st, look, x0, 700, x1, y, 40)
        st.fill([(110, 704), (850, 704), (850, 742), (110, 742)], look.cover("wood", darker(main, 0.25)), finish="flat")
        st.fill(path("M200 610 L760 610 L850 706 L110 706 Z"), look.cover("wood", main), finish="flat")
        return
    for x0, x1, y in ((400, 380, 930), (560, 580, 930), (320, 286, 976), (640, 674, 976)):
        _leg(st, look, x0, 540, x1, y, 34)
    st.turned(
        [(496, 272), (500, 276), (528, 276), (536, 270)],
        look.cover("wood", darker(main, 0.12)),
        tilt=0.18,
        finish="matt",
        sharp=True,
    )
    st.fill(ellipse(480, 496, 272, 49), look.cover("wood", main), finish="flat")


def basket(st: Stage, look: Look) -> None:
    """Baskets; `form`: open, lidded (with a pointed lid), flat (wall plate), log (with handles)."""
    main = look.main("#d9c08a")
    form = look.form("open")
    if form == "flat":
        st.shade(ellipse(520, 640, 310, 310), blur=28, alpha=0.38)
        colors = look.colors("#d9c08a", "#a8392b")
        for i in range(15):
            r = 310 - i * 20.5
            tone = colors[(i // 2) % 4] if i % 4 < 2 else colors[0]
            st.fill(
                ellipse(480, 600, r, r),
                look.cover("wicker", tone, size=0.5) if i == 0 else tone,
                finish="ball",
                depth=0.22,
            )
            if 1 < i < 13:
                for k in range(10):
                    wedge = [
                        (480, 600),
                        *ellipse(480, 600, r, r, start=36 * k + i * 3, end=36 * k + 15 + i * 3, steps=4),
                    ]
                    st.fill(wedge, colors[1 + (i // 3) % 3], finish="none", alpha=0.85)
            st.fill(
                ellipse(480, 600, r, r),
                darker(colors[0], 0.5),
                finish="none",
                alpha=0.4,
                holes=[ellipse(480, 600, r - 2.6, r - 2.6)],
            )
        return
    st.stand(480, 968, 210)
    if form == "lidded":
        st.turned([(880, 120), (900, 150), (968, 200)], look.paint("#d9c08a", default="coil"), tilt=0.16, finish="matt")
        st.turned(
            [(640, 264), (660, 270), (760, 244), (850, 170), (890, 124)],
            look.paint("#d9c08a", default="coil"),
            tilt=0.16,
            finish="matt",
        )
        st.turned(
            [(330, 18), (360, 40), (470, 140), (600, 256), (640, 270)],
            look.paint("#d9c08a", default="coil"),
            tilt=0.16,
            finish="matt",
        )
        st.fill(ellipse(480, 322, 26, 26), look.accent("#a8392b"), finish="ball")
        return
    if form == "log":
        for side in (-1, 1):
            st.tube(
                [(480 + side * 180, 600), (480 + side * 200, 500), (480 + side * 260, 500), (480 + side * 262, 600)],
                22,
                look.color("handle_color", "#6e4a2f"),
            )
    st.turned(
        [(580, 260), (600, 266), (760, 262), (900, 236), (968, 206)],
        look.paint("#d9c08a", default="wicker"),
        tilt=0.2,
        finish="matt",
    )
    st.mouth(480, 580, 262, tilt=0.22, rim=lighter(main, 0.2), inside=darker(main, 0.5), thick=0.09)


MOTIFS = {"stool": stool, "table": table, "basket": basket}
