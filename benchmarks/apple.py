"""Apple Health's export.xml: our reader against a bare expat pass over the same bytes, and memory.

    python benchmarks/apple.py [--mb 200 | --mb 1000]

prints, for the XML and for its zip, our processor time as a ratio to that of `xml.parsers.expat`
without any handler (aim at 1 GB: at most a third), and the memory it adds (aim: below 100 MB).
"""

import argparse
import subprocess
import sys
import tempfile
import time
import xml.parsers.expat
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

MEGABYTE = 1024 * 1024
RECORD = (
    ' <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="A watch" sourceVersion="10.1" '
    'device="&lt;&lt;HKDevice: 0x282a45810&gt;, name:Watch, model:Watch, hardware:Watch6,4&gt;" '
    'unit="count/min" creationDate="{at}" startDate="{at}" endDate="{at}" value="{rate}">\n'
    '  <MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="0"/>\n </Record>\n'
)
PAIN = (
    ' <Record type="HKCategoryTypeIdentifierLowerBackPain" sourceName="Health" '
    'creationDate="{at}" startDate="{at}" endDate="{at}" '
    'value="HKCategoryValueSeverityMild"/>\n'
)
WORKOUT = (
    ' <Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="52.3" '
    'durationUnit="min" sourceName="A watch" creationDate="{at}" startDate="{at}" endDate="{to}">\n'
    '  <MetadataEntry key="HKIndoorWorkout" value="0"/>\n'
    '  <WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" '
    'startDate="{at}" endDate="{to}" sum="9.7" unit="km"/>\n </Workout>\n'
)
RECORDS_PER_DAY = 600
# run alone, so that neither the writing of the file nor the other pass counts
READ = """
import resource, sys, time
from pathlib import Path
from backstride.readers import read_paths
from backstride.settings import Settings
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
began = time.process_time()
reading = read_paths([Path(sys.argv[1])], Settings(timezone="Europe/Berlin"))
seconds = time.process_time() - began
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(seconds, (after - before) / 1024, len(reading.runs), len(reading.pain))
"""


def write_export(path: Path, megabytes: int) -> int:
    """Write an export of at least this size, one workout and one rating a day; return the days."""
    day, written, n_days = datetime(2015, 1, 1, 6), 0, 0
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<HealthData locale="en_US">\n')
        while written < megabytes * MEGABYTE:
            at, to = (f"{day + timedelta(minutes=late)} +0100" for late in (0, 53))
            records = (RECORD.format(at=at, rate=60 + n % 90) for n in range(RECORDS_PER_DAY))
            text = "".join(records) + PAIN.format(at=at) + WORKOUT.format(at=at, to=to)
            written += file.write(text)
            day, n_days = day + timedelta(days=1), n_days + 1
        file.write("</HealthData>\n")
    return n_days


def bare_seconds(path: Path) -> float:
    """Time of a pass of expat over the XML, unpacked on the way where it is zipped."""
    began = time.process_time()
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as packed, packed.open("export.xml") as stream:
            xml.parsers.expat.ParserCreate().ParseFile(stream)
    else:
        with path.open("rb") as stream:
            xml.parsers.expat.ParserCreate().ParseFile(stream)
    return time.process_time() - began


def our_seconds(path: Path, n_days: int) -> tuple[float, float]:
    """Time and added megabytes of the best of two readings, each in a process of its own."""
    runs = [
        subprocess.run(
            [sys.executable, "-c", READ, str(path)], check=True, capture_output=True, text=True
        ).stdout.split()
        for _ in range(2)
    ]
    found = {(int(run[2]), int(run[3])) for run in runs}
    if found != {(n_days, n_days)}:
        raise SystemExit(f"apple: found {found} runs and ratings, expected {n_days} of each")
    return min(float(run[0]) for run in runs), max(float(run[1]) for run in runs)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--mb", type=int, default=200, help="size of the XML in megabytes")
    megabytes = arguments.parse_args().mb
    with tempfile.TemporaryDirectory() as folder:
        plain, packed = Path(folder) / "export.xml", Path(folder) / "export.zip"
        n_days = write_export(plain, megabytes)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
            out.write(plain, "export.xml")
        for path in (plain, packed):
            bare = min(bare_seconds(path) for _ in range(2))
            ours, added = our_seconds(path, n_days)
            sys.stdout.write(
                f"apple, {megabytes} MB as {path.suffix[1:]}: bare expat pass 1, "
                f"Backstride {ours / bare:.2f}, memory +{added:.0f} MB\n"
            )


if __name__ == "__main__":
    main()
