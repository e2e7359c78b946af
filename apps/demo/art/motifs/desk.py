"""demo · art: paper and writing · no schema."""

from __future__ import annotations

from apps.demo.art.color import darker, lighter, rgb
from apps.demo.art.geometry import ellipse, path, rotate, rounded
from apps.demo.art.look import Look
from apps.demo.art.motifs.food import label_on
from apps.demo.art.stage import Stage
from apps.demo.art.surface import Tile


def notebook(st: Stage, look: Look) -> None:
    """A bound book; `form`: elastic, spine (cloth spine), open, stitched (thread), leather (wrapped)."""
    main, accent = look.main("#2d4a6d"), look.accent("#c9992e")
    form = look.form("elastic")
    turn, about = float(look.number("turn", -7)), (480, 640)
    if form == "open":
        st.shade([(150, 880), (810, 880), (830, 960), (130, 960)], blur=24, alpha=0.4)
        st.fill(path("M120 500 L840 500 L860 930 L100 930 Z"), main, finish="flat")
        ink = look.color("ink", "#b9b2a4")
        ruling = str(look.spec.get("ruling", "dotted"))

        def page(tile: Tile) -> None:
            tile.rect(*tile.box, (250, 246, 236))
            for y in range(540, 910, 24):
                if ruling == "lined":
                    tile.rect(150, y, 810, y + 2, ink)
                for x in range(160, 810, 24):
                    if ruling == "dotted":
                        tile.oval(x, y, 2.2, 2.2, ink)
                    elif ruling == "squared":
                        tile.rect(x, 520, x + 1.4, 920, ink)
                        tile.rect(150, y, 810, y + 1.4, ink)

        st.fill(path("M136 506 Q320 470 480 510 L480 920 Q320 880 120 918 Z"), page, finish="flat", depth=0.6)
        st.fill(path("M480 510 Q640 470 824 506 L840 918 Q640 880 480 920 Z"), page, finish="flat", depth=0.6)
        st.shade([(470, 512), (490, 512), (494, 916), (466, 916)], blur=12, alpha=0.4)
        st.fill([(500, 505), (514, 505), (530, 990), (512, 984)], accent, finish="flat")
        return
    cover = rotate(rounded(276, 270, 684, 980, 18), turn, about)
    st.shade([(x + 24, y + 26) for x, y in cover], blur=20, alpha=0.45)
    st.fill(rotate(rounded(284, 282, 696, 990, 10), turn, about), darker(main, 0.55), finish="none")
    st.fill(
        rotate(rounded(284, 278, 691, 985, 8), turn, about),
        look.cover("pinstripe", rgb("#f1ead9"), rgb("#d9d0ba"), size=0.14),
        finish="none",
    )
    st.fill(cover, look.paint("#2d4a6d", accent), finish="flat", depth=0.9)
    if form == "spine":
        st.fill(rotate(rounded(276, 270, 352, 980, 14), turn, about), look.cover("linen", accent), finish="flat")
    else:
        st.shade(rotate([(300, 280), (306, 280), (306, 970), (300, 970)], turn, about), blur=5, alpha=0.4)
    if form == "elastic":
        st.fill(
            rotate([(620, 268), (636, 268), (636, 982), (620, 982)], turn, about), accent, finish="round", depth=0.6
        )
    elif form == "stitched":
        for k in range(12):
            y = 300 + k * 56
            st.tube(rotate([(292, y), (292, y + 34)], turn, about), 6, accent)
            st.tube(rotate([(276, y), (292, y)], turn, about), 5, accent)
    elif form == "leather":
        for y in (520, 600):
            st.tube(rotate([(270, y), (480, y + 14), (690, y - 6)], turn, about), 12, accent)
        st.fill(rotate(ellipse(480, 560, 30, 30), turn, about), accent, finish="ball")
    if look.spec.get("plate", form in ("spine", "stitched")):
        st.fill(rotate(rounded(420, 370, 600, 480, 8), turn, about), rgb("#f4efe2"), finish="flat", depth=0.5)
        for k, half in enumerate((56, 36)):
            st.fill(
                rotate(rounded(510 - half, 406 + k * 26, 510 + half, 414 + k * 26, 4), turn, about),
                darker(main, 0.2),
                finish="none",
            )


