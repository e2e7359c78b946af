"""demo · art: kitchen goods that are not turned: boards, pans, boxes · no schema."""

from __future__ import annotations

from math import cos, radians, sin

from apps.demo.art.color import darker, lighter, rgb
from apps.demo.art.geometry import ellipse, path, rotate, rounded, smooth
from apps.demo.art.look import Look
from apps.demo.art.stage import Stage


def board(st: Stage, look: Look) -> None:
    """A chopping board that leans on the wall; `form`: paddle, square, round."""
    main = look.main("#b98a55")
    form = look.form("paddle")
    shapes = {
        "paddle": path(
            "M300 430 Q300 396 334 396 L428 396 Q446 396 446 372 L446 250 Q446 222 480 222 Q514 222 514 250 L514 372 Q514 396 532 396 L626 396 Q660 396 660 430 L660 936 Q660 970 626 970 L334 970 Q300 970 300 936 Z"  # noqa: E501
        ),
        "square": rounded(262, 330, 698, 970, 26),
        "round": [*ellipse(480, 690, 280, 280, start=-78, end=258), (430, 410), (430, 290), (530, 290), (530, 410)],
    }
    shape = shapes[form]
    hole = {
        "paddle": ellipse(480, 272, 15, 15),
        "square": ellipse(650, 380, 17, 17),
        "round": ellipse(480, 326, 15, 15),
    }[form]
    st.shade([(x + 40, y + 22) for x, y in shape], blur=26, alpha=0.34)
    st.stand(480, 966, 190, ry=20)
    st.fill([(x + 9, y + 4) for x, y in shape], darker(main, 0.45), finish="none")
    st.fill(shape, look.cover(str(look.spec.get("pattern", "wood_up")), main), finish="flat", holes=[hole])
    st.fill(ellipse(hole[0][0] - 16, hole[0][1], 15, 15), darker(main, 0.72), finish="none", alpha=0.8)


def pan(st: Stage, look: Look) -> None:
    """A frying pan seen from above, handle towards us; `form: pot` has two ears and a lid, `saucepan` a high side."""
    main = look.main("#33363a")
    form = look.form("pan")
    inner = look.color("inside", darker(main, 0.12))
    if form == "pan":
        st.shade(ellipse(510, 650, 292, 272), blur=30, alpha=0.42)
        st.tube([(545, 880), (650, 1130)], 62, look.accent(main), end_width=48)
        st.fill(ellipse(480, 620, 290, 270), look.paint("#33363a"), finish="ball", depth=0.5)
        st.fill(ellipse(480, 624, 268, 248), darker(main, 0.35), finish="deep", depth=0.8)
        st.fill(ellipse(480, 634, 236, 216), inner, finish="flat", depth=1.4)
        for cx in (196, 764):
            st.fill(path(f"M{cx - 22} 606 h44 v34 h-44 z"), darker(main, 0.1), finish="flat")
        st.fill(path("M330 500 Q400 440 500 436 Q410 470 350 540 Z"), (255, 255, 255), finish="none", alpha=0.12)
        return
    st.stand(480, 968, 226)
    if form == "saucepan":
        st.tube([(680, 740), (900, 660)], 40, look.accent("#6b4429"), end_width=34)
    else:
        for side in (-1, 1):
            st.tube(
                smooth(
                    [(480 + side * 240, 730), (480 + side * 318, 726), (480 + side * 318, 790), (480 + side * 240, 796)]
                ),
                28,
                look.color("ears", main),
            )
    finish = str(look.spec.get("finish", "metal"))
    st.turned(
        [(680, 246), (700, 244), (820, 246), (930, 238), (968, 214)], look.paint("#b9bec2"), tilt=0.15, finish=finish
    )
    lid = look.color("lid", main)
    st.turned([(610, 60), (622, 120), (650, 214), (682, 254), (692, 254)], lid, tilt=0.15, finish=finish)
    st.turned([(560, 40), (574, 44), (600, 26), (614, 30)], look.accent(darker(lid, 0.2)), tilt=0.16, finish="round")


