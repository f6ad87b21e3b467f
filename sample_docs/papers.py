"""The paper documents: cables in monospace, memos under a letterhead with a signature. A4 at 200 dpi."""

from __future__ import annotations

from dataclasses import dataclass

from sample_docs.kit import Field, Sheet, smooth

A4 = (1654, 2339)
INK = (24, 24, 28)
GREEN = (28, 74, 60)
PEN_BLUE = (28, 42, 120)


@dataclass(frozen=True)
class Cable:
    """A telegram: header lines, marking, numbered paragraphs."""

    marking: str
    header: tuple[str, ...]
    subject: str
    body: tuple[str, ...]
    sign: str


HEADER_1 = (
    "O 041630Z MAR 23",
    "FM MISSION HARNATH",
    "TO MINISTRY CORVANE IMMEDIATE",
    "INFO EASTERN DESK COLLECTIVE",
    "     JOINT STAFF CORVANE // J2 J3",
    "     MISSION PORT YSEL",
)
CABLE = Cable(
    marking="SEALED",
    header=(*HEADER_1, "SECTION 01 OF 01  HARNATH 000117"),
    subject="SUBJ: ODURIAN STAFF ON THE SPRING RESUPPLY AND THE VELL ROAD",
    body=(
        "1. (SEALED) SUMMARY: DEPUTY CHIEF OF STAFF TOLD HEAD OF MISSION ON 3 MARCH THAT ODURIA WILL HOLD BRENHOF "
        "AS LONG AS THE VELL ROAD STAYS OPEN. HE ASKED FOR 240 BARRELS AND 36,000 ROUNDS BEFORE THE THAW. END SUMMARY.",
        "2. (SEALED) HE DESCRIBED LOSSES IN FEBRUARY AS HEAVY BUT BEARABLE. TWO BATTALIONS OF 57 MECH BDE ARE AT "
        "ABOUT 60 PERCENT STRENGTH. REPLACEMENTS FROM THE TUSKEND DEPOT ARRIVE WITH FIVE WEEKS OF TRAINING.",
        "3. (GUARDED) ON AIR DEFENCE HE SAID THAT K-8 MISSILES WOULD LAST UNTIL 23 MARCH. HE DID NOT REPEAT THE "
        "EARLIER REQUEST FOR FIGHTER AIRCRAFT AND DID NOT WISH TO DISCUSS PORT YSEL.",
        "4. (OPEN) THE MEETING LASTED 50 MINUTES AND WAS FRIENDLY. HE WILL TRAVEL TO ASTRAGARD BORDER COMMITTEE "
        "TALKS ON 11 MARCH IF THESE TAKE PLACE.",
        "5. (SEALED) COMMENT: THE FIGURE OF 36,000 ROUNDS IS TWICE WHAT WAS NAMED IN JANUARY. WE READ IT AS AN "
        "OPENING BID. RECOMMEND NO REPLY BEFORE THE JOINT STAFF HAS CHECKED STOCKS. END COMMENT.",
    ),
    sign="ALDERTON",
)
OTHER_CABLE = Cable(
    marking="SEALED",
    header=(
        "P 061105Z MAR 23",
        "FM MISSION HARNATH",
        "TO MINISTRY CORVANE PRIORITY",
        "INFO EASTERN DESK COLLECTIVE",
        "     JOINT STAFF CORVANE // J2 J4",
        "     MISSION ASTRAGARD",
        "SECTION 01 OF 01  HARNATH 000121",
    ),
    subject="SUBJ: GRAIN EXPORTS THROUGH PORT YSEL AND INSURANCE OF SHIPPING",
    body=(
        "1. (GUARDED) SUMMARY: HARBOUR MASTER EXPECTS 14 SHIPS A WEEK UNTIL THE END OF APRIL, AGAINST 22 LAST YEAR. "
        "INSURERS ASK FOR 1.9 PERCENT OF HULL VALUE A VOYAGE. END SUMMARY.",
        "2. (GUARDED) THE TERMINAL STRUCK ON 2 MARCH WORKS AT HALF CAPACITY. ONE OF TWO CONVEYORS IS GONE AND SPARE "
        "PARTS HAVE TO COME BY ROAD. THE PORT AUTHORITY PUTS REPAIR AT EIGHT WEEKS.",
        "3. (SEALED) THE MINISTRY OF TRANSPORT IS CONSIDERING A STATE GUARANTEE FOR HULLS. FUNDS WOULD COME FROM "
        "THE RAILWAY BUDGET. THE FINANCE MINISTER IS SAID TO BE AGAINST IT.",
        "4. (OPEN) LOCAL PRESS REPORTS QUEUES OF LORRIES OF UP TO 9 KILOMETRES AT THE NORTHERN GATE. WE SAW ABOUT "
        "HALF OF THAT ON 5 MARCH.",
        "5. (GUARDED) COMMENT: A GUARANTEE WOULD HELP SMALL OWNERS MOST. MISSION WILL REPORT AFTER THE CABINET "
        "MEETING OF 15 MARCH. END COMMENT.",
    ),
    sign="ALDERTON",
)


