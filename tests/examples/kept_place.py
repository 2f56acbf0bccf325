"""A kept log in a folder of its own, and the changes a person makes in it."""

from clean_examples import accounted

from backstride.clean import keep_log
from backstride.settings import Settings

PLAIN = Settings()
HEAD = "start,sport,distance_km,duration_min,surface,shoe"
FIRST = "2024-03-01 07:00,Run,10,55,,Nova"
SECOND = "2024-03-03 07:00,Run,5,30,trail,Nova"
THIRD = "2024-03-05 07:00,Run,8,45,,Lark"
# What a first reading of the same files gave before: many tests begin with the same one.
_FIRST_READINGS = {}


class Place:
    """Write files, keep them in a log, and change the kept tables as a person would."""

    def __init__(self, root):
        self.root, self.out = root, root / "private"

    def file(self, name, *lines):
        path = self.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        return path

    def keep(self, *paths, settings=PLAIN):
        if self.out.exists() or not all(path.is_file() for path in paths):
            return self._kept(paths, settings)
        key = (*((path.relative_to(self.root), path.read_bytes()) for path in paths), settings)
        if key not in _FIRST_READINGS:
            _FIRST_READINGS[key] = self._kept(paths, settings), self.state()
        log, state = _FIRST_READINGS[key]
        self.out.mkdir(exist_ok=True)
        for name, content in state.items():
            (self.out / name).write_bytes(content)
        return log

    def _kept(self, paths, settings):
        log = keep_log(paths, self.out, settings)
        accounted(log)
        return log

    def state(self):
        return {path.name: path.read_bytes() for path in self.out.iterdir()}

    def change(self, name, old, new):
        path = self.out / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def delete_row(self, name, number):
        path = self.out / f"{name}.csv"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(lines[: number - 1] + lines[number:]), encoding="utf-8")


def lines(log):
    return {
        f"{line.source} {line.row}": line.outcome for line in log.ledger.itertuples(index=False)
    }


def reason(log, source, row):
    ledger = log.ledger
    found = ledger[(ledger["source"] == source) & (ledger["row"] == row)]["reason"]
    assert len(found) == 1
    return found.iloc[0]
