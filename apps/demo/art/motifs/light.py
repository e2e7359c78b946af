"""demo · art: lamps, lanterns and candles · no schema."""

from __future__ import annotations

from math import pi, sin

from apps.demo.art.color import RGB, darker, lighter, rgb
from apps.demo.art.geometry import Points, ellipse, path, smooth
from apps.demo.art.look import Look
from apps.demo.art.motifs.food import label_on
from apps.demo.art.stage import Stage

WARM: RGB = (255, 226, 160)


def _glow(st: Stage, cx: float, cy: float, r: float, alpha: float = 0.5) -> None:
    st.shade(ellipse(cx, cy, r, r), blur=r * 0.55, alpha=alpha, color=WARM)


def lamp(st: Stage, look: Look) -> None:
    """A table lamp; `form`: dome, drum (fabric shade), globe, arm (jointed desk lamp), mosaic."""
    main, shade = look.main("#c99a3a"), look.accent("#e9dcc0")
    form = look.form("dome")
    metal = str(look.spec.get("finish", "metal"))
    st.stand(480, 968, 130)
    if form == "arm":
        st.turned([(936, 130), (944, 140), (968, 140)], main, tilt=0.18, finish=metal)
        st.fill(ellipse(480, 936, 130, 23), lighter(main, 0.16), finish="flat")
        st.tube([(480, 930), (360, 640)], 22, main, metal=True)
        st.tube([(360, 640), (600, 400)], 20, main, metal=True)
        st.fill(ellipse(360, 640, 24, 24), darker(main, 0.2), finish="ball")
        _glow(st, 690, 560, 150, 0.5)
        st.fill(
            path("M560 420 Q580 350 650 360 Q730 380 760 490 L570 540 Q548 470 560 420 Z"),
            look.color("shade", main),
            finish="ball",
            depth=0.8,
        )
        st.fill(path("M570 540 Q660 480 760 490 Q690 550 570 540 Z"), (255, 244, 210), finish="none")
        return
    st.turned([(914, 40), (926, 110), (946, 132), (968, 130)], main, tilt=0.16, finish=metal)
    st.turned([(520, 14), (900, 14), (920, 40)], main, tilt=0.1, finish=metal)
    if form == "globe":
        _glow(st, 480, 430, 250, 0.55)
        st.fill(ellipse(480, 430, 172, 172), (255, 246, 224), finish="ball", depth=0.35)
        st.turned([(584, 70), (600, 60), (620, 40)], main, finish=metal)
        return
    if form == "mosaic":
        _glow(st, 480, 450, 230, 0.6)
        st.turned(
            [(300, 60), (330, 120), (400, 176), (470, 190), (540, 170), (600, 110), (620, 70)],
            look.paint("#c99a3a", default="diamonds", size=0.62),
            tilt=0.12,
            finish="round",
            depth=0.55,
        )
        _glow(st, 470, 450, 80, 0.35)
        st.turned([(280, 44), (300, 66), (306, 62)], main, finish="metal")
        st.turned([(612, 70), (630, 74), (640, 50)], main, finish="metal")
        return
    if form == "drum":
        _glow(st, 480, 470, 230, 0.5)
        st.turned(
            [(270, 140), (280, 144), (550, 226), (556, 226)],
            look.cover(str(look.spec.get("shade_pattern", "linen")), shade, look.color("second", darker(shade, 0.2))),
            tilt=0.12,
            finish="round",
            depth=0.45,
            sharp=True,
        )
        _glow(st, 470, 440, 90, 0.4)
        st.fill(ellipse(480, 270, 140, 17), (255, 244, 214), finish="none", alpha=0.9)
        body = look.spec.get("body")
        if body:
            st.turned(
                [(640, 30), (700, 96), (780, 128), (860, 110), (930, 80)],
                look.paint("#c99a3a"),
                tilt=0.12,
                finish="glazed",
            )
        return
    st.fill(path("M340 516 L150 968 H810 L620 516 Z"), WARM, finish="none", alpha=0.16)
    st.turned(
        [(312, 12), (322, 50), (360, 118), (430, 162), (516, 176)], look.paint("#c99a3a"), tilt=0.09, finish=metal
    )
    st.fill(ellipse(480, 516, 176, 19), (255, 243, 205), finish="none")
    st.fill(ellipse(480, 306, 15, 13), darker(main, 0.1), finish="ball")


