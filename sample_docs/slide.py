"""The daily-update slide: a map drawn by code, a table of losses, events, weather. Two editions."""

from __future__ import annotations

from dataclasses import dataclass

from sample_docs.kit import Sheet, smooth, wobbly

INK = (22, 26, 34)
NAVY = (24, 42, 68)
AMBER = (226, 150, 30)
SEA = (198, 219, 232)
LAND = (238, 233, 216)
ODURIA = (214, 222, 196)
RED = (176, 36, 40)
BLUE = (32, 78, 150)
MARKING = "SEALED//HARBOUR//LATCHKEY//NOT FOR PARTNERS"


@dataclass(frozen=True)
class Edition:
    """What changes from day to day. losses: row name, Oduria, Vessaria."""

    date: str
    day: str
    losses: tuple[tuple[str, str, str], ...]
    events: tuple[str, ...]
    weather: str
    outlook: tuple[str, ...]
    front: tuple[tuple[int, int], ...]
    serial: str


FIRST = Edition(
    date="01 MAR 2023",
    day="D+372",
    losses=(
        ("Killed in action", "16,000 – 17,500", "35,500 – 43,500"),
        ("Wounded in action", "41,500 – 48,000", "154,000 – 180,000"),
        ("Tanks destroyed", "312", "1,204"),
        ("Armoured vehicles", "806", "3,110"),
        ("Artillery and rockets", "198", "745"),
        ("Fixed-wing aircraft", "63", "81"),
        ("Helicopters", "34", "77"),
    ),
    events=(
        "Vessarian 4 GDS BDE pressed attacks on BRENHOF from the north; no change to control of the town.",
        "Odurian 57 MECH BDE rotated out of VELL; 28 BDE has taken over its sector.",
        "TUSKEND rail bridge reopened to single-track traffic at 0430 local.",
        "ISR coverage of KALDRY salient reduced until 04 MAR (icing).",
    ),
    weather="Ground frozen until 09 MAR, then mud: wheeled movement off-road unlikely before mid-April.",
    outlook=(
        "Vessaria can sustain attacks at BRENHOF for 10 to 14 days; artillery supply is the limit.",
        "Odurian air defence stocks of type K-8 last until about 23 MAR at present rates.",
    ),
    front=((408, 142), (470, 260), (560, 330), (545, 430), (640, 520), (700, 610), (690, 720), (770, 902)),
    serial="JSC-DU-0372 / pg 2 of 9",
)

SECOND = Edition(
    date="02 MAR 2023",
    day="D+373",
    losses=(
        ("Killed in action", "16,150 – 17,700", "35,900 – 44,100"),
        ("Wounded in action", "41,900 – 48,600", "155,500 – 182,000"),
        ("Tanks destroyed", "314", "1,209"),
        ("Armoured vehicles", "811", "3,127"),
        ("Artillery and rockets", "199", "751"),
        ("Fixed-wing aircraft", "63", "82"),
        ("Helicopters", "35", "77"),
    ),
    events=(
        "Odurian forces withdrew from two positions east of BRENHOF overnight; the town remains contested.",
        "Vessarian 11 TANK REGT seen loading on flatcars at MIRNAU yard, destination unknown.",
        "PORT YSEL grain terminal struck by two missiles at 2215 local; fire contained.",
        "ISR coverage of KALDRY salient restored ahead of schedule.",
    ),
    weather="Ground frozen until 07 MAR, snow on 03 MAR; mud expected in the south from 10 MAR.",
    outlook=(
        "Vessaria may seek to cut the VELL road before the thaw; two fresh regiments are needed.",
        "Odurian 92 MECH BDE will be short of barrels by 12 MAR unless resupplied.",
    ),
    front=((408, 142), (462, 262), (548, 326), (520, 436), (622, 528), (694, 610), (690, 720), (770, 902)),
    serial="JSC-DU-0373 / pg 2 of 9",
)

TOWNS = (
    ("HARNATH", 232, 300, True),
    ("TUSKEND", 306, 540, False),
    ("PORT YSEL", 400, 838, False),
    ("VELL", 452, 420, False),
    ("BRENHOF", 600, 408, False),
    ("KALDRY", 770, 560, False),
    ("MIRNAU", 888, 330, False),
    ("DROMNY", 812, 712, False),
    ("ASTRAGARD", 948, 206, True),
)
# x, y, side, size mark, name, kind
UNITS = (
    (372, 250, BLUE, "X", "28", "inf"),
    (456, 330, BLUE, "X", "57", "mech"),
    (480, 560, BLUE, "X", "92", "mech"),
    (556, 668, BLUE, "III", "6", "art"),
    (600, 792, BLUE, "X", "35", "inf"),
    (612, 226, RED, "X", "4 GDS", "mech"),
    (690, 470, RED, "X", "72", "inf"),
    (980, 330, RED, "III", "11", "tank"),
    (836, 640, RED, "X", "19", "mech"),
    (852, 792, RED, "XX", "7", "inf"),
)


