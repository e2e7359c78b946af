"""demo · art: things to wear · no schema."""

from __future__ import annotations

from apps.demo.art.color import darker, lighter, rgb
from apps.demo.art.geometry import Points, ellipse, mirror, path, rotate, rounded, smooth, spiral
from apps.demo.art.look import Look
from apps.demo.art.motifs.cloth import fringe
from apps.demo.art.stage import Stage


def _both(points: Points) -> Points:
    """An outline given for its right half, top to bottom, completed on the left."""
    return [*points, *mirror(points, 480)[::-1]]


def scarf(st: Stage, look: Look) -> None:
    """A scarf; `form`: hung over a peg, rolled, shawl (triangle)."""
    main = look.main("#8a3b5c")
    form = look.form("hung")
    if form == "rolled":
        st.stand(480, 950, 250, ry=46)
        st.fill(ellipse(480, 800, 270, 156), look.paint("#8a3b5c", default="linen"), finish="ball", depth=0.6)
        st.tube(spiral(480, 794, 240, 136, turns=4), 9, darker(main, 0.4))
        st.fill(
            path("M640 900 Q760 900 800 990 L690 1016 Q660 950 600 940 Z"),
            look.paint("#8a3b5c", default="linen"),
            finish="flat",
        )
        return
    if form == "shawl":
        shape = path("M150 300 Q480 360 810 300 Q700 620 500 1000 Q480 1020 460 1000 Q260 620 150 300 Z")
        st.shade([(x + 26, y + 24) for x, y in shape], blur=24, alpha=0.36)
        for i in range(46):
            t = i / 45
            for side in (-1, 1):
                x, y = 480 + side * (330 - 318 * t), 310 + 690 * t
                st.fill(
                    [(x - 2, y), (x + side * 10 - 1, y + 34), (x + side * 10 + 2, y + 34), (x + 2.5, y)],
                    lighter(main, 0.15),
                    finish="none",
                )
        st.fill(shape, look.paint("#8a3b5c", default="border"), finish="matt", depth=0.5)
        for x0, x1 in ((330, 440), (480, 486), (620, 530)):
            st.shade([(x0, 350), (x0 + 10, 350), (x1 + 8, 900), (x1 - 6, 900)], blur=15, alpha=0.26)
        return
    st.fill(rounded(150, 226, 810, 280, 8), look.cover("wood", rgb("#a5794a")), finish="flat")
    for x in (250, 710):
        st.fill(ellipse(x, 254, 16, 16), rgb("#8b6440"), finish="ball")
    for x0, bottom, lean in ((492, 930, 46), (372, 1010, -40)):
        shape = path(
            f"M{x0 - 6} 246 Q{x0 + 40} 230 {x0 + 90} 250 L{x0 + 122 + lean} {bottom} Q{x0 + 60 + lean} {bottom + 12} {x0 - 34 + lean} {bottom} Z"  # noqa: E501
        )
        st.shade([(x + 24, y + 18) for x, y in shape], blur=20, alpha=0.36)
        if look.spec.get("fringe", True):
            fringe(st, x0 - 32 + lean, x0 + 120 + lean, bottom, 52, lighter(main, 0.08))
        st.fill(shape, look.paint("#8a3b5c", default="linen"), finish="round", depth=0.7)
        st.shade(
            [(x0 + 20, 270), (x0 + 30, 270), (x0 + 34 + lean, bottom - 30), (x0 + 6 + lean, bottom - 30)],
            blur=12,
            alpha=0.3,
        )
    st.fill(ellipse(480, 250, 20, 20), rgb("#8b6440"), finish="ball")