def pendant(st: Stage, look: Look) -> None:
    """A lamp that hangs; `form`: bell, globe (woven or paper), cone, bowl."""
    main = look.main("#c99a3a")
    form = look.form("bell")
    st.tube([(480, -20), (480, 330)], 7, darker(main, 0.55))
    finish = str(look.spec.get("finish", "metal"))
    _glow(st, 480, 640, 240, 0.45)
    if form == "globe":
        st.turned(
            [(330, 50), (360, 130), (440, 214), (540, 244), (640, 214), (710, 130), (736, 70)],
            look.paint("#efe6d2", default="wicker"),
            tilt=0.1,
            finish="round",
            depth=0.55,
        )
        _glow(st, 470, 540, 100, 0.5)
        st.turned([(300, 22), (336, 40)], darker(main, 0.4), finish="metal")
        return
    profiles: dict[str, Points] = {
        "bell": [(330, 26), (360, 60), (440, 96), (540, 140), (640, 230), (660, 242)],
        "cone": [(330, 24), (350, 40), (640, 250), (650, 254)],
        "bowl": [(420, 26), (440, 120), (500, 220), (580, 270), (640, 282)],
    }
    body = profiles[form]
    st.fill(path("M250 660 L60 1200 H900 L710 660 Z"), WARM, finish="none", alpha=0.13)
    st.turned([(body[0][0] - 40, 16), (body[0][0] + 4, 28)], darker(main, 0.3), finish="metal")
    st.turned(body, look.paint("#c99a3a"), tilt=0.1, finish=finish)
    bottom, r = body[-1]
    st.fill(ellipse(480, bottom, r, r * 0.12), look.color("inside", (255, 238, 196)), finish="none")
    st.fill(ellipse(480, bottom + 2, r * 0.4, r * 0.06), (255, 252, 236), finish="none")


def lantern(st: Stage, look: Look) -> None:
    """A lantern; `form`: cage (pierced metal), paper, camp."""
    main = look.main("#c99a3a")
    form = look.form("cage")
    if form == "paper":
        st.tube([(480, -20), (480, 250)], 6, (60, 48, 40))
        _glow(st, 480, 560, 260, 0.55)
        st.turned(
            [(270, 90), (300, 150), (400, 220), (560, 240), (720, 220), (820, 150), (850, 90)],
            look.paint("#f3ead2"),
            tilt=0.1,
            finish="round",
            depth=0.42,
        )
        for i in range(1, 16):
            y = 270 + i * 36
            r = 90 + 150 * sin(pi * i / 16)
            st.fill(
                [
                    *ellipse(480, y, r, r * 0.1, start=0, end=180),
                    *reversed(ellipse(480, y, r, r * 0.1 + 3, start=0, end=180)),
                ],
                darker(look.main("#f3ead2"), 0.4),
                finish="none",
                alpha=0.5,
            )
        for y in (256, 846):
            st.turned([(y, 92), (y + 20, 92)], look.accent("#2b2522"), tilt=0.12, finish="round", sharp=True)
        return
    st.stand(480, 968, 150)
    if form == "camp":
        st.tube(smooth([(340, 560), (330, 380), (480, 320), (630, 380), (620, 560)]), 16, darker(main, 0.3), metal=True)
        _glow(st, 480, 650, 190, 0.6)
        st.turned([(800, 132), (820, 146), (960, 146), (968, 140)], main, tilt=0.14, finish="round")
        st.turned(
            [(560, 110), (580, 124), (780, 124), (800, 118)], (250, 240, 212), tilt=0.14, finish="glazed", depth=0.7
        )
        _glow(st, 475, 680, 70, 0.6)
        st.turned([(480, 60), (510, 130), (560, 140), (572, 136)], main, tilt=0.14, finish="round")
        for x in (366, 594):
            st.tube([(x, 560), (x, 810)], 9, darker(main, 0.2))
        return
    _glow(st, 480, 640, 220, 0.5)
    st.fill(ellipse(480, 290, 40, 40), main, finish="metal", holes=[ellipse(480, 290, 27, 27)])
    st.turned(
        [(330, 20), (350, 40), (420, 70), (500, 170), (516, 180)],
        look.paint("#c99a3a", default="plain"),
        tilt=0.12,
        finish="metal",
    )
    st.turned(
        [(516, 150), (524, 152), (876, 152), (884, 150)],
        look.cover("stars", rgb("#ffe9b8"), main, size=0.66),
        tilt=0.12,
        finish="round",
        depth=0.7,
        sharp=True,
    )
    _glow(st, 470, 700, 80, 0.45)
    st.turned([(876, 172), (890, 178), (940, 178), (968, 160)], main, tilt=0.12, finish="metal")


