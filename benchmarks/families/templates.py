"""The kinds of pages: what each is made of. One function a kind; style and chance in, blocks out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from benchmarks.families.document import (
    Block,
    Bubble,
    Columns,
    Document,
    Fields,
    Figure,
    Line,
    Para,
    Style,
    Table,
    style_of,
)
from benchmarks.families.lexicon import FORMATIONS, GOODS, MARKINGS, OFFICES, PLACES, TOPICS, Speaker, handle

Made = tuple[Block, ...]


def _head(s: Speaker, style: Style) -> list[Block]:
    """Letterhead: emblem or none, the office, a rule."""
    align = ("left", "centre")[style.variant % 2]
    head: list[Block] = [Figure("emblem", style.variant)] if style.variant % 3 == 0 else []
    head += [
        Line(style.office, "head", align),
        Line(f"{s.rng.choice(PLACES)}, Section {style.variant % 9 + 1}", "small", align),
    ]
    return [*head, Figure("rule")]


def _reference(s: Speaker) -> str:
    return f"{s.rng.choice('ABDHKLRST')}{s.rng.choice('BCFGMNQVX')}-{s.rng.randint(100, 999)}/{s.rng.randint(10, 99)}"


def _marking(s: Speaker) -> Line:
    return Line(s.rng.choice(MARKINGS), "marking", s.rng.choice(("centre", "centre", "left")))


def memo(s: Speaker, style: Style) -> Made:
    """A memorandum with numbered paragraphs and a signature."""
    topic = s.say(s.rng.choice(TOPICS))
    fields = Fields(
        (("To", s.rng.choice(OFFICES)), ("From", s.person()), ("Date", s.when(s.issued)), ("Subject", topic))
    )
    body = s.sentences(s.rng.choice(("office", "staff")), 6)
    paragraphs = [Para(" ".join(body[i : i + 2]), f"{i // 2 + 1}.") for i in (0, 2, 4)]
    return (*_head(s, style), _marking(s), Line("MEMORANDUM", "title"), fields, Figure("rule"), *paragraphs,
            Figure("signature", s.rng.randrange(10**6)), Line(s.person(), "body"), Line("Head of section", "small"))  # fmt: skip


def cable(s: Speaker, style: Style) -> Made:
    """A telegram in capitals."""
    lines = [
        f"{s.rng.choice(('PRIORITY', 'ROUTINE', 'URGENT'))} {_reference(s)} {s.when(s.issued).upper()} {s.clock()}",
        f"FROM  {s.rng.choice(PLACES).upper()} STATION",
        f"TO    {s.rng.choice(OFFICES).upper()}",
        f"INFO  {s.rng.choice(FORMATIONS).upper()}",
    ]
    body = [Para(text.upper(), f"{i}.") for i, text in enumerate(s.sentences("staff", 5), 1)]
    mark = s.rng.choice(MARKINGS)
    return (Line(mark, "marking", "centre"), *(Line(text, "meta") for text in lines), Figure("gap"),
            Line(f"SUBJECT: {s.say(s.rng.choice(TOPICS)).upper()}", "bold"), Figure("gap"), *body, Figure("gap"),
            Line(f"END OF MESSAGE {s.rng.randint(1000, 9999)}", "meta"), Line(mark, "marking", "centre"))  # fmt: skip


def slide(s: Speaker, style: Style) -> Made:
    """A daily slide: losses of two sides, bars, two remarks."""
    kinds = s.rng.sample(("Killed", "Wounded", "Missing", "Vehicles", "Aircraft", "Barges", "Guns", "Bridges"), 5)
    rows = tuple((kind, s.large(100, 60_000), s.large(100, 60_000)) for kind in kinds)
    sides = s.rng.sample(("Oduvia", "Kessland", "Northern side", "Southern side", "Marchmen", "League"), 2)
    remarks = [Para(text, "•") for text in s.sentences("staff", 3)]
    return (Line(f"Daily state of the front, {s.when(s.issued)}", "title"), _marking(s), Figure("rule"),
            Table(("Losses", *sides), rows, total=style.variant % 4 == 0), Figure("bars", s.rng.randrange(10**6)),
            *remarks, Line(f"Source: {style.office}. As of {s.clock()}", "small"))  # fmt: skip


def ledger(s: Speaker, style: Style) -> Made:
    """An account with sums."""
    day, rows = s.issued - timedelta(days=30), []
    for goods in s.rng.sample(GOODS, s.rng.randint(8, 11)):
        day += timedelta(days=s.rng.randint(1, 3))
        rows.append(
            (
                f"{goods.capitalize()}, {s.rng.choice(PLACES)}",
                f"{day.day:02d}.{day.month:02d}.",
                str(s.rng.randint(2, 240)),
                s.large(200, 40_000),
            )
        )
    return (*_head(s, style), Line(f"Account {_reference(s)}", "title"), Line(f"Closed on {s.when(s.issued)}", "meta"),
            Table(("Item", "Day", "Units", "Crowns"), tuple(rows), total=True, ruled=style.variant % 2 == 0),
            Line(f"Checked by {s.person()}, paid to {s.person()}", "body"), Figure("signature", s.rng.randrange(10**6)))  # fmt: skip


def report(s: Speaker, style: Style) -> Made:
    """A page of a report in two columns."""
    said = s.sentences("office", 5) + s.sentences("staff", 5)
    s.rng.shuffle(said)
    left = (Line("Findings", "bold"), Para(" ".join(said[:3])), Para(" ".join(said[3:5])))
    right = (Line("Measures", "bold"), Para(" ".join(said[5:7])), Para(" ".join(said[7:10])))
    return (Line(f"{style.office}", "small"), Line(s.say(s.rng.choice(TOPICS)), "title"),
            Line(f"Report {_reference(s)}, {s.when(s.issued)}", "meta"), Figure("rule"), Columns(left, right), Figure("rule"),
            Line(f"{_marking(s).text}   page {s.rng.randint(2, 40)}", "small", "centre"))  # fmt: skip


def ticket(s: Speaker, style: Style) -> Made:
    """A till receipt or weighbridge ticket."""
    rows = []
    for goods in s.rng.sample(GOODS, s.rng.randint(6, 9)):
        rows.append((goods.capitalize(), str(s.rng.randint(1, 24)), f"{s.rng.randint(100, 9999) / 100:.2f}"))
    total = sum(float(row[2]) for row in rows)
    return (Line(style.office, "head", "centre"), Line(f"{s.rng.choice(PLACES)}, Quay {s.rng.randint(1, 30)}", "meta", "centre"),
            Line(f"No. {s.rng.randint(10_000, 99_999)}", "meta"), Line(f"{s.when(s.issued)} {s.clock()}", "meta"), Figure("rule"),
            Table(("Goods", "Qty", "Price"), tuple(rows), ruled=False), Figure("rule"), Line(f"TOTAL  {total:.2f}", "bold", "right"),
            Line(f"Paid by {s.rng.choice(('cash', 'cheque', 'card', 'transfer'))}, served by {s.person()}", "body"),
            Line(f"Gross {s.decimal()} t   Tare {s.decimal(20)} t", "body"), Line("Keep this slip", "small", "centre"), Figure("code", s.rng.randrange(10**6)))  # fmt: skip


def letter(s: Speaker, style: Style) -> Made:
    """A letter."""
    said = s.sentences("office", 7)
    return (*_head(s, style), Line(s.when(s.issued), "body", "right"), Line(s.person(), "body"), Line(s.rng.choice(OFFICES), "body"),
            Line(s.rng.choice(PLACES), "body"), Figure("gap"), Line(f"Re: {s.say(s.rng.choice(TOPICS))}", "bold"), Figure("gap"),
            Para(" ".join(said[:3])), Para(" ".join(said[3:5])), Para(" ".join(said[5:7])), Figure("gap"), Line("Yours faithfully,", "body"),
            Figure("signature", s.rng.randrange(10**6)), Line(s.person(), "body"))  # fmt: skip


def form(s: Speaker, style: Style) -> Made:
    """A form that was filled in."""
    fields = [("Name", s.person()), ("Office", s.rng.choice(OFFICES)), ("Date", s.when(s.issued)), ("Reference", _reference(s)),
              ("Place", s.rng.choice(PLACES)), ("Goods", s.rng.choice(GOODS)), ("Quantity", s.large(100, 9_000)),
              ("Value", f"{s.large()} crowns"), ("Weight", f"{s.decimal()} t"), ("Valid until", s.near(0, 90)),
              ("Approved by", s.person())]  # fmt: skip
    s.rng.shuffle(fields)
    remark = Para(" ".join(s.sentences("office", 2)))
    return (*_head(s, style), Line(f"Form {s.rng.randint(2, 80)}: permit for {s.rng.choice(('carriage', 'storage', 'passage', 'purchase'))}", "title"),
            Fields(tuple(fields), boxed=True), Figure("gap"), Line("Remarks", "bold"), remark, Figure("signature", s.rng.randrange(10**6)),
            Line(f"{s.rng.choice(PLACES)}, {s.when(s.issued)}", "small"))  # fmt: skip


def chat(s: Speaker, style: Style) -> Made:
    """Messages of two people, as an app shows them."""
    names = (handle(s.rng), handle(s.rng))
    minute = s.rng.randrange(6 * 60, 22 * 60)
    said = s.sentences("private", 7) + s.sentences("staff", 2)
    s.rng.shuffle(said)
    bubbles = []
    for text in said[:8]:
        minute += s.rng.randint(0, 9)
        mine = s.rng.random() < 0.45
        bubbles.append(Bubble(names[mine], f"{minute // 60:02d}:{minute % 60:02d}", text, mine))
    return (Line(names[0], "head"), Line(s.when(s.issued), "small", "centre"), *bubbles)


def email(s: Speaker, style: Style) -> Made:
    """A printed e-mail with its signature."""
    sender, said = s.person(), s.sentences("private", 4) + s.sentences("office", 3)
    box = sender.split()[1].lower()
    fields = Fields((("From:", f"{sender} <{box}@{style.office.split()[0].lower()}.example>"), ("Sent:", f"{s.when(s.issued)} {s.clock()}"),
                     ("To:", s.person()), ("Cc:", s.person()), ("Subject:", s.say(s.rng.choice(TOPICS)))))  # fmt: skip
    return (fields, Figure("rule"), Para(" ".join(said[:2])), Para(" ".join(said[2:4])), Para(" ".join(said[4:])), Figure("gap"), Line("Regards,", "body"),
            Line(sender, "bold"), Line(style.office, "small"), Line(f"Room {s.rng.randint(100, 480)}, ext. {s.rng.randint(1000, 9999)}", "small"),
            Line("This message is meant for its addressees only.", "small"))  # fmt: skip


def roster(s: Speaker, style: Style) -> Made:
    """Strength return: a table of formations."""
    rows = tuple((unit, s.rng.choice(PLACES), str(s.rng.randint(40, 990)), str(s.rng.randint(2, 160)), f"{s.rng.randint(31, 99)}%")
                 for unit in s.rng.sample(FORMATIONS, s.rng.randint(8, 10)))  # fmt: skip
    return (_marking(s), Line("Return of strength", "title"), Line(f"{style.office}, {s.when(s.issued)}", "meta"),
            Table(("Formation", "Post", "Men", "Sick", "Ready"), rows, ruled=style.variant % 2 == 1), Figure("gap"),
            Para(s.sentences("staff", 1)[0]), Line(f"Signed {s.person()}", "body"))  # fmt: skip


def order(s: Speaker, style: Style) -> Made:
    """A numbered order."""
    said = s.sentences("staff", 6)
    points = [Para(text, f"{i}.") for i, text in enumerate(said, 1)]
    return (*_head(s, style), Line(f"Order No. {s.rng.randint(11, 480)}", "title", "centre"), Line(f"{s.rng.choice(PLACES)}, {s.when(s.issued)}", "meta", "centre"),
            _marking(s), Figure("gap"), *points, Figure("gap"), Line("To be carried out at once.", "bold"), Figure("signature", s.rng.randrange(10**6)),
            Line(f"{s.person()}, commanding", "body"))  # fmt: skip


TEMPLATES: dict[str, Callable[[Speaker, Style], Made]] = {
    made.__name__: made
    for made in (memo, cable, slide, ledger, report, ticket, letter, form, chat, email, roster, order)
}


def document(template: str, style_seed: int, content_seed: int) -> Document:
    """A document: the same style seed gives the same issuer and look, another content seed another page."""
    style = style_of(style_seed, OFFICES, mono=template == "cable", narrow=template == "ticket")
    rng = Random(f"content {content_seed}")
    day = date(2021, 1, 5) + timedelta(days=rng.randrange(1700))
    speaker = Speaker(rng, day, style.date_style, style.comma)
    return Document(template, style, TEMPLATES[template](speaker, style), speaker.when(day), day)
