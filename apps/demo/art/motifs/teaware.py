"""demo · art: pots for tea and coffee · no schema."""

from __future__ import annotations

from apps.demo.art.color import RGB, darker, lighter
from apps.demo.art.geometry import ellipse, smooth
from apps.demo.art.look import Look
from apps.demo.art.stage import Stage


def teapot(st: Stage, look: Look) -> None:
    """A round pot with spout; `form`: side handle, over (bail), grip (Japanese side grip), tall (Moroccan)."""
    main = look.main("#9dc0ab")
    form = look.form("side")
    finish = str(look.spec.get("finish", "glazed"))
    trim = look.accent(darker(main, 0.25))
    metal = finish == "metal"
    cx, base = 470, 972
    st.stand(cx, base, 170)
    if form == "tall":
        _tall_pot(st, look, main, trim)
        return
    if form == "over":
        bail = smooth(
            [(cx - 170, 660), (cx - 210, 480), (cx - 90, 350), (cx + 90, 350), (cx + 210, 480), (cx + 170, 660)]
        )
        st.tube(bail, 24, trim, metal=metal)
    elif form == "side":
        st.tube(
            smooth([(cx - 190, 690), (cx - 330, 660), (cx - 345, 800), (cx - 215, 880)]),
            36,
            main if not look.spec.get("accent") else trim,
            metal=metal,
        )
    spout = smooth([(cx + 180, 850), (cx + 262, 790), (cx + 290, 700), (cx + 345, 640)])
    st.tube(spout, 74, main, end_width=38, metal=metal)
    st.turned(
        [(628, 96), (650, 150), (710, 214), (790, 236), (870, 214), (940, 158), (972, 140)],
        look.paint("#9dc0ab"),
        cx=cx,
        tilt=0.14,
        finish=finish,
    )
    st.turned([(586, 30), (600, 70), (628, 104), (640, 106)], look.paint("#9dc0ab"), cx=cx, tilt=0.14, finish=finish)
    st.fill(ellipse(cx, 642, 107, 15, start=0, end=180), darker(main, 0.4), finish="none", alpha=0.7)
    st.fill(ellipse(cx, 566, 27, 25), trim, finish="ball")
    if form == "grip":
        st.tube([(cx - 60, 800), (cx - 20, 840), (cx + 10, 880)], 66, main, end_width=58)
        st.fill(ellipse(cx + 16, 890, 31, 34), darker(main, 0.25), finish="ball", depth=0.7)


def _tall_pot(st: Stage, look: Look, main: RGB, trim: RGB) -> None:
    cx = 460
    st.tube(smooth([(cx - 110, 540), (cx - 300, 500), (cx - 320, 720), (cx - 170, 830)]), 30, trim, metal=True)
    st.tube(
        smooth([(cx + 150, 850), (cx + 240, 780), (cx + 240, 600), (cx + 330, 510)]), 62, main, end_width=26, metal=True
    )
    st.turned(
        [(500, 92), (560, 104), (640, 160), (760, 206), (860, 196), (930, 130), (945, 118), (972, 150)],
        look.paint("#c9ccd0"),
        cx=cx,
        tilt=0.12,
        finish="metal",
    )
    st.turned([(360, 14), (400, 30), (440, 66), (480, 94), (505, 100)], main, cx=cx, tilt=0.12, finish="metal")
    st.fill(ellipse(cx, 345, 24, 28), trim, finish="ball")


def kettle(st: Stage, look: Look) -> None:
    """A low iron kettle with a bail."""
    main = look.main("#2f3236")
    cx = 480
    st.stand(cx, 972, 190)
    st.tube(
        smooth([(cx - 190, 690), (cx - 215, 520), (cx - 100, 410), (cx + 100, 410), (cx + 215, 520), (cx + 190, 690)]),
        26,
        lighter(main, 0.08),
        metal=True,
    )
    st.tube(smooth([(cx + 190, 780), (cx + 270, 720), (cx + 318, 660)]), 64, main, end_width=40)
    st.turned(
        [(650, 130), (675, 196), (740, 242), (800, 246), (890, 214), (950, 176), (972, 170)],
        look.paint("#2f3236", default="hobnail"),
        cx=cx,
        tilt=0.15,
        finish="matt",
        depth=1.2,
    )
    st.turned([(622, 60), (640, 116), (658, 136), (668, 136)], main, cx=cx, tilt=0.15, finish="matt", depth=1.2)
    st.fill(ellipse(cx, 604, 26, 24), look.accent(lighter(main, 0.15)), finish="ball")


def jebena(st: Stage, look: Look) -> None:
    """The Ethiopian coffee pot: round belly, long neck, straw stopper."""
    main = look.main("#33261f")
    st.stand(480, 972, 130)
    st.tube(smooth([(440, 470), (270, 470), (250, 660), (350, 770)]), 34, main)
    st.tube(smooth([(600, 740), (700, 640), (728, 560)]), 56, main, end_width=30)
    st.turned(
        [(400, 52), (420, 40), (520, 44), (600, 62), (660, 140), (760, 208), (850, 210), (930, 160), (972, 110)],
        look.paint("#33261f"),
        tilt=0.13,
        finish="matt",
        depth=1.2,
    )
    st.turned([(330, 14), (360, 34), (400, 46), (412, 44)], look.accent("#d2a95e"), tilt=0.14, finish="matt")


def gaiwan(st: Stage, look: Look) -> None:
    """A lidded tea bowl on its saucer."""
    main = look.main("#dfe8e0")
    st.stand(480, 960, 180, reach=1.3)
    st.turned([(926, 236), (944, 206), (958, 130), (966, 110)], main, tilt=0.2, finish="glazed")
    st.fill(ellipse(480, 926, 236, 50), lighter(main, 0.1), finish="deep", depth=0.9)
    st.turned(
        [(640, 226), (664, 212), (760, 178), (850, 118), (900, 84), (930, 90)],
        look.paint("#dfe8e0"),
        tilt=0.18,
        finish="glazed",
    )
    st.fill(ellipse(480, 640, 226, 42), darker(main, 0.25), finish="deep")
    st.turned([(560, 44), (574, 92), (606, 168), (642, 202)], look.paint("#dfe8e0"), tilt=0.18, finish="glazed")
    st.turned([(528, 52), (540, 46), (562, 38)], main, tilt=0.2, finish="glazed")
    st.fill(ellipse(480, 528, 52, 11), lighter(main, 0.3), finish="deep")


MOTIFS = {"teapot": teapot, "kettle": kettle, "jebena": jebena, "gaiwan": gaiwan}