def candle(st: Stage, look: Look) -> None:
    """Candles; `form`: pillar, jar (in glass), tin, tapers in holders, holder (one taper)."""
    main = look.main("#e9c77a")
    form = look.form("pillar")
    if form in ("tapers", "holder"):
        spots = [(480, 968, 1.0)] if form == "holder" else [(320, 930, 0.84), (620, 950, 0.96), (470, 1000, 1.08)]
        metal = look.accent("#c99a3a")
        for cx, base, tall in spots:
            st.stand(cx, base, 90)
            top = base - 210 * tall - 330 * tall
            st.turned([(top, 20), (base - 230 * tall, 24)], main, cx=cx, tilt=0.2, finish="matt", sharp=True)
            st.turned(
                [
                    (base - 250 * tall, 46),
                    (base - 220 * tall, 30),
                    (base - 150 * tall, 20),
                    (base - 60 * tall, 26),
                    (base - 26, 84),
                    (base, 96),
                ],
                metal,
                cx=cx,
                tilt=0.18,
                finish=str(look.spec.get("finish", "metal")),
            )
            _flame(st, cx, top)
        return
    if form == "pillar":
        for cx, base, r, h in ((360, 940, 108, 430), (610, 976, 124, 280)):
            st.stand(cx, base, r)
            st.turned(
                [(base - h, r * 0.97), (base - h + 10, r), (base - 8, r), (base, r * 0.97)],
                look.paint("#e9c77a"),
                cx=cx,
                tilt=0.18,
                finish="matt",
                sharp=True,
            )
            st.fill(ellipse(cx, base - h, r * 0.97, r * 0.18), lighter(main, 0.35), finish="deep", depth=0.6)
            _flame(st, cx, base - h + 2)
        return
    st.stand(480, 970, 170)
    tall = 0.62 if form == "tin" else 1
    top = 970 - 420 * tall
    body = look.color("vessel", "#c9ccd0" if form == "tin" else "#d8cdb9")
    painted = label_on(
        Look({**look.spec, "main": "#{:02x}{:02x}{:02x}".format(*body), "pattern": "plain"}, look.rng),
        box=(350, top + 150 * tall, 610, top + 350 * tall),
    )
    st.turned(
        [(top, 178), (top + 10, 180), (950, 180), (970, 172)],
        painted,
        tilt=0.2,
        finish="metal" if form == "tin" else "glazed",
        depth=0.85,
        sharp=True,
    )
    st.mouth(480, top, 178, tilt=0.22, rim=lighter(body, 0.3), inside=lighter(main, 0.1), thick=0.05)
    _flame(st, 480, top + 22)


def _flame(st: Stage, cx: float, y: float) -> None:
    st.tube([(cx, y + 4), (cx + 2, y - 22)], 5, (50, 40, 34))
    _glow(st, cx, y - 60, 70, 0.7)
    st.fill(path("M0 0 Q-22 -30 0 -86 Q22 -30 0 0 Z", dx=cx + 1, dy=y - 12), (255, 205, 110), finish="none")
    st.fill(path("M0 0 Q-11 -18 0 -50 Q11 -18 0 0 Z", dx=cx + 1, dy=y - 14), (255, 246, 214), finish="none")


MOTIFS = {"lamp": lamp, "pendant": pendant, "lantern": lantern, "candle": candle}