def pen(st: Stage, look: Look) -> None:
    """Pens; `form`: fountain, ball, brush, pencils (a fan of `colors`), roll."""
    main, trim = look.main("#22344f"), look.accent("#d0a85a")
    form = look.form("fountain")
    if form == "pencils":
        colors = look.colors("#2d4a6d", "#c9992e")
        count = int(look.number("count", 6))
        for i in range(count):
            x = 480 + (i - (count - 1) / 2) * (600 / count)
            tone = colors[i % 5] if look.spec.get("mixed") else main
            top = 300 + (i % 2) * 36
            st.shade([(x + 4, top + 60), (x + 40, top + 60), (x + 44, 1010), (x + 8, 1010)], blur=10, alpha=0.4)
            st.fill([(x - 26, top + 92), (x, top), (x + 26, top + 92)], rgb("#e3c596"), finish="round", depth=0.7)
            st.fill(
                [(x - 8, top + 28), (x, top), (x + 8, top + 28)],
                tone if look.spec.get("mixed") else rgb("#3a3a3e"),
                finish="none",
            )
            st.fill(
                [
                    (x - 26, top + 88),
                    (x - 13, top + 80),
                    (x, top + 90),
                    (x + 13, top + 80),
                    (x + 26, top + 88),
                    (x + 26, 990),
                    (x - 26, 990),
                ],
                tone,
                finish="round",
            )
            st.fill(rounded(x - 26, 930, x + 26, 960, 3), trim, finish="metal")
        return
    turn, about = 32, (480, 660)
    st.fill(rotate(rounded(180, 330, 780, 1010, 6), -5, (480, 660)), rgb("#f6f1e4"), finish="flat", depth=0.6)
    st.shade(rotate([(486, 260), (540, 260), (540, 1040), (486, 1040)], turn, (500, 690)), blur=16, alpha=0.4)
    body = {"fountain": (440, 1010), "ball": (330, 1000), "brush": (330, 900)}.get(form, (440, 1010))
    st.fill(rotate(rounded(448, body[0], 512, body[1], 28), turn, about), look.paint("#22344f"), finish="glazed")
    if form == "fountain":
        st.fill(rotate(path("M458 440 L462 330 L498 330 L502 440 Z"), turn, about), darker(main, 0.4), finish="round")
        st.fill(rotate(path("M462 336 Q456 270 480 200 Q504 270 498 336 Z"), turn, about), trim, finish="metal")
        st.fill(rotate([(478, 214), (482, 214), (482, 292), (478, 292)], turn, about), rgb("#2b2522"), finish="none")
        st.fill(rotate(ellipse(480, 294, 6, 6), turn, about), rgb("#2b2522"), finish="none")
        for y in (436, 720):
            st.fill(rotate(rounded(445, y, 515, y + 16, 4), turn, about), trim, finish="metal")
    elif form == "ball":
        st.fill(rotate(path("M456 336 L474 220 L486 220 L504 336 Z"), turn, about), trim, finish="metal")
        st.fill(rotate(rounded(500, 700, 516, 960, 7), turn, about), trim, finish="metal")
        st.fill(rotate(rounded(464, 996, 496, 1050, 8), turn, about), trim, finish="metal")
    else:
        st.fill(
            rotate(path("M460 336 Q440 250 480 130 Q520 250 500 336 Z"), turn, about), rgb("#3a2f2a"), finish="round"
        )
        st.fill(rotate(rounded(452, 326, 508, 366, 6), turn, about), trim, finish="metal")


def ink(st: Stage, look: Look) -> None:
    """A bottle of ink."""
    main = look.main("#22344f")
    st.stand(480, 968, 210, ry=32)
    st.fill(
        path(
            "M276 700 Q276 660 330 650 L630 650 Q684 660 684 700 L700 930 Q700 968 660 968 L300 968 Q260 968 260 930 Z"
        ),
        look.color("glass", lighter(main, 0.5)),
        finish="round",
        depth=0.8,
    )
    st.fill(
        path("M300 730 L660 730 L674 920 Q672 944 648 944 L312 944 Q288 944 286 920 Z"),
        look.cover("plain", main),
        finish="round",
        depth=0.7,
    )
    st.fill(
        rounded(350, 770, 610, 910, 8),
        label_on(Look({**look.spec, "main": "#f4efe2"}, look.rng), box=(350, 770, 610, 910)),
        finish="flat",
        depth=0.4,
    )
    st.turned([(540, 100), (548, 104), (644, 104)], look.color("cap", "#24252a"), tilt=0.16, finish="round", sharp=True)
    st.fill(ellipse(480, 540, 100, 16), lighter(look.color("cap", "#24252a"), 0.25), finish="flat")
    st.fill(path("M292 712 Q300 676 350 672 L352 940 Q300 930 292 712 Z"), (255, 255, 255), finish="none", alpha=0.22)