def hat(st: Stage, look: Look) -> None:
    """Headgear; `form`: beanie, chullo (ear flaps), brim (straw), cap (flat), wax (bucket)."""
    main = look.main("#5f86ad")
    form = look.form("beanie")
    if form in ("brim", "wax"):
        st.stand(480, 900, 340, ry=70)
        st.fill(
            ellipse(480, 860, 366, 100), look.paint("#d9c08a", default="wicker", size=0.7), finish="flat", depth=1.2
        )
        st.fill(ellipse(480, 848, 240, 60), darker(main, 0.4), finish="none", alpha=0.4)
        st.turned(
            [(540, 120), (552, 168), (620, 196), (760, 208), (850, 216)],
            look.paint("#d9c08a", default="wicker", size=0.7),
            tilt=0.16,
            finish="matt",
        )
        st.fill(ellipse(480, 556, 118, 26), darker(main, 0.16), finish="deep")
        st.turned([(780, 210), (786, 212), (846, 217)], look.accent("#24252a"), tilt=0.16, finish="matt", sharp=True)
        return
    if form == "cap":
        st.stand(470, 900, 300, ry=44)
        st.fill(
            path("M150 872 Q150 740 330 680 Q560 610 700 700 Q790 770 770 860 Q480 920 150 872 Z"),
            look.paint("#6b6a5c", default="herringbone"),
            finish="ball",
            depth=0.6,
        )
        st.fill(
            path("M500 880 Q640 812 780 838 Q880 872 868 908 Q690 944 520 912 Z"),
            look.paint("#6b6a5c", default="herringbone"),
            finish="flat",
            depth=1.4,
        )
        st.fill(ellipse(500, 662, 24, 13), darker(main, 0.25), finish="ball")
        return
    dome = path("M254 800 Q236 520 340 430 Q480 340 620 430 Q724 520 706 800 Z")
    st.stand(480, 930, 240, ry=36)
    if form == "chullo":
        for flap in (
            path("M262 780 Q250 900 312 1010 Q380 920 384 800 Z"),
            mirror(path("M262 780 Q250 900 312 1010 Q380 920 384 800 Z"), 480),
        ):
            st.fill(flap, look.paint("#8a3b5c", default="andean", size=0.6), finish="flat")
        for x in (312, 648):
            st.tube([(x, 1004), (x, 1100)], 12, look.accent("#dd9a2f"))
            st.fill(ellipse(x, 1112, 26, 26), look.accent("#dd9a2f"), finish="ball")
    st.fill(dome, look.paint("#5f86ad", default="knit"), finish="ball", depth=0.62)
    if form == "beanie":
        st.fill(
            path("M240 770 Q480 800 720 770 Q734 850 722 930 Q480 966 238 930 Q226 850 240 770 Z"),
            look.cover("ribs", look.color("cuff", main)),
            finish="round",
            depth=0.8,
        )
    if look.spec.get("pompom", form == "chullo"):
        st.fill(ellipse(480, 376, 66, 62), look.cover("pile", look.accent("#efe6d2")), finish="ball", depth=0.7)


def _hand(dx: float, flip: bool, turn: float) -> Points:
    shape = path(
        "M-70 330 L-74 120 Q-150 60 -150 -10 Q-140 -44 -104 -20 Q-84 10 -72 20 L-78 -150 Q-66 -196 -38 -150 L-30 -30 L-26 -210 Q-10 -252 14 -210 L16 -30 L26 -190 Q44 -230 62 -186 L58 -20 L72 -130 Q92 -164 104 -124 Q108 40 84 120 L84 330 Z"  # noqa: E501
    )
    if flip:
        shape = [(-x, y) for x, y in shape]
    return rotate([(480 + dx + x, 620 + y) for x, y in shape], turn, (480 + dx, 620))


def gloves(st: Stage, look: Look) -> None:
    """A pair of gloves; `form`: gloves, mittens."""
    main = look.main("#a3622f")
    for dx, flip, turn in ((-128, True, -7), (132, False, 8)):
        shape = _hand(dx, flip, turn)
        if look.form("gloves") == "mittens":
            mitten = path(
                "M-80 330 L-84 120 Q-160 60 -158 -20 Q-140 -56 -104 -20 L-84 20 Q-96 -220 10 -226 Q112 -216 96 40 L88 330 Z"  # noqa: E501
            )
            mitten = [(-x, y) for x, y in mitten] if flip else mitten
            shape = rotate([(480 + dx + x, 620 + y) for x, y in mitten], turn, (480 + dx, 620))
        st.shade([(x + 18, y + 22) for x, y in shape], blur=16, alpha=0.4)
        st.fill(shape, look.paint("#a3622f"), finish="ball", depth=0.55)
        cuff = rotate(rounded(480 + dx - 88, 880, 480 + dx + 92, 966, 14), turn, (480 + dx, 620))
        st.fill(
            cuff,
            look.cover("ribs", look.accent(darker(main, 0.15)))
            if look.spec.get("pattern") in ("knit", "ribs")
            else look.accent(darker(main, 0.2)),
            finish="round",
            depth=0.7,
        )