def cezve(st: Stage, look: Look) -> None:
    """The long-handled copper pot for coffee."""
    main = look.main("#b8693f")
    st.stand(430, 968, 170)
    st.tube([(570, 640), (890, 470)], 26, look.accent("#c99a3a"), end_width=34, metal=True)
    st.turned(
        [(610, 160), (630, 140), (690, 126), (780, 168), (880, 190), (968, 186)],
        look.paint("#b8693f", default="hammered"),
        cx=430,
        tilt=0.16,
        finish="metal",
        depth=0.9,
    )
    st.mouth(430, 610, 160, tilt=0.24, rim=lighter(main, 0.3), inside=(196, 194, 190), thick=0.06)
    st.fill(ellipse(430, 622, 138, 26), (58, 36, 24), finish="deep")


def tray(st: Stage, look: Look) -> None:
    """A tray from above; `form: round` of metal, else of wood with two handles."""
    main = look.main("#c99a3a")
    if look.form("round") == "round":
        st.shade(ellipse(510, 700, 330, 300), blur=30, alpha=0.4)
        st.fill(ellipse(480, 670, 330, 300), main, finish="ball", depth=0.55)
        st.fill(ellipse(480, 672, 300, 271), darker(main, 0.28), finish="flat", depth=1.4)
        st.fill(ellipse(480, 676, 290, 261), look.paint("#c99a3a", default="hammered"), finish="flat", depth=1.2)
        return
    shape = rounded(190, 430, 770, 900, 46)
    st.shade([(x + 30, y + 34) for x, y in shape], blur=28, alpha=0.42)
    st.fill(shape, look.cover("wood", main), finish="flat")
    st.fill(rounded(222, 462, 738, 868, 30), darker(main, 0.42), finish="none")
    st.fill(
        rounded(230, 474, 738, 868, 28),
        look.cover(str(look.spec.get("pattern", "wood")), lighter(main, 0.06)),
        finish="flat",
    )
    for y in (446, 884):
        st.fill(rounded(400, y - 9, 560, y + 9, 9), darker(main, 0.65), finish="none")


def chopsticks(st: Stage, look: Look) -> None:
    """Pairs of chopsticks laid side by side."""
    colors = look.colors("#7a2e2a", "#24252a")
    count = int(look.number("count", 4))
    for i in range(count):
        x = 480 + (i - (count - 1) / 2) * 118
        tone = colors[i % 4] if count > 1 else colors[0]
        for dx, lean in ((-16, -4), (18, 5)):
            top, tip = (x + dx, 300), (x + dx + lean, 1010)
            st.shade(
                [(top[0] + 14, 316), (top[0] + 38, 316), (tip[0] + 24, 1020), (tip[0] + 14, 1020)], blur=9, alpha=0.45
            )
            st.tube([top, tip], 25, tone, end_width=9)
            st.fill(
                [(top[0] - 12, 352), (top[0] + 12, 352), (top[0] + 12, 372), (top[0] - 12, 372)],
                lighter(tone, 0.6),
                finish="round",
            )


def spoons(st: Stage, look: Look) -> None:
    """Wooden or metal servers side by side; `form: whisk` is a bamboo tea whisk, `scoops` tea tools."""
    main = look.main("#b98a55")
    if look.form("spoons") == "whisk":
        st.stand(480, 968, 70)
        st.turned([(470, 64), (500, 60), (680, 58), (700, 62)], look.cover("wood_up", main), tilt=0.12, finish="matt")
        for i in range(-13, 14):
            bend = i / 13
            st.tube(
                smooth(
                    [(480 + bend * 52, 700), (480 + bend * 116, 800), (480 + bend * 112, 900), (480 + bend * 70, 966)]
                ),
                8,
                lighter(main, 0.2 if i % 2 else 0.05),
                end_width=4,
            )
        st.fill(rounded(414, 696, 546, 722, 6), look.accent("#2b2b2b"), finish="round")
        return
    metal = bool(look.spec.get("metal"))
    for i, (x, lean, bowl_r) in enumerate(((330, -6, 62), (480, 0, 70), (630, 6, 56))):
        top = (x + lean * 6, 300)
        foot = (x, 800)
        st.shade(
            [(top[0] + 12, 312), (top[0] + 40, 312), (foot[0] + 60, 1000), (foot[0] - 10, 1000)], blur=14, alpha=0.34
        )
        st.tube([top, foot], 26, main, end_width=30, metal=metal)
        shape = ellipse(x, 890, bowl_r, 104)
        st.fill(shape, main if metal else look.cover("wood_up", main), finish="ball", depth=0.6)
        if i != 2:
            st.fill(ellipse(x, 896, bowl_r * 0.76, 84), darker(main, 0.14), finish="deep", depth=0.9)
        else:
            for k in (-26, 0, 26):
                st.fill(rounded(x + k - 6, 900, x + k + 6, 1000, 6), darker(main, 0.6), finish="none", alpha=0.75)