def _unit(sheet: Sheet, x: float, y: float, colour: tuple[int, int, int], mark: str, name: str, kind: str) -> None:
    w, h = 46, 30
    tint = (206, 222, 244) if colour == BLUE else (248, 212, 208)
    sheet.box((x, y, x + w, y + h), fill=tint, outline=colour, width=2.4)
    if kind in ("inf", "mech"):
        sheet.rule(x, y, x + w, y + h, colour, 1.6)
        sheet.rule(x, y + h, x + w, y, colour, 1.6)
    if kind in ("mech", "tank"):
        o = sheet.over
        sheet.draw.ellipse(((x + 9) * o, (y + 8) * o, (x + w - 9) * o, (y + h - 8) * o), outline=colour, width=2 * o)
    if kind == "art":
        sheet.circle(x + w / 2, y + h / 2, 6, colour)
    sheet.text(x + w / 2, y - 3, mark, "sans-bold", 17, INK, "mb")
    sheet.text(x + w + 5, y + h / 2, name, "sans-medium", 19, INK, "lm")


def _map(sheet: Sheet, edition: Edition) -> None:
    left, top, right, bottom = 40, 142, 1096, 902
    sheet.box((left, top, right, bottom), fill=LAND)
    front = smooth(edition.front)
    west = [(left, top), *front, (left, bottom)]
    sheet.area(west, ODURIA)
    coast = wobbly([(40, 700), (150, 742), (260, 800), (392, 850), (470, bottom)], 11, 5, 0.22)
    sheet.area([*coast, (left, bottom)], SEA, (120, 150, 172), 1.6)
    for x, y, w in ((70, 846, 60), (120, 872, 70), (240, 880, 64), (80, 810, 40)):
        sheet.path(smooth([(x, y), (x + w / 3, y - 5), (x + 2 * w / 3, y + 5), (x + w, y)]), (160, 190, 208), 1.4)
    lake = wobbly([(850, 500), (900, 470), (960, 490), (980, 540), (930, 575), (870, 560), (850, 500)], 5, 4, 0.2)
    for river, seed in (
        (((330, top), (300, 260), (330, 420), (300, 560), (240, 680), (258, 800)), 3),
        (((right, 430), (980, 520), (880, 540), (800, 640), (760, 760), (820, bottom)), 4),
    ):
        sheet.path(wobbly(smooth(river, 4), seed, 2, 0.2), (140, 178, 204), 3.4)
    sheet.area(lake, SEA, (120, 150, 172), 1.4)
    for road in (
        ((232, 300), (350, 352), (452, 420), (600, 408), (760, 350), (888, 330), (948, 206)),
        ((306, 540), (430, 500), (452, 420)),
        ((306, 540), (380, 700), (400, 838)),
        ((600, 408), (690, 500), (770, 560), (812, 712)),
    ):
        sheet.path(smooth(road), (170, 140, 110), 2.2)
    for i in range(1, 5):
        sheet.rule(left + i * 211, top, left + i * 211, bottom, (206, 206, 198), 0.8)
        sheet.rule(left, top + i * 152, right, top + i * 152, (206, 206, 198), 0.8)
    sheet.path(front, (255, 255, 255), 9)
    sheet.path(front, RED, 4.5)
    for (x, y), (nx, ny) in zip(front[6::10], front[7::10], strict=False):
        dx, dy = nx - x, ny - y
        length = (dx * dx + dy * dy) ** 0.5
        sheet.path([(x, y), (x + dy / length * 13, y - dx / length * 13)], RED, 3)
    for points in (((668, 250), (620, 300), (592, 360)), ((842, 656), (780, 664), (716, 660))):
        line = smooth(points)
        sheet.path(line, RED, 7)
        (ax, ay), (bx, by) = line[-4], line[-1]
        dx, dy = (bx - ax), (by - ay)
        n = (dx * dx + dy * dy) ** 0.5
        dx, dy = dx / n, dy / n
        sheet.area([(bx + dx * 22, by + dy * 22), (bx - dy * 14, by + dx * 14), (bx + dy * 14, by - dx * 14)], RED)
    for name, x, y, big in TOWNS:
        sheet.circle(x, y, 7 if big else 5, (255, 255, 255), INK)
        face, size = ("sans-bold", 22) if big else ("sans-medium", 20)
        if name in ("BRENHOF", "KALDRY", "DROMNY"):  # their left is the front line
            sheet.text(x + 10, y + 4, name, face, size, INK, "lt")
        else:
            sheet.text(x - 12, y + 4, name, face, size, INK, "rt")
    for unit in UNITS:
        _unit(sheet, *unit)
    sheet.text(150, 208, "ODURIA", "sans-bold", 40, (140, 156, 116))
    sheet.text(880, 400, "VESSARIA", "sans-bold", 40, (176, 164, 130))
    sheet.text(76, 776, "Gulf of", "sans-italic", 20, (96, 132, 160))
    sheet.text(72, 800, "Ysel", "sans-italic", 20, (96, 132, 160))
    for i, shade in enumerate((INK, (255, 255, 255), INK, (255, 255, 255))):
        sheet.box((906 + i * 40, 876, 946 + i * 40, 884), fill=shade, outline=INK, width=1)
    sheet.text(906, 870, "0", "sans", 16, INK, "mb")
    sheet.text(1066, 870, "80 km", "sans", 16, INK, "mb")
    sheet.box((left, top, right, bottom), outline=(90, 96, 104), width=1.6)


