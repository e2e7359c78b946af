"""demo · art: musical instruments · no schema."""

from __future__ import annotations

from apps.demo.art.color import darker, lighter, rgb
from apps.demo.art.geometry import ellipse, path, rotate, rounded
from apps.demo.art.look import Look
from apps.demo.art.stage import Stage


def drum(st: Stage, look: Look) -> None:
    """Drums; `form`: goblet (darbuka), barrel (kebero), frame, box (cajón), pair (tabla)."""
    main, skin = look.main("#a8392b"), look.color("skin", "#f0e2c4")
    form = look.form("goblet")
    if form == "frame":
        st.shade(ellipse(520, 660, 316, 316), blur=28, alpha=0.4)
        st.fill(ellipse(480, 630, 312, 312), look.cover("wood", main), finish="ball", depth=0.6)
        st.fill(ellipse(480, 630, 284, 284), skin, finish="ball", depth=0.3)
        if look.spec.get("pattern"):
            st.fill(
                ellipse(480, 630, 190, 190),
                look.paint("#a8392b"),
                finish="ball",
                depth=0.3,
                holes=[ellipse(480, 630, 130, 130)],
            )
        return
    if form == "box":
        st.stand(500, 970, 210, ry=28)
        st.fill([(660, 330), (746, 296), (746, 920), (660, 970)], darker(main, 0.4), finish="flat")
        st.fill([(280, 330), (366, 296), (746, 296), (660, 330)], lighter(main, 0.25), finish="flat")
        st.fill([(280, 330), (660, 330), (660, 970), (280, 970)], look.cover("wood_up", main), finish="flat")
        for x, y in ((300, 350), (640, 350), (300, 950), (640, 950), (300, 650), (640, 650)):
            st.fill(ellipse(x, y, 8, 8), rgb("#3a3336"), finish="ball")
        if look.spec.get("accent"):
            st.fill(
                rounded(320, 370, 620, 400, 6), look.cover("andean", look.accent("#dd9a2f"), size=0.3), finish="flat"
            )
        return
    if form == "pair":
        for cx, base, r, tone in ((310, 940, 150, look.accent("#b8693f")), (620, 972, 170, main)):
            st.stand(cx, base, r)
            top = base - 330
            st.turned(
                [(top, r * 0.82), (top + 30, r * 0.92), (top + 170, r * 1.06), (base - 60, r * 0.96), (base, r * 0.74)],
                tone,
                cx=cx,
                tilt=0.18,
                finish="metal" if cx < 480 else "matt",
            )
            for k in range(-4, 5):
                st.tube([(cx + k * r * 0.2, top + 40), (cx + k * r * 0.24, base - 40)], 8, rgb("#d9b98a"))
            st.fill(ellipse(cx, top, r * 0.9, r * 0.22), skin, finish="flat")
            st.fill(ellipse(cx + 8, top, r * 0.4, r * 0.1), rgb("#2a2326"), finish="flat")
        return
    st.stand(480, 970, 150)
    if form == "barrel":
        body = [(420, 196), (440, 204), (640, 226), (860, 180), (950, 150), (968, 146)]
    else:
        body = [(420, 200), (440, 206), (560, 196), (680, 110), (740, 84), (860, 100), (968, 150)]
    st.turned(
        body, look.paint("#a8392b", default="diamonds"), tilt=0.17, finish="matt" if form == "barrel" else "glazed"
    )
    st.turned(
        [(410, 204), (420, 210), (456, 210)],
        look.accent("#c99a3a"),
        tilt=0.17,
        finish="metal" if form == "goblet" else "matt",
        sharp=True,
    )
    st.fill(ellipse(480, 410, 204, 37), skin, finish="flat")
    if form == "barrel":
        for k in range(-4, 5):
            st.tube([(480 + k * 46, 452), (480 + k * 34, 930)], 8, rgb("#e3d3b4"))