def socks(st: Stage, look: Look) -> None:
    """A pair of socks side by side."""
    accent = look.accent("#efe6d2")
    for dx in (-120, 120):
        shape = path(
            "M-78 -330 L78 -330 L84 60 Q88 130 150 190 Q196 250 150 300 Q90 350 20 290 Q-70 200 -80 100 Z",
            dx=460 + dx,
            dy=640,
        )
        st.shade([(x + 18, y + 20) for x, y in shape], blur=16, alpha=0.38)
        st.fill(shape, look.paint("#8f9699", default="knit", size=0.7), finish="round", depth=0.7)
        st.fill(
            rounded(380 + dx, 300, 540 + dx, 390, 10), look.cover("ribs", accent, size=0.8), finish="round", depth=0.6
        )
        toe = path("M92 168 Q146 190 168 250 Q160 300 120 318 Q76 330 40 302 Q50 230 92 168 Z", dx=460 + dx, dy=640)
        st.fill(toe, look.cover("knit", accent, size=0.7), finish="flat", depth=0.8)


def garment(st: Stage, look: Look) -> None:
    """Clothing on a hanger; `form`: jumper, shirt, robe, poncho, apron, vest."""
    main = look.main("#5f7482")
    form = look.form("jumper")
    right: dict[str, Points] = {
        "jumper": path(
            "M556 300 Q640 320 690 356 Q770 560 792 800 L712 826 Q680 640 650 540 Q664 760 660 930 L480 936"
        ),
        "shirt": path(
            "M548 292 Q640 312 700 350 Q760 470 786 600 L706 640 Q680 560 652 510 Q662 760 664 990 L480 1000"
        ),
        "robe": path(
            "M540 292 Q650 316 712 356 Q790 560 812 760 L718 800 Q690 640 662 560 Q690 820 700 1060 L480 1066"
        ),
        "poncho": path("M544 296 Q640 330 720 430 Q800 640 824 860 L480 980"),
        "apron": path("M560 320 Q566 470 640 560 Q700 600 706 640 L720 1010 L480 1016"),
        "vest": path("M556 300 Q620 316 644 350 Q620 460 656 540 Q664 760 662 920 L480 926"),
    }
    shape = _both(right[form])
    if form != "apron":
        st.tube(smooth([(480, 250), (480, 200), (520, 176), (506, 146), (476, 150)]), 9, rgb("#9a9da1"), metal=True)
        st.tube(smooth([(300, 356), (400, 296), (480, 268), (560, 296), (660, 356)]), 20, rgb("#8b6440"))
    else:
        st.tube(smooth([(402, 330), (420, 210), (480, 160), (540, 210), (558, 330)]), 14, darker(main, 0.1))
        for side in (-1, 1):
            st.tube(
                smooth([(480 + side * 220, 650), (480 + side * 290, 720), (480 + side * 270, 860)]),
                12,
                darker(main, 0.1),
            )
    st.shade([(x + 30, y + 22) for x, y in shape], blur=26, alpha=0.36)
    default = {"jumper": "knit", "vest": "knit", "poncho": "andean"}.get(form, "linen")
    st.fill(shape, look.paint("#5f7482", default=default, size=0.8), finish="matt", depth=0.7)
    for x0, x1, low in ((420, 400, 880), (540, 560, 880), (600, 628, 820), (360, 332, 820)):
        st.shade([(x0, 520), (x0 + 8, 520), (x1 + 14, low), (x1 - 6, low)], blur=18, alpha=0.14)
    trim = look.accent(darker(main, 0.18))
    neck = ellipse(480, 298, 84, 36)
    if form in ("jumper", "vest"):
        st.fill(ellipse(480, 300, 94, 44), look.cover("ribs", trim), finish="flat", holes=[ellipse(480, 290, 70, 30)])
        st.fill(ellipse(480, 288, 70, 28), darker(main, 0.6), finish="deep")
        for hem in (path("M302 890 Q480 908 658 890 L662 940 Q480 958 298 940 Z"),):
            st.fill(hem, look.cover("ribs", trim), finish="round", depth=0.5)
        if form == "jumper":
            for side in (-1, 1):
                cuff = [(480 + side * x, y) for x, y in ((222, 780), (302, 756), (316, 812), (234, 840))]
                st.fill(cuff, look.cover("ribs", trim), finish="flat")
    elif form == "shirt":
        st.fill(neck, darker(main, 0.55), finish="deep")
        for side in (-1, 1):
            st.fill(
                [(480 + side * x, y) for x, y in ((0, 352), (86, 284), (60, 256), (100, 330), (40, 400))],
                lighter(main, 0.1),
                finish="flat",
            )
        st.fill(rounded(464, 340, 496, 994, 4), darker(main, 0.08), finish="flat")
        for y in range(400, 980, 96):
            st.fill(ellipse(480, y, 8, 8), trim, finish="ball")
    elif form == "robe":
        st.fill(path("M400 300 Q480 330 560 300 L500 700 L460 700 Z"), darker(main, 0.55), finish="flat")
        for side in (-1, 1):
            st.fill(
                [
                    (480 + side * x, y)
                    for x, y in path("M56 290 Q110 300 96 330 Q60 520 10 720 L-20 700 Q30 520 56 290 Z")
                ],
                trim,
                finish="flat",
            )
        st.fill(rounded(306, 700, 654, 752, 10), trim, finish="round", depth=0.6)
        st.fill(path("M470 740 L440 940 L476 944 L500 744 Z"), trim, finish="flat")
    elif form == "poncho":
        st.fill(path("M424 300 Q480 320 536 300 L480 470 Z"), darker(main, 0.6), finish="deep")
        for i in range(34):
            at = 150 + i * 20
            hem_y = 864 + 116 * (1 - abs(at - 480) / 340)
            st.fill(
                [(at - 2, hem_y - 6), (at - 1, hem_y + 36), (at + 2, hem_y + 36), (at + 3, hem_y - 6)],
                trim,
                finish="none",
            )
    else:
        st.fill(rounded(360, 730, 600, 900, 10), lighter(main, 0.05), finish="flat", depth=1.4)
        st.fill(rounded(360, 730, 600, 752, 6), trim, finish="flat")


