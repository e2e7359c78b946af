"""demo · art: toys · no schema."""

from __future__ import annotations

from math import cos, radians, sin

from apps.demo.art.color import darker, lighter, rgb
from apps.demo.art.geometry import Points, ellipse, path, rotate, rounded, smooth
from apps.demo.art.look import Look
from apps.demo.art.stage import Stage
from apps.demo.art.surface import Tile


def train(st: Stage, look: Look) -> None:
    """A wooden vehicle; `form`: train, car, boat."""
    colors = look.colors("#a8392b", "#2d4a6d")
    form = look.form("train")
    wood = rgb("#d9b98a")
    st.stand(480, 968, 320, ry=30)
    if form == "boat":
        st.tube([(470, 420), (470, 800)], 20, wood)
        st.fill(path("M486 430 Q660 560 670 760 L486 760 Z"), colors[1], finish="flat")
        st.fill(path("M454 480 Q330 620 320 760 L454 760 Z"), lighter(colors[2], 0.2), finish="flat")
        st.fill(
            path("M170 800 L790 800 Q760 950 660 966 L300 966 Q200 950 170 800 Z"),
            look.cover("wood", colors[0]),
            finish="round",
            depth=0.8,
        )
        st.fill(rounded(170, 788, 790, 816, 8), wood, finish="flat")
        return
    if form == "car":
        st.fill(
            path(
                "M150 860 Q150 740 280 730 Q340 600 470 596 L580 596 Q690 610 720 740 Q810 750 812 860 Q812 900 780 900 L180 900 Q150 900 150 860 Z"  # noqa: E501
            ),
            look.paint("#a8392b"),
            finish="flat",
            depth=1.3,
        )
        for shape in (
            path("M360 730 Q400 650 460 646 L460 730 Z"),
            path("M486 646 L566 646 Q630 660 650 730 L486 730 Z"),
        ):
            st.fill(shape, lighter(colors[1], 0.55), finish="deep")
        wheels = [290, 670]
    else:
        st.fill(rounded(140, 850, 830, 912, 12), wood, finish="flat")
        st.fill(rounded(150, 620, 370, 860, 10), look.cover("wood_up", colors[0]), finish="flat")
        st.fill(rounded(186, 660, 334, 760, 8), darker(wood, 0.45), finish="deep")
        st.fill(rounded(130, 590, 390, 632, 10), colors[1], finish="flat")
        st.fill(rounded(360, 690, 780, 856, 60), look.cover("wood", colors[2]), finish="flat", depth=1.4)
        st.turned([(560, 52), (580, 44), (700, 40)], colors[1], cx=680, finish="matt", sharp=True)
        st.fill(ellipse(560, 690, 44, 40), colors[0], finish="ball")
        wheels = [240, 440, 580, 730]
    for x in wheels:
        st.fill(ellipse(x, 912, 62, 62), colors[1], finish="ball", depth=0.8)
        st.fill(ellipse(x, 912, 22, 22), wood, finish="ball")


