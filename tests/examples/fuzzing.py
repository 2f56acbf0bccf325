"""Valid logs of every source, and ways to spoil them as the world does."""

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
from hypothesis import strategies as st
from writers import WRITERS

from backstride.workbook import write_template

STRAVA = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Activity Gear,"
    "Filename,Moving Time,Distance,Dirt Distance\n"
    '1,"Oct 6, 2022, 1:00:00 PM","a\nb",Run,1800,5.01,Peg,,1700.0,5013.2,12.0\n'
    '2,"Oct 9, 2022, 1:00:00 PM",x,Swim,1800,"1,250",,,1700.0,,\n'
)
MIXED = (
    "Datum;km;Dauer;Schmerz vorher;Schmerz (0-10);Dehnen;Uhrzeit;Schlaf (h)\n"
    "01.02.2024;7,5;45:10;3;4;ja;07:30;7,5\n"
    "02.02.2024;;;4;;nein;abends;8\n"
    "13.02.2024;10,25;1:00:01;;2/10;60 s;;\n"
)
HABITS = "date,time,habit,dose,unit\n2024-03-01,19:00,plank,60,s\n2024-03-02,,stretching,2,times\n"
SHOES = "shoe\tstart_km\tfirst_day\nPeg\t120\t2024-01-01\nNova\t\t\n"
TWO_DEVICES = (
    "start,sport,distance,unit,duration,device,surface,shoe\n"
    "2024-03-01 07:00,Run,10,km,55:00,watch,ASPHALT,Peg\n"
    "2024-03-01 07:01,Run,6.21,mi,54:30,phone,,peg \n"
    "2024-03-03 07:00,Run,5,km,30:00,watch,trail,Peg\n"
)
BEARABLE = (
    "date,date formatted,weekday,time of day,category,rating/amount,detail,notes\n"
    '1st Mar 2024,2024-03-01,Friday,am,Symptom,3,Back pain (Severe),"a, b"\n'
    "2nd Mar 2024,2024-03-02,Saturday,pm,Symptom,1,Back pain (Mild),\n"
)
DAYLIO = (
    "\ufefffull_date,date,weekday,time,mood,activities,note\n"
    "2024-03-02,March 2,Saturday,20:00,good,running | stretching,\n"
    "2024-03-01,March 1,Friday,8:00 PM,meh,back pain,note\n"
)
OWN_TABLES = (MIXED, HABITS, SHOES, TWO_DEVICES)
SNIPPETS = (
    '"', "\r", "\x0b", "\x00", "−", "03/04/2024", "1.234", "inf", "nan", "1e999", "∞", "²",
    "\ufeff", "=cmd|' /C calc'!A0", "<script>", "]]>", "&a;", "9" * 400, "-1", "0", "{", "null",
    "\u202e",
)  # fmt: skip
TEXT_WAYS = ("cut", "end", "splice", "swap", "locale", "header", "row", "snippet", "noise", "case")


@dataclass(frozen=True, repr=False)
class Files:
    """Files of one log by name; the one called `spoilt` is the one to spoil."""

    contents: tuple[tuple[str, bytes], ...]
    spoilt: str

    def __repr__(self):
        content = dict(self.contents)[self.spoilt]
        shown = repr(content) if len(content) < 4000 else f"{len(content)} bytes"
        return f"Files(((name := {self.spoilt!r}, {shown}),), name)"


@cache
def valid_logs() -> tuple[Files, ...]:
    """A small valid log of every source there is a writer for."""
    tables = (STRAVA, BEARABLE, DAYLIO, *OWN_TABLES)
    return (
        *(Files((("log.csv", text.encode()),), "log.csv") for text in tables),
        *(written for writer in WRITERS for written in _written(writer)),
        _workbook(),
    )