def letters(st: Stage, look: Look) -> None:
    """Cards and envelopes in a fan; `form: calendar` is a desk calendar, `planner` a week sheet pad."""
    main, accent = look.main("#f4efe2"), look.accent("#a8392b")
    form = look.form("letters")
    if form in ("calendar", "planner"):
        box = (300, 330, 660, 960) if form == "calendar" else (180, 500, 780, 950)
        st.stand(480, 962, 220, ry=26)
        shape = rounded(*box, 8)
        st.shade([(x + 26, y + 14) for x, y in shape], blur=22, alpha=0.36)
        st.fill([(x + 8, y + 8) for x, y in shape], darker(main, 0.2), finish="none")

        def sheet(tile: Tile) -> None:
            tile.rect(*tile.box, main)
            x0, y0, x1, y1 = box
            tile.rect(x0, y0, x1, y0 + (y1 - y0) * 0.22, accent)
            columns = 7 if form == "calendar" else 5
            rows = 5 if form == "calendar" else 1
            w, h = (x1 - x0 - 60) / columns, (y1 - y0) * 0.62 / rows
            for c in range(columns):
                for r in range(rows):
                    x, y = x0 + 30 + c * w, y0 + (y1 - y0) * 0.3 + r * h
                    tile.poly(rounded(x + 5, y + 5, x + w - 5, y + h - 5, 6), darker(main, 0.07))
                    tile.oval(x + 16, y + 18, 5, 5, accent if (c + r) % 6 == 0 else darker(main, 0.5))
            for k in range(13):
                tile.oval(x0 + 24 + k * (x1 - x0 - 48) / 12, y0 + 14, 6, 6, darker(accent, 0.5))

        st.fill(shape, sheet, finish="flat", depth=0.6)
        return
    for k, (turn, tone) in enumerate(((-16, lighter(accent, 0.55)), (-4, main), (9, lighter(accent, 0.2)))):
        shape = rotate(rounded(210, 520, 750, 900, 8), turn, (480, 900))
        st.shade([(x + 16, y + 20) for x, y in shape], blur=14, alpha=0.34)
        st.fill(shape, tone if k < 2 else look.paint("#f4efe2", accent, default="plain"), finish="flat", depth=0.7)
        if k == 2:
            st.fill(shape, tone, finish="flat", depth=0.7)
            st.fill(rotate(path("M210 526 L480 740 L750 526 Z"), turn, (480, 900)), lighter(tone, 0.18), finish="flat")
            st.fill(rotate(ellipse(480, 726, 34, 34), turn, (480, 900)), darker(accent, 0.2), finish="ball")


def desk(st: Stage, look: Look) -> None:
    """Things on a desk; `form`: tray (with pens), ruler, holder (cup with pencils), bookends, stamp."""
    main = look.main("#c29a62")
    form = look.form("tray")
    if form == "ruler":
        shape = rotate(rounded(130, 640, 830, 740, 4), -18, (480, 690))
        st.shade([(x + 12, y + 18) for x, y in shape], blur=10, alpha=0.42)
        st.fill(shape, look.cover("wood", main), finish="flat")
        for k in range(61):
            x = 150 + k * 11
            st.fill(
                rotate(
                    [
                        (x, 640),
                        (x + 1.8, 640),
                        (x + 1.8, 640 + (34 if k % 5 == 0 else 18)),
                        (x, 640 + (34 if k % 5 == 0 else 18)),
                    ],
                    -18,
                    (480, 690),
                ),
                darker(main, 0.75),
                finish="none",
            )
        return
    if form == "holder":
        for x, lean, tone in ((420, -60, "#a8392b"), (470, -10, "#2d4a6d"), (520, 40, "#c9992e"), (560, 90, "#5d7f5a")):
            st.tube([(x, 760), (x + lean, 420)], 30, rgb(tone))
            st.fill(
                [(x + lean - 14, 424), (x + lean + lean * 0.1, 372), (x + lean + 14, 424)],
                rgb("#e3c596"),
                finish="round",
            )
        st.stand(480, 968, 150)
        st.turned(
            [(640, 156), (648, 160), (950, 150), (968, 144)],
            look.cover("wood_up", main),
            tilt=0.16,
            finish="matt",
            sharp=True,
        )
        st.fill(
            [*ellipse(480, 640, 156, 25, start=0, end=180), *reversed(ellipse(480, 644, 144, 19, start=0, end=180))],
            lighter(main, 0.25),
            finish="flat",
        )
        return
    if form == "bookends":
        for i, cloth in enumerate(look.colors("#a8392b", "#2d4a6d")):
            st.fill(rounded(330 + i * 62, 520 - (i % 3) * 26, 388 + i * 62, 930, 4), cloth, finish="round", depth=0.8)
            st.fill(rounded(336 + i * 62, 600, 382 + i * 62, 612, 2), lighter(cloth, 0.5), finish="none")
        for side in (-1, 1):
            st.stand(480 + side * 250, 930, 90, ry=20)
            st.fill(
                [(480 + side * x, y) for x, y in ((160, 560), (220, 560), (340, 930), (160, 930))],
                look.cover("wood_up", main),
                finish="flat",
            )
        return
    shape = rounded(150, 660, 810, 930, 34)
    st.shade([(x + 16, y + 26) for x, y in shape], blur=18, alpha=0.42)
    st.fill(shape, look.cover("wood", main), finish="flat")
    st.fill(rounded(176, 684, 784, 906, 24), darker(main, 0.4), finish="none")
    st.fill(rounded(182, 694, 784, 906, 22), look.cover("wood", lighter(main, 0.04)), finish="flat")
    for y, tone in ((740, "#22344f"), (800, "#a8392b"), (856, "#c9992e")):
        st.shade([(230, y + 8), (700, y + 8), (700, y + 30), (230, y + 30)], blur=6, alpha=0.4)
        st.tube([(230, y), (660, y)], 28, rgb(tone))
        st.fill([(660, y - 13), (720, y), (660, y + 13)], rgb("#e3c596"), finish="round")


MOTIFS = {"notebook": notebook, "pen": pen, "ink": ink, "letters": letters, "desk": desk}