def blocks(st: Stage, look: Look) -> None:
    """Building blocks piled up; `form`: blocks, rings (stacker), run (marble run), animals."""
    colors = look.colors("#a8392b", "#2d4a6d")
    form = look.form("blocks")
    wood = rgb("#dcbf92")
    if form == "rings":
        st.stand(480, 968, 220)
        st.tube([(480, 430), (480, 940)], 34, wood)
        st.turned([(940, 200), (968, 206)], wood, finish="matt", sharp=True)
        for i in range(5):
            r = 196 - i * 28
            y = 930 - i * 86
            st.turned(
                [(y - 84, r * 0.86), (y - 60, r), (y - 24, r), (y, r * 0.86)],
                colors[i % 5],
                tilt=0.17,
                finish="glazed",
                depth=0.8,
            )
            st.fill(ellipse(480, y - 84, r * 0.86, r * 0.15), lighter(colors[i % 5], 0.15), finish="flat")
        st.fill(ellipse(480, 430, 52, 52), colors[1], finish="ball")
        return
    if form == "run":
        st.stand(480, 968, 260, ry=30)
        for x in (230, 730):
            st.fill(rounded(x - 26, 320, x + 26, 966, 8), look.cover("wood_up", wood), finish="round", depth=0.7)
        for i, y in enumerate((400, 530, 660, 790)):
            a, b = ((204, y), (756, y + 80)) if i % 2 == 0 else ((756, y), (204, y + 80))
            st.fill(
                [(a[0], a[1]), (b[0], b[1]), (b[0], b[1] + 36), (a[0], a[1] + 36)],
                look.cover("wood", lighter(wood, 0.1)),
                finish="flat",
            )
            t = 0.25 + 0.17 * i
            st.fill(
                ellipse(a[0] + (b[0] - a[0]) * t, a[1] + 80 * t - 20, 27, 27), colors[i % 5], finish="ball", depth=1
            )
        return
    if form == "animals":
        for dx, dy, tone, flip in ((-150, -30, colors[0], 1), (150, 20, colors[2], -1)):
            shape = [
                (480 + dx + flip * x, 800 + dy + y)
                for x, y in path(
                    "M-130 140 L-126 -20 Q-120 -90 -30 -86 L60 -84 L80 -190 Q84 -226 120 -222 L160 -196 Q176 -170 140 -160 L136 -40 Q132 40 126 140 L76 140 L70 30 L-70 30 L-80 140 Z"  # noqa: E501
                )
            ]
            st.stand(480 + dx, 940 + dy, 140, ry=22)
            st.fill(shape, look.cover("wood", tone), finish="flat", depth=1.3)
            st.fill(ellipse(480 + dx + flip * 122, 800 + dy - 190, 7, 7), darker(tone, 0.8), finish="none")
        return
    st.stand(480, 968, 280, ry=30)
    pieces: list[tuple[Points, int]] = [
        (rounded(190, 810, 350, 966, 6), 0),
        (rounded(400, 810, 560, 966, 6), 1),
        (rounded(610, 810, 770, 966, 6), 2),
        (rounded(230, 700, 730, 808, 6), 5),
        (path("M260 698 V560 H420 V698 H390 Q390 630 340 630 Q290 630 290 698 Z"), 3),
        (rounded(540, 540, 690, 698, 6), 4),
        (path("M530 538 L700 538 L615 410 Z"), 0),
        (rounded(250, 450, 430, 558, 6), 1),
        (ellipse(340, 390, 58, 58), 2),
    ]
    for shape, paint in pieces:
        st.fill(shape, look.cover("wood", wood if paint == 5 else colors[paint]), finish="flat", depth=1.2)


def top(st: Stage, look: Look) -> None:
    """Spinning tops; `form`: tops, doll (turned figure), llama, bell (wind bell), sheep."""
    colors = look.colors("#a8392b", "#2d4a6d")
    form = look.form("tops")
    if form == "doll":
        st.stand(480, 968, 130)
        st.turned(
            [(620, 70), (650, 130), (760, 150), (900, 140), (968, 124)],
            look.paint("#a8392b", default="floral", size=0.8),
            finish="glazed",
        )
        st.fill(ellipse(480, 500, 150, 148), rgb("#f1dcc0"), finish="ball", depth=0.5)
        st.fill(
            path("M332 500 Q330 346 480 344 Q630 346 628 500 Q620 440 560 430 Q480 470 400 430 Q340 440 332 500 Z"),
            rgb("#2a2326"),
            finish="ball",
            depth=0.7,
        )
        for x in (430, 530):
            st.fill(ellipse(x, 520, 10, 7), rgb("#2a2326"), finish="none")
        st.fill(ellipse(480, 572, 13, 6), rgb("#b5443c"), finish="none")
        return
    if form in ("llama", "sheep"):
        wool = look.cover("pile", colors[0])
        st.stand(480, 968, 220, ry=28)
        for x in (350, 420, 540, 610):
            st.tube([(x, 840), (x, 950)], 40, darker(colors[0], 0.25) if form == "llama" else rgb("#3a3336"))
        if form == "llama":
            st.fill(
                smooth([(580, 760), (600, 560), (590, 440), (640, 410), (700, 470), (690, 760), (580, 760)]),
                wool,
                finish="round",
                depth=0.6,
            )
            st.fill(ellipse(660, 420, 76, 56), wool, finish="ball", depth=0.6)
            st.fill(ellipse(716, 440, 34, 28), lighter(colors[0], 0.3), finish="ball", depth=0.6)
            for x in (620, 656):
                st.fill(rotate(ellipse(x, 350, 16, 46), 10, (x, 350)), wool, finish="ball")
            st.fill(ellipse(670, 412, 9, 9), (30, 26, 28), finish="none")
            st.fill(ellipse(476, 770, 214, 140), wool, finish="ball", depth=0.6)
            st.fill(
                path("M380 650 Q480 630 570 650 L580 800 Q480 820 370 800 Z"),
                look.cover("andean", colors[1], colors[2], size=0.5),
                finish="flat",
            )
        else:
            for cx, cy, r in (
                (340, 760, 96),
                (430, 690, 110),
                (540, 690, 110),
                (620, 770, 100),
                (480, 820, 150),
                (370, 840, 80),
                (590, 840, 84),
            ):
                st.fill(ellipse(cx, cy, r, r), wool, finish="ball", depth=0.4)
            st.fill(ellipse(680, 700, 70, 84), rgb("#3a3336"), finish="ball", depth=0.7)
            for x in (626, 738):
                st.fill(
                    rotate(ellipse(x, 660, 40, 17), -20 if x < 680 else 20, (x, 660)), rgb("#3a3336"), finish="ball"
                )
            st.fill(ellipse(660, 690, 8, 8), (240, 236, 226), finish="none")
            st.fill(ellipse(704, 690, 8, 8), (240, 236, 226), finish="none")
        return
    if form == "bell":
        st.tube([(480, 80), (480, 330)], 6, rgb("#3a3336"))
        st.turned(
            [(320, 30), (350, 110), (430, 170), (560, 190), (640, 186), (650, 200)],
            look.paint("#2f6f73"),
            finish=str(look.spec.get("finish", "matt")),
        )
        st.fill(ellipse(480, 652, 198, 28), darker(colors[0], 0.6), finish="deep")
        st.tube([(480, 640), (480, 800)], 5, rgb("#3a3336"))
        st.fill([(430, 800), (530, 800), (530, 1060), (430, 1060)], colors[1], finish="flat")
        for k in range(3):
            st.fill(ellipse(480, 860 + k * 64, 24, 24), lighter(colors[1], 0.6), finish="none")
        return
    for cx, base, scale, tone in ((330, 930, 0.9, 0), (640, 960, 1.05, 2), (480, 850, 0.7, 1)):
        st.shade(ellipse(cx + 40 * scale, base, 130 * scale, 26), blur=14, alpha=0.4)
        st.turned(
            [
                (base - 300 * scale, 14 * scale),
                (base - 200 * scale, 16 * scale),
                (base - 190 * scale, 60 * scale),
                (base - 150 * scale, 150 * scale),
                (base - 120 * scale, 154 * scale),
                (base - 40 * scale, 40 * scale),
                (base, 6),
            ],
            look.cover("stripes", colors[tone], colors[(tone + 1) % 5], size=0.6),
            cx=cx,
            tilt=0.2,
            finish="glazed",
        )