def _banner(sheet: Sheet, y: float) -> None:
    sheet.box((0, y, 1920, y + 38), fill=AMBER)
    sheet.text(
        960, y + 19, MARKING, "sans-bold", 25, (30, 18, 0), "mm",
        field="marking_top" if y == 0 else "marking_end",
    )  # fmt: skip


def _table(sheet: Sheet, edition: Edition) -> float:
    left, right, y = 1126, 1880, 142
    sheet.text(left, y, "ASSESSED LOSSES SINCE D-DAY (CUMULATIVE)", "sans-bold", 26, NAVY)
    y += 44
    sheet.box((left, y, right, y + 42), fill=NAVY)
    sheet.text(1508, y + 21, "ODURIA", "sans-bold", 24, (255, 255, 255), "mm")
    sheet.text(1758, y + 21, "VESSARIA", "sans-bold", 24, (255, 255, 255), "mm")
    y += 42
    for number, (row, first, second) in enumerate(edition.losses):
        sheet.box((left, y, right, y + 44), fill=(232, 238, 245) if number % 2 else (250, 251, 253))
        sheet.text(left + 12, y + 22, row, "sans-medium", 25, INK, "lm")
        key = row.split()[0].lower()
        sheet.text(1508, y + 22, first, "sans-medium", 26, INK, "mm", field=f"{key}_oduria")
        sheet.text(1758, y + 22, second, "sans-medium", 26, INK, "mm", field=f"{key}_vessaria")
        y += 44
    sheet.box((left, 228, right, y), outline=(120, 130, 144), width=1.4)
    sheet.rule(1388, 228, 1388, y, (150, 160, 174), 1.2)
    sheet.rule(1630, 228, 1630, y, (150, 160, 174), 1.2)
    return y + 10


def draw_slide(edition: Edition) -> Sheet:
    """The slide of one day, 1920 x 1080."""
    sheet = Sheet(1920, 1080)
    _banner(sheet, 0)
    _banner(sheet, 1042)
    sheet.text(40, 52, "DAILY UPDATE: KALDRY FRONT", "sans-bold", 42, NAVY)
    sheet.text(40, 102, f"Status as of {edition.date} ({edition.day})", "sans-medium", 27, (84, 92, 104), field="date")
    sheet.text(1880, 56, "CORVANE JOINT STAFF", "sans-bold", 27, NAVY, "ra")
    sheet.text(1880, 92, "J3 Operations / Current Picture", "sans", 24, (84, 92, 104), "ra")
    sheet.rule(40, 136, 1880, 136, NAVY, 3)
    _map(sheet, edition)
    y = _table(sheet, edition)
    y = sheet.paragraph(
        1126, y, 754, "Ranges: low to high confidence bounds. Sources: HARBOUR, attaché reports, imagery. Confidence: LOW.",
        "sans-italic", 21, (70, 76, 88), field="sources",
    ) + 8  # fmt: skip
    sheet.text(1126, y, "KEY EVENTS, LAST 24 HOURS", "sans-bold", 26, NAVY)
    y += 35
    for event in edition.events:
        sheet.circle(1136, y + 14, 4, NAVY)
        y = sheet.paragraph(1152, y, 728, event, "sans", 23, INK, leading=1.17) + 4
    y += 6
    sheet.text(1126, y, "OUTLOOK", "sans-bold", 26, NAVY)
    y += 35
    for line in edition.outlook:
        sheet.circle(1136, y + 14, 4, NAVY)
        y = sheet.paragraph(1152, y, 728, line, "sans", 23, INK, leading=1.17) + 4
    sheet.text(40, 918, "WEATHER AND GROUND", "sans-bold", 22, NAVY)
    sheet.paragraph(40, 946, 1056, edition.weather, "sans", 23, INK)
    sheet.paragraph(
        40, 978, 1056, "Blue: Odurian units. Red: Vessarian units. Red line: assessed line of contact at 0600.",
        "sans", 20, (84, 92, 104),
    )  # fmt: skip
    sheet.text(40, 1010, "Derived from: multiple sources. Review on 01 MAR 2053.", "sans", 20, (84, 92, 104))
    sheet.text(1096, 1010, edition.serial, "sans", 20, (84, 92, 104), "ra")
    return sheet
