"""demo · art: soap, creams and oils for the body · no schema."""

from __future__ import annotations

from math import cos, radians, sin

from apps.demo.art.color import darker, lighter, rgb
from apps.demo.art.geometry import ellipse, path, rotate, rounded
from apps.demo.art.look import Look
from apps.demo.art.motifs.food import emblem, label_on
from apps.demo.art.stage import Stage
from apps.demo.art.surface import Tile


def soap(st: Stage, look: Look) -> None:
    """Bars of soap; `form`: stack, wrapped (with a paper band), round."""
    main, accent = look.main("#b8bf8a"), look.accent("#f4ead0")
    form = look.form("stack")
    if form == "round":
        st.stand(480, 950, 230, ry=50)
        st.turned([(800, 226), (820, 244), (900, 246), (948, 224)], look.paint("#b8bf8a"), tilt=0.26, finish="matt")
        st.fill(ellipse(480, 800, 226, 62), lighter(main, 0.2), finish="flat")

        def mark(tile: Tile) -> None:
            tile.rect(*tile.box, lighter(main, 0.16))
            for k in range(8):
                a = radians(45 * k)
                tile.oval(480 + cos(a) * 62, 800 + sin(a) * 17, 30, 9, darker(main, 0.16))

        st.fill(ellipse(480, 800, 130, 36), mark, finish="deep", depth=0.5)
        return
    bars = ((0, 0, 0), (18, -168, -3), (-12, -330, 4)) if form == "stack" else ((0, 0, 0),)
    scale = 1 if form == "stack" else 1.45
    for i, (dx, dy, turn) in enumerate(bars):
        tone = (main, look.color("second", darker(main, 0.12)), lighter(main, 0.2))[i]
        x0, x1, y1 = 480 + dx - 210 * scale, 480 + dx + 210 * scale, 966 + dy
        y0 = y1 - 156 * scale
        if i == 0:
            st.stand(480, 962, 240 * scale, ry=34)
        shape = rotate(rounded(x0, y0, x1, y1, 26), turn, (480 + dx, y1 - 78))
        st.shade([(x + 4, y + 12) for x, y in shape], blur=10, alpha=0.3)
        painted = look.cover(
            str(look.spec.get("pattern", "speckle")), tone, look.color("third", darker(tone, 0.16)), size=0.8
        )
        st.fill(shape, painted, finish="flat", depth=1.2)
        st.fill(
            rotate(rounded(x0 + 16, y0 + 14, x1 - 16, y0 + 40, 14), turn, (480 + dx, y1 - 78)),
            (255, 255, 255),
            finish="none",
            alpha=0.16,
        )
        if form == "wrapped" or i == 1:
            band = rotate(
                rounded(480 + dx - 96 * scale, y0 - 3, 480 + dx + 96 * scale, y1 + 3, 4), turn, (480 + dx, y1 - 78)
            )

            def paper(tile: Tile, cx: float = 480 + dx, cy: float = (y0 + y1) / 2) -> None:
                tile.rect(*tile.box, accent)
                emblem(
                    tile,
                    str(look.spec.get("emblem", "leaf")),
                    cx,
                    cy - 16 * scale,
                    34 * scale,
                    look.color("ink", darker(main, 0.5)),
                    accent,
                )
                tile.poly(
                    rounded(cx - 50 * scale, cy + 38 * scale, cx + 50 * scale, cy + 47 * scale, 4),
                    look.color("ink", darker(main, 0.5)),
                )

            st.fill(band, paper, finish="flat", depth=0.7)