def bento(st: Stage, look: Look) -> None:
    """A two-tier lunch box with a band; `form: spice` is an open round box with seven cups."""
    main, accent = look.main("#7a2e2a"), look.accent("#24252a")
    if look.form("bento") == "spice":
        st.shade(ellipse(512, 730, 330, 300), blur=30, alpha=0.42)
        st.fill(ellipse(480, 700, 330, 300), main, finish="ball", depth=0.6)
        st.fill(ellipse(480, 702, 300, 270), darker(main, 0.5), finish="deep")
        spices = ("#c8551f", "#d99a1f", "#7c3a1c", "#a8b06a", "#3d2a20", "#b5313a", "#e0cf9a")
        for i, tone in enumerate(spices):
            r = 0 if i == 0 else 190
            cx, cy = 480 + r * cos(radians(60 * i)), 702 + r * 0.9 * sin(radians(60 * i))
            st.fill(ellipse(cx, cy, 90, 82), lighter(main, 0.25), finish="ball", depth=0.5)
            st.fill(
                ellipse(cx, cy + 4, 78, 70),
                look.cover("speckle", rgb(tone), darker(rgb(tone), 0.2), size=0.4),
                finish="deep",
                depth=0.8,
            )
        return
    st.stand(480, 966, 260, ry=30)
    for y0, y1 in ((800, 968), (640, 808)):
        st.fill(
            rounded(220, y0, 740, y1, 34),
            look.cover("wood", main) if look.spec.get("wooden") else main,
            finish="glazed",
            depth=0.9,
        )
    st.fill(
        rounded(212, 586, 748, 664, 30),
        look.cover("wood", lighter(main, 0.08)) if look.spec.get("wooden") else lighter(main, 0.06),
        finish="glazed",
        depth=0.9,
    )
    st.fill(
        rounded(430, 582, 530, 972, 6),
        look.paint("#24252a") if look.spec.get("pattern") else accent,
        finish="round",
        depth=0.6,
    )


def rolling_pin(st: Stage, look: Look) -> None:
    """A rolling pin laid across the table."""
    main = look.main("#c29a62")
    turn = -32
    about = (480, 720)
    body = rotate(rounded(220, 660, 740, 780, 26), turn, about)
    st.shade([(x + 16, y + 46) for x, y in body], blur=22, alpha=0.42)
    for a, b in (((140, 720), (226, 720)), ((734, 720), (820, 720))):
        st.tube(rotate([a, b], turn, about), 58, look.accent(darker(main, 0.25)))
    st.tube(rotate([(250, 720), (710, 720)], turn, about), 122, main)


def mill(st: Stage, look: Look) -> None:
    """A hand coffee grinder; `form: mill` is a tall pepper mill."""
    main = look.main("#6b4429")
    st.stand(480, 970, 110)
    if look.form("mill") == "mill":
        st.turned(
            [
                (360, 40),
                (390, 74),
                (450, 88),
                (520, 56),
                (560, 54),
                (590, 84),
                (760, 66),
                (880, 90),
                (940, 108),
                (970, 106),
            ],
            look.cover("wood_up", main),
            tilt=0.12,
            finish="glazed",
        )
        st.fill(ellipse(480, 344, 18, 18), look.accent("#c99a3a"), finish="ball")
        return
    st.turned([(690, 118), (700, 124), (960, 124), (970, 118)], look.cover("wood_up", main), tilt=0.12, finish="matt")
    st.turned([(500, 100), (520, 108), (690, 110), (700, 122)], look.accent("#b9bec2"), tilt=0.12, finish="metal")
    st.tube(smooth([(480, 480), (480, 420), (600, 410), (720, 430)]), 20, (150, 152, 156), metal=True)
    st.fill(ellipse(726, 404, 34, 40), main, finish="ball")


MOTIFS = {
    "board": board,
    "pan": pan,
    "cezve": cezve,
    "tray": tray,
    "chopsticks": chopsticks,
    "spoons": spoons,
    "bento": bento,
    "rolling_pin": rolling_pin,
    "mill": mill,
}