def draw_cable(cable: Cable) -> Sheet:
    """One cable. Fields: marking_top, marking_end, p1..p5, mark1..mark5 (the marking at a paragraph's head)."""
    sheet = Sheet(*A4, over=1)
    left, size, leading = 190, 30, 1.38
    step = size * leading
    sheet.text(A4[0] / 2, 130, cable.marking, "mono", size * 1.15, INK, "mt", field="marking_top")
    y = 220.0
    sheet.text(A4[0] - 190, y, "PAGE 01 OF 01", "mono", size, INK, "rt")
    for line in cable.header:
        sheet.text(left, y, line, "mono", size, INK, "lt")
        y += step
    y += step * 0.6
    y = sheet.paragraph(left, y, 1280, cable.subject, "mono", size, INK, leading, hang=106)
    y = sheet.paragraph(left, y, 1280, "REF: (A) HARNATH 000098 (B) JSC-DU-0372 (C) MINISTRY 4471", "mono", size, INK)
    y += step * 0.7
    for number, text in enumerate(cable.body, 1):
        marking = text[text.index("(") + 1 : text.index(")")]
        start = left + sheet.width_of(text[: text.index("(") + 1], "mono", size)
        end = start + sheet.width_of(marking, "mono", size)
        sheet.fields[f"mark{number}"] = Field((start, y, end, y + size * 1.2), marking, "mono", size, INK)
        y = sheet.paragraph(left, y, 1280, text, "mono", size, INK, leading, field=f"p{number}") + step * 0.55
    sheet.text(left, y + 6, cable.sign, "mono", size, INK)
    sheet.text(left, y + 6 + step, "BT", "mono", size, INK)
    sheet.text(left, y + 6 + 2 * step, "#0117 NNNN" if "117" in cable.header[-1] else "#0121 NNNN", "mono", size, INK)
    sheet.text(A4[0] / 2, 2240, cable.marking, "mono", size * 1.15, INK, "mt", field="marking_end")
    return sheet


@dataclass(frozen=True)
class Memo:
    """A memorandum under the staff's letterhead."""

    reference: str
    date: str
    to: str
    subject: str
    paragraphs: tuple[str, ...]
    copies: str


MEMO = Memo(
    reference="JSC/EST/2023-044",
    date="6 March 2023",
    to="Director, Eastern Desk",
    subject="Release of loss estimates to partner staffs",
    paragraphs=(
        "1. The Estimates Branch was asked on 27 February whether the daily figures for Vessarian and Odurian losses "
        "may be passed to partner staffs. This note sets out what was decided and who has to be told.",
        "2. The ranges in the daily update are working figures. They rest on three sources of uneven quality, and the "
        "lower bound for Odurian killed in action has moved by 1,500 in a single week. They must not be quoted as "
        "findings of this staff.",
        "3. The Deputy Chief of Staff has agreed that ranges, never single values, may be shown to partner liaison "
        "officers inside the building. Copies may not be taken away. The arrangement ends on 30 April 2023.",
        "4. Sections J2 and J5 did not agree. They hold that the February ranges understate Odurian losses by as much "
        "as a quarter, and asked that their dissent be recorded. Their note of 2 March is kept with this file.",
        "5. Branch heads will remind all holders of the update that slides are numbered, that photographs are "
        "forbidden, and that 14 printed copies of the edition of 1 March are still to be returned.",
    ),
    copies="Copies: J2, J3, J5, Registry (2)",
)
OTHER_MEMOS = (
    Memo(
        reference="JSC/EST/2023-047",
        date="9 March 2023",
        to="Head of Registry",
        subject="Missing copies of the daily update",
        paragraphs=(
            "1. Of 60 numbered copies of the update of 1 March, 46 have been returned and destroyed under certificate. "
            "Eleven are held in open safes, as permitted. Three cannot be found.",
            "2. The missing copies bear the numbers 19, 33 and 52. Copy 33 was signed for by a visiting officer who "
            "has since left the country. We have written to his staff.",
            "3. Registry is asked to search the shredding log for the first week of March and to interview the two "
            "clerks who emptied the bags on the third floor. A reply is needed by 14 March.",
            "4. Until the matter is closed the update will be printed in 20 copies only, on paper with a grey edge, "
            "and handed out by name at the morning meeting.",
        ),
        copies="Copies: J2, Security Officer, Registry (1)",
    ),
    Memo(
        reference="JSC/LOG/2023-031",
        date="3 March 2023",
        to="Director, Eastern Desk",
        subject="Barrel stocks and the spring thaw",
        paragraphs=(
            "1. You asked how many howitzer barrels could be released before the roads soften. The depot at Carrow "
            "holds 188, of which 52 are reserved for training and cannot leave before June.",
            "2. Transport by rail to the border takes eleven days and by road seven. After about 10 March the last 90 "
            "kilometres can be covered by tracked vehicles only, at a third of the load.",
            "3. We therefore recommend that 96 barrels leave on 5 March in two trains, and that ammunition follows "
            "when the ground has dried. The cost is met from the winter reserve.",
            "4. The makers say that new barrels at a rate of 14 a month can be had from September. Earlier delivery "
            "would need a second shift, at a price of 2.3 million a quarter.",
        ),
        copies="Copies: J3, J4, Finance",
    ),
)