def kite(st: Stage, look: Look) -> None:
    """A kite in the sky."""
    colors = look.colors("#a8392b", "#c9992e")
    tail = smooth([(520, 830), (440, 900), (560, 960), (470, 1030), (540, 1100), (500, 1170)])
    st.tube(tail, 5, darker(colors[0], 0.3))
    for i, (x, y) in enumerate(tail[6::11]):
        st.fill([(x - 40, y - 20), (x, y), (x - 40, y + 20)], colors[i % 4], finish="flat")
        st.fill([(x + 40, y - 20), (x, y), (x + 40, y + 20)], colors[i % 4], finish="flat")
    st.shade(rotate([(560, 200), (800, 480), (560, 880), (320, 480)], 6, (520, 500)), blur=34, alpha=0.2)
    shape = [(520, 150), (770, 420), (520, 830), (270, 420)]
    quads = (
        [(520, 150), (770, 420), (520, 420)],
        [(520, 150), (270, 420), (520, 420)],
        [(270, 420), (520, 830), (520, 420)],
        [(770, 420), (520, 830), (520, 420)],
    )
    for quad, tone in zip(quads, (colors[0], colors[1], colors[2], colors[3]), strict=False):
        st.fill(rotate(quad, 6, (520, 500)), tone, finish="flat", depth=0.7)
    if look.spec.get("pattern"):
        st.fill(rotate(shape, 6, (520, 500)), look.paint("#a8392b"), finish="flat", depth=0.7)
    for a, b in (((520, 150), (520, 830)), ((270, 420), (770, 420))):
        st.tube(rotate([a, b], 6, (520, 500)), 9, rgb("#8b6440"))


def disc(st: Stage, look: Look) -> None:
    """A flying disc or ball; `form: yoyo`."""
    main = look.main("#dd9a2f")

    def face(tile: Tile) -> None:
        tile.rect(*tile.box, main)
        for k in range(12):
            a = radians(30 * k)
            tile.line([(480, 640), (480 + cos(a) * 300, 640 + sin(a) * 260)], look.accent("#a8392b"), 14)
        tile.oval(480, 640, 120, 104, main)

    st.shade(ellipse(510, 700, 300, 240), blur=30, alpha=0.42)
    st.fill(ellipse(480, 640, 300, 260), face, finish="ball", depth=0.5)
    st.fill(
        ellipse(480, 640, 300, 260), darker(main, 0.2), finish="none", alpha=0.3, holes=[ellipse(480, 634, 270, 232)]
    )


MOTIFS = {"train": train, "blocks": blocks, "top": top, "kite": kite, "disc": disc}
