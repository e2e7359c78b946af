"""demo · art: camping and flasks · no schema."""

from __future__ import annotations

from apps.demo.art.color import darker, lighter, rgb
from apps.demo.art.geometry import ellipse, path, rounded, smooth
from apps.demo.art.look import Look
from apps.demo.art.stage import Stage


def tent(st: Stage, look: Look) -> None:
    """A tent; `form`: ridge, tarp, hammock."""
    main = look.main("#c9b28a")
    form = look.form("ridge")
    if form == "hammock":
        for x in (130, 830):
            st.fill(rounded(x - 36, -20, x + 36, 960, 10), look.cover("wood_up", rgb("#6b4a33")), finish="round")
        st.shade(ellipse(480, 960, 280, 30), blur=24, alpha=0.34)
        for side in (-1, 1):
            st.tube([(480 + side * 320, 470), (480 + side * 262, 560)], 10, rgb("#d9d2c4"))
        st.fill(path("M218 560 Q480 960 742 560 Q640 640 480 650 Q320 640 218 560 Z"), darker(main, 0.4), finish="flat")
        st.fill(
            path("M218 560 Q300 760 480 800 Q660 760 742 560 Q690 940 480 950 Q270 940 218 560 Z"),
            look.paint("#c9b28a", default="stripes"),
            finish="ball",
            depth=0.6,
        )
        return
    st.stand(480, 960, 360, ry=44)
    if form == "tarp":
        for x in (220, 740):
            st.tube([(x, 380), (x, 960)], 18, rgb("#8b6440"))
        st.fill(
            path("M120 520 Q220 400 220 380 Q480 470 740 380 Q740 400 840 520 Q660 600 480 610 Q300 600 120 520 Z"),
            look.paint("#737548"),
            finish="flat",
            depth=1.4,
        )
        for a, b in (((130, 520), (60, 950)), ((830, 520), (900, 950))):
            st.tube([a, b], 5, rgb("#d9d2c4"))
        return
    st.fill(path("M480 340 L640 400 L870 940 L700 960 Z"), darker(main, 0.28), finish="flat")
    st.fill(path("M480 340 L110 950 L700 962 Z"), look.paint("#c9b28a"), finish="flat", depth=1.2)
    st.fill(path("M470 400 L330 956 L590 960 Z"), rgb("#2a2522"), finish="deep")
    st.fill(path("M470 400 L330 956 L250 954 Q380 640 462 400 Z"), lighter(main, 0.15), finish="flat")
    st.fill(path("M472 400 L590 960 L660 961 Q560 640 480 396 Z"), lighter(main, 0.06), finish="flat")
    st.tube([(480, 318), (480, 420)], 16, rgb("#8b6440"))
    for a, b in (((480, 346), (150, 1010)), ((640, 402), (900, 1000))):
        st.tube([a, b], 5, look.accent("#a8392b"))


def flask(st: Stage, look: Look) -> None:
    """Drinking vessels to carry; `form`: thermos (with cup), bottle (loop lid), copper, canteen."""
    form = look.form("thermos")
    st.stand(480, 972, 130)
    lid = look.accent("#b9bec2")
    if form == "thermos":
        st.turned([(330, 88), (340, 96), (470, 106)], lid, tilt=0.14, finish="metal", sharp=True)
        st.fill(ellipse(480, 330, 88, 13), lighter(lid, 0.3), finish="flat")
        st.turned(
            [(466, 110), (500, 128), (540, 132), (950, 132), (972, 126)],
            look.paint("#2f4f3c"),
            tilt=0.14,
            finish="round",
        )
        st.turned([(930, 133), (972, 128)], lid, tilt=0.14, finish="metal", sharp=True)
        return
    if form == "copper":
        st.turned([(300, 40), (312, 48), (370, 50)], look.accent("#c99a3a"), tilt=0.16, finish="metal", sharp=True)
        st.turned(
            [(364, 56), (420, 60), (500, 120), (560, 132), (930, 132), (972, 118)],
            look.paint("#b8693f", default="hammered"),
            tilt=0.14,
            finish="metal",
        )
        return
    if form == "canteen":
        st.tube(smooth([(300, 560), (200, 400), (480, 240), (760, 400), (660, 560)]), 18, rgb("#6e4a2f"))
        st.turned([(350, 40), (360, 44), (430, 44)], lid, tilt=0.14, finish="metal", sharp=True)
        st.fill(ellipse(480, 700, 260, 264), look.paint("#737548"), finish="ball", depth=0.7)
        return
    st.tube(smooth([(420, 380), (410, 290), (480, 260), (550, 290), (540, 380)]), 22, lid)
    st.turned([(350, 82), (358, 90), (430, 94)], lid, tilt=0.14, finish="round", sharp=True)
    st.turned(
        [(430, 86), (460, 92), (520, 136), (570, 146), (940, 146), (972, 136)],
        look.paint("#2f4f3c"),
        tilt=0.14,
        finish="round",
    )


def roll(st: Stage, look: Look) -> None:
    """A rolled mat or bedroll with two straps."""
    main = look.main("#737548")
    st.stand(480, 950, 330, ry=40)
    st.fill(rounded(160, 660, 770, 950, 130), look.paint("#737548"), finish="ball", depth=0.55)
    st.fill(ellipse(740, 806, 88, 142), lighter(main, 0.12), finish="flat")
    for k in (0.76, 0.52, 0.28):
        st.fill(
            ellipse(742, 806, 88 * k, 142 * k),
            darker(main, 0.45),
            finish="none",
            holes=[ellipse(741, 805, 88 * k - 7, 142 * k - 8)],
        )
    for x in (290, 560):
        st.fill(rounded(x - 22, 654, x + 22, 956, 14), look.accent("#6e4a2f"), finish="flat")
        st.fill(
            rounded(x - 30, 770, x + 30, 826, 8),
            rgb("#d0a85a"),
            finish="metal",
            holes=[rounded(x - 18, 782, x + 18, 814, 4)],
        )


MOTIFS = {"tent": tent, "flask": flask, "roll": roll}