def _crest(sheet: Sheet, x: float, y: float) -> None:
    sheet.circle(x, y, 62, None, GREEN)
    sheet.circle(x, y, 54, None, GREEN)
    sheet.area([(x - 26, y - 30), (x + 26, y - 30), (x + 26, y + 6), (x, y + 38), (x - 26, y + 6)], GREEN)
    sheet.area([(x - 14, y + 4), (x, y - 20), (x + 14, y + 4)], (255, 255, 255))
    sheet.rule(x - 18, y + 10, x + 18, y + 10, (255, 255, 255), 3)
    for k in (-1, 1):
        sheet.path(smooth([(x + k * 34, y + 26), (x + k * 42, y), (x + k * 34, y - 26)]), GREEN, 4)


SIGNATURE = (
    ((0, 30), (18, -34), (30, -44), (26, 10), (22, 34), (40, -6), (54, 4), (50, 24), (66, 8), (82, 2), (78, 24), (96, 6),
     (112, -8), (110, 22), (128, 10), (150, 4), (168, 14), (200, 2), (250, -6)),
    ((-10, -6), (40, -16), (86, -14)),
    ((136, -30), (158, -52), (170, -20), (150, 30), (140, 46), (190, 20), (236, 30)),
)  # fmt: skip


def draw_memo(memo: Memo) -> Sheet:
    """One memo. Fields: marking_top, date, subject, p1..p5, signature_name."""
    sheet = Sheet(*A4)
    left, width, size, leading = 220, 1214, 34, 1.42
    _crest(sheet, 292, 190)
    sheet.text(390, 132, "CORVANE JOINT STAFF", "serif-bold", 50, GREEN)
    sheet.text(390, 196, "Estimates Branch  ·  Registry House, 4 Quay Street, Corvane", "serif", 27, GREEN)
    sheet.rule(left, 276, left + width, 276, GREEN, 3)
    sheet.rule(left, 283, left + width, 283, GREEN, 1)
    sheet.text(A4[0] / 2, 306, "GUARDED  -  STAFF ONLY", "serif-bold", 30, INK, "mt", field="marking_top")
    sheet.text(left, 380, "MEMORANDUM", "serif-bold", 42, INK)
    y = 466.0
    for label, value in (
        ("Reference:", memo.reference),
        ("Date:", memo.date),
        ("To:", memo.to),
        ("From:", "Head, Estimates Branch"),
        ("Subject:", memo.subject),
    ):
        sheet.text(left, y, label, "serif-bold", size, INK)
        sheet.text(left + 210, y, value, "serif", size, INK, field=label.strip(":").lower())
        y += size * 1.5
    sheet.rule(left, y + 10, left + width, y + 10, INK, 1.5)
    y += 44
    for number, text in enumerate(memo.paragraphs, 1):
        y = sheet.paragraph(left, y, width, text, "serif", size, INK, leading, field=f"p{number}") + 24
    y += 26
    for stroke in SIGNATURE:
        sheet.path(smooth([(left + 40 + px, y + 66 + py * 1.1) for px, py in stroke]), PEN_BLUE, 3.4)
    y += 134
    sheet.text(left, y, "R. M. Ostergaarde", "serif", size, INK, field="signature_name")
    sheet.text(left, y + 44, "Head, Estimates Branch", "serif-italic", size, INK)
    sheet.text(left, 2120, memo.copies, "serif", 28, INK, field="copies")
    sheet.rule(left, 2176, left + width, 2176, GREEN, 1)
    sheet.text(A4[0] / 2, 2190, "GUARDED  -  STAFF ONLY", "serif-bold", 30, INK, "mt")
    return sheet