def flute(st: Stage, look: Look) -> None:
    """Wind instruments; `form`: flute, pan (pipes), harmonica."""
    main = look.main("#d2a95e")
    form = look.form("flute")
    if form == "pan":
        st.shade([(220, 340), (780, 340), (780, 620), (260, 1000)], blur=22, alpha=0.34)
        for i in range(9):
            x, low = 236 + i * 61, 990 - i * 62
            st.tube([(x, 330), (x, low)], 56, lighter(main, 0.1) if i % 2 else main)
            st.fill(ellipse(x, 308, 27, 9), darker(main, 0.7), finish="deep")
        for y in (430, 486):
            st.fill(
                [(204, y), (756, y), (756, y + 34), (204, y + 34)],
                look.cover("andean", look.accent("#a8392b"), rgb("#dd9a2f"), size=0.35),
                finish="flat",
            )
        return
    if form == "harmonica":
        turn, about = -12, (480, 700)
        shape = rotate(rounded(150, 590, 810, 800, 40), turn, about)
        st.shade([(x + 16, y + 26) for x, y in shape], blur=18, alpha=0.45)
        st.fill(rotate(rounded(164, 660, 796, 730, 10), turn, about), rgb("#3a2a20"), finish="flat")
        for y0, y1 in ((590, 668), (722, 800)):
            st.fill(rotate(rounded(150, y0, 810, y1, 30), turn, about), look.main("#c9ccd0"), finish="flat", depth=1.8)
        for k in range(10):
            st.fill(
                rotate(rounded(196 + k * 58, 676, 232 + k * 58, 716, 4), turn, about), rgb("#17120f"), finish="none"
            )
        st.fill(rotate(rounded(330, 614, 630, 646, 10), turn, about), look.accent("#a8392b"), finish="flat")
        return
    turn, about = 24, (480, 640)
    body = rotate([(480, 180), (480, 1090)], turn, about)
    st.shade(
        [(x + d, y + 26) for (x, y), d in zip([*body, *body[::-1]], (4, 4, 62, 62), strict=True)], blur=16, alpha=0.42
    )
    st.tube(body, 66, main)
    for y in (400, 520, 584, 648, 740, 804, 868):
        st.fill(rotate(ellipse(476, y, 12, 15), turn, about), darker(main, 0.85), finish="deep")
    for y in (250, 330, 960, 1030):
        st.fill(rotate(rounded(445, y, 515, y + 22, 4), turn, about), look.accent("#a8392b"), finish="round")


def strings(st: Stage, look: Look) -> None:
    """String instruments; `form`: guitar (charango), lyre (krar), zither."""
    main = look.main("#b5713a")
    form = look.form("guitar")
    if form == "lyre":
        st.stand(480, 960, 180)
        for side in (-1, 1):
            st.tube([(480 + side * 120, 800), (480 + side * 190, 300)], 30, main)
        st.tube([(260, 300), (700, 300)], 34, darker(main, 0.15))
        st.turned([(740, 190), (760, 214), (840, 220), (930, 190), (966, 150)], look.paint("#6b4429"), finish="matt")
        st.fill(ellipse(480, 742, 186, 36), rgb("#efdfc0"), finish="flat")
        for k in range(6):
            st.tube([(410 + k * 28, 300), (430 + k * 20, 800)], 3.4, rgb("#e9e2d0"))
            st.fill(rounded(402 + k * 28, 284, 420 + k * 28, 322, 5), look.accent("#a8392b"), finish="round")
        return
    if form == "zither":
        shape = rotate(path("M220 960 L220 640 Q240 420 700 230 L740 260 L740 960 Z"), 0, (480, 600))
        st.shade([(x + 26, y + 20) for x, y in shape], blur=22, alpha=0.4)
        st.fill(shape, look.cover("wood_up", main), finish="flat")
        st.fill(ellipse(420, 800, 52, 52), darker(main, 0.8), finish="deep")
        for k in range(12):
            x = 260 + k * 40
            st.tube([(x, 930), (x + 4, 650 - k * 33)], 3, rgb("#efe6d2"))
        return
    turn, about = 14, (480, 640)
    body = rotate(
        path(
            "M480 620 Q560 590 610 650 Q640 700 600 750 Q660 790 650 880 Q620 990 480 990 Q340 990 310 880 Q300 790 360 750 Q320 700 350 650 Q400 590 480 620 Z"  # noqa: E501
        ),
        turn,
        about,
    )
    st.shade([(x + 26, y + 24) for x, y in body], blur=22, alpha=0.42)
    st.fill(rotate(path("M444 640 L452 250 L508 250 L516 640 Z"), turn, about), darker(main, 0.5), finish="round")
    st.fill(
        rotate(rounded(430, 120, 530, 270, 16), turn, about), look.cover("wood_up", darker(main, 0.2)), finish="flat"
    )
    for side in (-1, 1):
        for y in (150, 186, 222):
            st.fill(rotate(ellipse(480 + side * 68, y, 17, 12), turn, about), rgb("#efe6d2"), finish="ball")
    st.fill(body, look.cover("wood_up", main), finish="ball", depth=0.5)
    st.fill(rotate(ellipse(480, 770, 62, 62), turn, about), look.accent("#c9992e"), finish="flat")
    st.fill(rotate(ellipse(480, 770, 48, 48), turn, about), rgb("#1c1412"), finish="deep")
    st.fill(rotate(rounded(400, 890, 560, 914, 6), turn, about), darker(main, 0.6), finish="flat")
    for k in range(5):
        st.tube(rotate([(462 + k * 9, 200), (448 + k * 16, 900)], turn, about), 2.6, rgb("#f4efe2"))


MOTIFS = {"drum": drum, "flute": flute, "strings": strings}
