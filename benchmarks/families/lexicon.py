"""Words of the invented pages: a country that does not exist, its offices, and what they write to each other.

A sentence is a pattern with slots in braces; `Speaker.say` fills them by chance, in the manner of one document (its
way of writing dates and figures). Nothing here names anything real.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

PLACES = (
    "Ostrel,Dunmarrow,Kelvane,Port Issen,Tarvik,Lomaz,Quillbeck,Serrado,Vantry,Halmere,Brisk Ford,Ulmgate,Corvane,"
    "Nettlewick,Ashgrave,Belvoz,Sorrel Bay,Ganthe,Old Wharf,Mirrow,Tessaly Cross,Yarrowgate,Pell Island,Drovane"
).split(",")
SURNAMES = (
    "Averill,Bracken,Castellan,Dorrow,Eskel,Farrant,Gallowey,Hathern,Ilvane,Jessop,Korvath,Lindell,Marrick,Nolvane,"
    "Orrel,Pascoe,Quarne,Rostock,Selwin,Tarrant,Ulmer,Vossel,Wendrey,Yarrow,Zelden,Birkby,Thorne,Haldane"
).split(",")
GIVEN = "A,B,C,D,E,F,G,H,J,K,L,M,N,P,R,S,T,V,W".split(",")
OFFICES = (
    "Directorate of Supply,Office of Harbour Affairs,Northern Liaison Bureau,Ministry of Ways,Board of Grain and Salt,"
    "Bureau of Inland Survey,Coastal Defence Staff,Joint Movement Cell,Treasury of the Marches,Committee on Tariffs,"
    "State Rail Inspectorate,Department of Reservoirs,Marrow & Finch Freight,Halvard Engineering,Issen Shipping Line,"
    "Tarvik Power Authority,Central Registry,Office of the Comptroller,Quillbeck Mining Company,Southern Command Staff"
).split(",")
FORMATIONS = (
    "4th Lancer Brigade,11th River Regiment,2nd Mountain Rifles,Coastal Battery Six,9th Engineer Battalion,"
    "3rd Guard Column,Border Group East,7th Signal Company,21st Transport Wing,Harbour Guard,5th Armoured Group,"
    "Reserve Column South,14th Field Hospital,Air Wing Kelvane"
).split(",")
GOODS = (
    "diesel,copper wire,grain,timber,field rations,winter boots,radio sets,steel plate,cement,spare axles,tents,"
    "water filters,rail ties,batteries,lamp oil,salt,tyres,medical kits,cable drums,generators,blankets,flour"
).split(",")
VERBS = "approved,refused,delayed,completed,cancelled,confirmed,withdrawn,extended,inspected,reported".split(",")
MARKINGS = (
    "RESTRICTED,CLOSED CIRCULATION,FOR INTERNAL USE ONLY,NOT FOR RELEASE,SEALED UNTIL SIGNED,STAFF EYES ONLY,"
    "OPEN FILE,CLEARED FOR RELEASE,DRAFT FOR COMMENT,CONFIDENTIAL,LIMITED DISTRIBUTION"
).split(",")
MONTHS = "January,February,March,April,May,June,July,August,September,October,November,December".split(",")
TOPICS = (
    "Fuel reserve at {place};Transfer of {formation};Winter stocks;Repairs to the {place} bridge;Harbour dues;"
    "Tender for {goods};Losses during the crossing;Rail capacity to {place};Audit of the {place} depot;"
    "Water level at {place};Strength returns;Purchase of {goods};Evacuation of {place};Tariff on {goods}"
).split(";")
SENTENCES = {
    "staff": (
        "{formation} reported {n} wounded and {n} missing after the crossing at {place} on {date}.",
        "Stocks of {goods} at {place} have fallen to {pct} of the planned level.",
        "The {formation} will move to {place} no later than {date} with {n} vehicles.",
        "Of {N} rounds issued since {date}, {N} were expended and {n} were found unfit.",
        "Air observation counted {n} barges and {n} tugs north of {place}.",
        "The commander of {formation} did not agree to the withdrawal.",
        "Fuel on hand covers {n} days at the present rate of {d} tonnes a day.",
        "No contact was made with the post at {place} after {clock} hours.",
        "Enemy losses are put at {N} to {N}, own losses at {N}.",
        "The bridge at {place} carries {n} tonnes and remains under repair until {date}.",
        "Two companies were held back at {place} for lack of {goods}.",
        "Morale is described as steady, though leave was {verb} for {pct} of the men.",
    ),
    "office": (
        "The request of {person} for {N} crowns was {verb} on {date}.",
        "Delivery of {goods} to {place} is {verb} until further notice.",
        "The committee met at {place} and heard {person} for {n} minutes.",
        "Costs rose by {pct} against an estimate of {d} million crowns.",
        "{person} asks that the contract with {office} be signed before {date}.",
        "Of {n} applications received, {n} were accepted and the rest returned.",
        "The auditor found a shortfall of {N} crowns in the account of {office}.",
        "A copy has been sent to {person} and to the {office}.",
        "The contract provides for {N} tonnes of {goods} at {d} crowns each.",
        "Nothing in this paper may be quoted outside the {office}.",
        "The members did not vote on the proposal of {person}.",
        "Work on the {place} line shall begin on {date} and last {n} weeks.",
        "It was agreed to pay {person} the sum of {N} crowns in {n} instalments.",
        "The warehouse at {place} holds {N} sacks of {goods} and {n} crates of spares.",
    ),
    "private": (
        "I spoke with {person} last night and the answer is still no.",
        "Please do not forward this, the numbers are {pct} off.",
        "They want {N} crowns by {date}, in two parts.",
        "The boat leaves {place} at {clock}, bring the papers.",
        "{person} never signed the second page.",
        "We counted {n} trucks at {place} and then stopped counting.",
        "Tell {person} that the price is now {d} thousand.",
        "Nobody at the {office} knows about the {goods}.",
        "I will be in {place} until {date}, call before {clock}.",
        "He said {n} dead, the radio says {n}.",
        "The second list has {n} names, not {n}.",
    ),
}
HANDLE_A = "north,grey,silent,paper,iron,late,harbour,quiet,second,lost,river,amber,cold,open,far".split(",")
HANDLE_B = "watch,courier,lantern,desk,gull,ledger,wire,ferry,window,post,signal,fox,archive,notes,drift".split(",")
PLATFORMS = ("palaver", "quarrelboard", "murmur", "streamline", "postbox", "fotowall")


@dataclass
class Speaker:
    """Fills patterns for one document. issued: its date; date_style 0-3 and comma: how it writes dates, thousands."""

    rng: Random
    issued: date
    date_style: int
    comma: str
    used: set[str] = field(default_factory=set)

    def when(self, day: date) -> str:
        """A date as this document writes it."""
        month = MONTHS[day.month - 1]
        styles = (
            f"{day.day} {month} {day.year}",
            f"{day.day:02d}.{day.month:02d}.{day.year}",
            f"{day.year}-{day.month:02d}-{day.day:02d}",
            f"{month} {day.day}, {day.year}",
        )
        return styles[self.date_style]

    def number(self, value: int) -> str:
        """A whole number with this document's sign between thousands."""
        return f"{value:,}".replace(",", self.comma)

    def large(self, low: int = 1_000, high: int = 90_000) -> str:
        """A larger figure, more or less round."""
        step = self.rng.choice((1, 10, 50, 100, 500))
        return self.number(max(low, self.rng.randrange(low, high) // step * step))

    def decimal(self, high: float = 95) -> str:
        """A figure with one decimal."""
        return f"{self.rng.uniform(1, high):.1f}"

    def person(self) -> str:
        """Initial and surname."""
        return f"{self.rng.choice(GIVEN)}. {self.rng.choice(SURNAMES)}"

    def near(self, before: int = 40, after: int = 60) -> str:
        """A date around the document's own."""
        return self.when(self.issued + timedelta(days=self.rng.randint(-before, after)))

    def clock(self) -> str:
        """A time of the day."""
        return f"{self.rng.randrange(24):02d}:{self.rng.choice((0, 5, 10, 15, 20, 30, 40, 45, 50)):02d}"

    def say(self, pattern: str) -> str:
        """A pattern with its slots filled."""
        return re.sub(r"\{(\w+)\}", lambda found: self._slot(found[1]), pattern)

    def sentences(self, register: str, n: int) -> list[str]:
        """n sentences of one register, none of whose patterns was used in this document before."""
        fresh = [s for s in SENTENCES[register] if s not in self.used]
        if len(fresh) < n:
            fresh = list(SENTENCES[register])
        chosen = self.rng.sample(fresh, min(n, len(fresh)))
        self.used.update(chosen)
        return [self.say(pattern) for pattern in chosen]

    def _slot(self, name: str) -> str:
        rng = self.rng
        lists: dict[str, Sequence[str]] = {
            "place": PLACES, "formation": FORMATIONS, "goods": GOODS, "verb": VERBS, "office": OFFICES,
        }  # fmt: skip
        if name in lists:
            return rng.choice(lists[name])
        made = {
            "n": lambda: str(rng.randint(3, 98)),
            "N": self.large,
            "d": self.decimal,
            "pct": lambda: f"{rng.randint(2, 96)} percent" if rng.random() < 0.4 else f"{rng.randint(2, 96)}%",
            "person": self.person,
            "date": self.near,
            "clock": self.clock,
        }
        return made[name]()


def handle(rng: Random) -> str:
    """An account's name."""
    return f"{rng.choice(HANDLE_A)}_{rng.choice(HANDLE_B)}{rng.choice(('', str(rng.randint(2, 99))))}"