def cream(st: Stage, look: Look) -> None:
    """Cosmetics; `form`: pot, tube, dropper, pump, spray."""
    main = look.main("#8a4b1e")
    cap = look.color("cap", "#24252a")
    form = look.form("dropper")
    if form == "pot":
        st.stand(480, 968, 220)
        st.turned(
            [(780, 214), (790, 224), (940, 222), (968, 200)],
            label_on(look, box=(330, 800, 630, 950)),
            tilt=0.17,
            finish="glazed",
        )
        st.turned(
            [(650, 218), (660, 228), (776, 230), (786, 226)],
            look.cover("wood", cap) if look.spec.get("wooden_lid") else cap,
            tilt=0.17,
            finish="round",
            sharp=True,
        )
        st.fill(ellipse(480, 650, 218, 37), lighter(cap, 0.2), finish="flat")
        return
    if form == "tube":
        st.stand(480, 966, 110)
        st.turned([(830, 96), (840, 100), (962, 100)], cap, tilt=0.16, finish="round", sharp=True)
        body = path("M318 300 L642 300 L640 360 Q610 700 590 836 Q480 862 370 836 Q350 700 320 360 Z")
        st.shade([(x + 26, y + 14) for x, y in body], blur=20, alpha=0.26)
        st.fill(body, label_on(look, box=(370, 430, 590, 730)), finish="round", depth=0.8)
        st.fill(rounded(312, 288, 648, 330, 6), darker(main, 0.14), finish="round", depth=0.8)
        return
    st.stand(480, 972, 120)
    wide = look.number("wide", 1)
    body = [
        (450, 54),
        (470, 58),
        (500, 96 * wide),
        (540, 126 * wide),
        (570, 130 * wide),
        (940, 130 * wide),
        (972, 118 * wide),
    ]
    st.turned(body, label_on(look, box=(480 - 140 * wide, 630, 480 + 140 * wide, 880)), tilt=0.13, finish="glazed")
    if form == "dropper":
        st.turned([(240, 26), (256, 34), (340, 38), (356, 34)], rgb("#2a2a2e"), tilt=0.14, finish="matt")
        st.turned(
            [(352, 56), (358, 60), (456, 60)],
            cap,
            tilt=0.15,
            finish="metal" if look.spec.get("metal_cap") else "round",
            sharp=True,
        )
    elif form == "pump":
        st.turned([(300, 16), (400, 16)], lighter(cap, 0.2), tilt=0.2, finish="metal", sharp=True)
        st.fill(path("M470 268 L600 262 Q640 266 640 300 L628 304 Q622 288 600 290 L470 308 Z"), cap, finish="flat")
        st.turned([(386, 56), (392, 62), (456, 62)], cap, tilt=0.15, finish="round", sharp=True)
    else:
        st.turned([(330, 60), (336, 64), (456, 64)], cap, tilt=0.15, finish="metal", sharp=True)
        st.fill(ellipse(480, 330, 60, 10), lighter(cap, 0.3), finish="flat")


def comb(st: Stage, look: Look) -> None:
    """A comb; `form: brush` is a wooden brush."""
    main = look.main("#6b4429")
    if look.form("comb") == "brush":
        st.stand(480, 940, 230, ry=36)
        for i in range(24):
            x = 280 + i * 17.4
            st.tube([(x, 860), (x + (i - 12) * 1.2, 962)], 8, look.accent("#e3d3b4"))
        st.fill(
            path("M240 800 Q240 730 480 724 Q720 730 720 800 Q720 870 480 876 Q240 870 240 800 Z"),
            look.cover("wood", main),
            finish="ball",
            depth=0.7,
        )
        return
    shape = [*path("M220 560 Q480 470 740 560 L740 640")]
    teeth = []
    for i in range(33):
        x = 740 - i * 16
        teeth += [(x, 640), (x - 2, 840), (x - 8, 840), (x - 9, 640)]
    outline = rotate([*shape, *teeth, (220, 640)], -14, (480, 660))
    st.shade([(x + 12, y + 20) for x, y in outline], blur=9, alpha=0.4)
    st.fill(outline, look.cover("wood", main), finish="flat", depth=1.2)


MOTIFS = {"soap": soap, "cream": cream, "comb": comb}