def _written(writer) -> list[Files]:
    start = pd.to_datetime(["2024-03-01 07:00", "2024-03-03 18:30", "2024-03-03 18:30"])
    sessions = pd.DataFrame(
        {
            "start": start,
            "sport": ["run", "run", "ride"],
            "distance_km": [10.0, 5.25, 20.0],
            "duration_min": [55.0, 30.5, 60.0],
            "elapsed_min": [56.0, 31.0, 65.0],
            "surface": ["trail", "treadmill", "unknown"],
            "shoe": ["Peg", None, None],
            "rpe": [4.0, None, None],
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        writer(sessions, Path(folder))
        paths = sorted(path for path in Path(folder).rglob("*") if path.is_file())
        contents = tuple((path.relative_to(folder).as_posix(), path.read_bytes()) for path in paths)
    return [Files(contents, name) for name, _ in contents[:2]]


def _workbook() -> Files:
    with tempfile.TemporaryDirectory() as folder:
        path = write_template(Path(folder) / "log.xlsx")
        workbook = openpyxl.load_workbook(path)
        workbook["runs"].append(["2024-03-01", "07:00", "run", 10, "0:55:00", "trail", "Peg", 4])
        workbook["pain"].append(["2024-03-01", "06:30", 2, "21:00", 3, None, None, None, None, "x"])
        workbook.save(path)
        return Files((("log.xlsx", path.read_bytes()),), "log.xlsx")


@st.composite
def spoilt_texts(draw, texts=OWN_TABLES):
    """A text, cut, spliced, with other delimiters, locales, rows and headers."""
    text = draw(st.sampled_from(texts))
    for way in draw(st.lists(st.sampled_from(TEXT_WAYS), max_size=4)):
        text = _spoilt(draw, text, way, texts)
    return text


def _spoilt(draw, text, way, texts):
    here = draw(st.integers(0, len(text)))
    there = draw(st.integers(here, len(text)))
    lines = text.splitlines(keepends=True) or [""]
    match way:
        case "cut":
            return text[:here] + text[there:]
        case "end":
            return text[:here]
        case "splice":
            return text[:here] + draw(st.sampled_from(texts))
        case "swap":
            old, new = (draw(st.sampled_from([",", ";", "\t", "|"])) for _ in range(2))
            return text[:here] + text[here:].replace(old, new)
        case "locale":
            return text[:here] + text[here:].translate(str.maketrans(".,-/", ",./-"))
        case "header":
            return "".join([*lines, lines[0]])
        case "row":
            return "".join([*lines, draw(st.sampled_from(lines))])
        case "snippet":
            return text[:here] + draw(st.sampled_from(SNIPPETS)) + text[there:]
        case "noise":
            return text[:here] + draw(st.text(max_size=5)) + text[here:]
        case "case":
            return text[:here] + text[here:there].swapcase() + text[there:]
        case _:
            raise ValueError(way)


@st.composite
def spoilt_logs(draw):
    """Files of one source, one of them spoilt as text or in its bytes."""
    files = draw(st.sampled_from(valid_logs()))
    contents = dict(files.contents)
    content = contents[files.spoilt]
    is_text = b"\x00" not in content
    if is_text and draw(st.booleans()):
        text = draw(spoilt_texts((content.decode("utf-8", "surrogateescape"), STRAVA, MIXED)))
        content = text.encode("utf-8", "surrogateescape" if _can_escape(text) else "surrogatepass")
    for _ in range(draw(st.integers(0, 3))):
        content = _spoilt_bytes(draw, content)
    return Files(tuple({**contents, files.spoilt: content}.items()), files.spoilt)


def _can_escape(text):
    return all(
        not 0xD800 <= ord(sign) < 0xDC80 and not 0xDCFF < ord(sign) < 0xE000 for sign in text
    )


def _spoilt_bytes(draw, content):
    here = draw(st.integers(0, len(content)))
    there = draw(st.integers(here, min(len(content), here + 50)))
    match draw(st.sampled_from(["flip", "cut", "end", "again", "noise"])):
        case "flip":
            flipped = bytes(byte ^ draw(st.integers(1, 255)) for byte in content[here : here + 1])
            return content[:here] + flipped + content[here + 1 :]
        case "cut":
            return content[:here] + content[there:]
        case "end":
            return content[:here]
        case "again":
            return content[:there] + content[here:]
        case _:
            return content[:here] + draw(st.binary(max_size=6)) + content[here:]