def shoe(st: Stage, look: Look) -> None:
    """A pair of shoes; `form`: babouche, slipper (felt), boot (sheepskin)."""
    main = look.main("#dd9a2f")
    form = look.form("babouche")
    for dx, dy in ((60, -70), (-60, 60)):
        if form == "boot":
            shape = path(
                "M360 460 Q460 440 560 460 L566 740 Q640 780 740 800 Q800 830 796 890 L790 920 L350 920 Q336 700 360 460 Z",  # noqa: E501
                dx=dx - 60,
                dy=dy,
            )
            st.stand(560 + dx - 60, 920 + dy, 240, ry=26)
            st.fill(shape, look.paint("#a5794a"), finish="round", depth=0.7)
            st.fill(
                path(
                    "M340 430 Q460 400 580 430 Q600 470 576 512 Q460 530 346 512 Q326 470 340 430 Z", dx=dx - 60, dy=dy
                ),
                look.cover("pile", look.accent("#efe6d2")),
                finish="round",
                depth=0.5,
            )
            st.fill(
                path("M346 900 H796 Q800 944 780 948 L352 948 Z", dx=dx - 60, dy=dy),
                look.color("sole", "#c9b28a"),
                finish="flat",
            )
            continue
        st.stand(470 + dx, 890 + dy, 270, ry=24)
        sole = path(
            "M190 850 Q180 810 240 800 L640 810 Q760 820 780 860 Q700 900 480 894 Q220 900 190 850 Z", dx=dx - 10, dy=dy
        )
        st.fill(sole, look.color("sole", darker(main, 0.6)), finish="flat")
        if form == "slipper":
            upper = path(
                "M196 846 Q180 700 250 690 Q330 700 420 730 Q560 660 680 740 Q770 800 776 848 Q620 880 480 874 Q300 880 196 846 Z",  # noqa: E501
                dx=dx - 10,
                dy=dy,
            )
            st.fill(upper, look.paint("#8f9699"), finish="ball", depth=0.6)
            st.fill(
                path(
                    "M214 736 Q230 690 262 690 Q340 700 424 732 Q380 790 300 790 Q226 780 214 736 Z", dx=dx - 10, dy=dy
                ),
                look.cover("pile", look.accent("#efe6d2")),
                finish="deep",
                depth=0.8,
            )
        else:
            st.fill(
                path("M200 844 Q200 790 280 784 Q400 780 460 800 L470 862 Q300 874 200 844 Z", dx=dx - 10, dy=dy),
                lighter(main, 0.2),
                finish="deep",
            )
            upper = path(
                "M400 852 Q420 720 520 702 Q640 700 720 770 Q790 800 800 796 Q800 850 760 862 Q600 884 400 866 Z",
                dx=dx - 10,
                dy=dy,
            )
            st.fill(upper, look.paint("#dd9a2f"), finish="ball", depth=0.6)
            st.fill(
                path("M404 850 Q424 730 516 704 L530 712 Q446 744 424 862 Z", dx=dx - 10, dy=dy),
                darker(main, 0.35),
                finish="flat",
            )
            if look.spec.get("stitch"):
                st.fill(
                    ellipse(600 + dx - 10, 780 + dy, 46, 30),
                    look.accent("#efe6d2"),
                    finish="none",
                    holes=[ellipse(600 + dx - 10, 780 + dy, 38, 23)],
                )


MOTIFS = {"scarf": scarf, "hat": hat, "gloves": gloves, "socks": socks, "garment": garment, "shoe": shoe}
