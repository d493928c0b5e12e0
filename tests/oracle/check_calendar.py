#!/usr/bin/env python3
"""check_calendar.py PRINT_PERIODS FOLDER: are Tongbi's periods those of two other calendars?

Asks PRINT_PERIODS for all periods of 1906 to 2194 and compares each line

    code first-day last-day period-before same-period-a-year-before frequency canonical-form

with Python's datetime, which knows the days of months and the ISO weeks; and with @dhis2/multi-calendar-dates, the
package by which DHIS2 makes its periods (calendar_dhis2.js says which it has; terms and spans it has not: these are
datetime's alone). The package is installed into FOLDER, in the build; without npm or a registry this test counts as
skipped, once datetime has agreed.
"""
import datetime
import pathlib
import shutil
import subprocess
import sys

PACKAGE, VERSION = "@dhis2/multi-calendar-dates", "2.1.2"
YEARS = (1906, 2194)  # their neighbours and spans are within 1900 to 2199
DAYS_OF_PACKAGE = (1990, 2030)
INSTALL_PATIENCE_S = 120
SKIPPED = 77
SHOWN = 20
HERE = pathlib.Path(__file__).resolve().parent


# ---- by datetime -----------------------------------------------------------------------------------------------------

def month_start(index):
    """The first day of a month counted from January of the year 0."""
    return datetime.date(index // 12, index % 12 + 1, 1)


def months(first, last):
    """First and last day of the months first to last, both counted from January of the year 0."""
    return month_start(first), month_start(last + 1) - datetime.timedelta(days=1)


def month_code(index):
    return f"{index // 12}-{index % 12 + 1:02}"


def fixed_parts(year):
    """(frequency, code, code a year before, code of the one before, first and last month) of what months make up."""
    begin = 12 * year
    yield "A", f"{year}", f"{year - 1}", f"{year - 1}", begin, begin + 11
    yield "SY", f"SY{year}", f"SY{year - 1}", f"SY{year - 1}", begin + 8, begin + 19
    # A school year's terms: September to January, February to August.
    yield "T", f"SY{year}-T1", f"SY{year - 1}-T1", f"SY{year - 1}-T2", begin + 8, begin + 12
    yield "T", f"SY{year}-T2", f"SY{year - 1}-T2", f"SY{year}-T1", begin + 13, begin + 19
    for frequency, letter, count in (("S", "H", 2), ("Q", "Q", 4)):
        length = 12 // count
        for i in range(count):
            before = f"{year}-{letter}{i}" if i else f"{year - 1}-{letter}{count}"
            at = begin + i * length
            yield frequency, f"{year}-{letter}{i + 1}", f"{year - 1}-{letter}{i + 1}", before, at, at + length - 1
    for at in range(begin, begin + 12):
        yield "M", month_code(at), month_code(at - 12), month_code(at - 1), at, at


def span_parts(year):
    """Likewise of spans: those of months move by a year, those of years by their length."""
    begin = 12 * year
    for start in range(begin, begin + 12):
        for last in range(start + 1, begin + 24):
            code, before = (f"{month_code(start - d)}/{month_code(last - d)}" for d in (0, 12))
            yield "I", code, before, before, start, last
    for more in range(1, 5):
        code, year_before, before = (f"{year - d}/{year + more - d}" for d in (0, 1, more + 1))
        yield "I", code, year_before, before, begin, begin + 12 * more + 11


def week_code(monday):
    year, number, _ = monday.isocalendar()
    return f"{year}-W{number:02}"


def week_year_before(monday):
    """The week of the same number; the 52nd where there is no 53rd."""
    year, number, _ = monday.isocalendar()
    try:
        return week_code(datetime.date.fromisocalendar(year - 1, number, 1))
    except ValueError:
        return f"{year - 1}-W52"


def day_year_before(day):
    try:
        return str(day.replace(year=day.year - 1))
    except ValueError:
        return f"{day.year - 1}-02-28"


def day_lines(year):
    one = datetime.timedelta(days=1)
    monday = datetime.date.fromisocalendar(year, 1, 1)
    while monday.isocalendar()[0] == year:
        code = week_code(monday)
        yield code, (str(monday), str(monday + 6 * one), week_code(monday - 7 * one), week_year_before(monday), "W", code)
        monday += 7 * one
    day = datetime.date(year, 1, 1)
    while day.year == year:
        yield str(day), (str(day), str(day), str(day - one), day_year_before(day), "D", str(day))
        day += one


def by_datetime():
    """code -> the rest of its line. A span's canonical form is the part, or else the span of years, with its days."""
    found, of_days = {}, {}
    years = range(YEARS[0], YEARS[1] + 1)
    for year in range(YEARS[0] - 1, YEARS[1] + 2):
        for _, code, *_, first, last in fixed_parts(year):
            of_days[first, last] = code
        of_days[12 * year, 12 * year + 23] = f"{year}/{year + 1}"
    for year in years:
        for parts in (fixed_parts, span_parts):
            for frequency, code, year_before, before, first, last in parts(year):
                canonical = of_days.get((first, last), code)
                days = months(first, last)
                found[code] = (str(days[0]), str(days[1]), before, year_before, frequency, canonical)
        found.update(day_lines(year))
    return found


# ---- by the package --------------------------------------------------------------------------------------------------

def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def install(folder):
    """The package in folder/node_modules, where it stays for the next run."""
    if not shutil.which("node") or not shutil.which("npm"):
        skip("node and npm (Debian: nodejs npm) are not installed")
    if (folder / "node_modules" / PACKAGE / "package.json").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts",
               "--loglevel=error", "--prefix", ".", f"{PACKAGE}@{VERSION}"]
    try:
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=INSTALL_PATIENCE_S)
    except subprocess.TimeoutExpired:
        shutil.rmtree(folder / "node_modules", ignore_errors=True)  # perhaps half of it
        skip(f"npm did not get {PACKAGE} in {INSTALL_PATIENCE_S} s")
    if done.returncode != 0:
        skip(f"npm did not get {PACKAGE}: {done.stderr.strip()[:300]}")


def by_package(folder):
    """(code, first, last, before, a year before, id) of every period that it has."""
    years = [str(year) for year in YEARS + DAYS_OF_PACKAGE]
    done = subprocess.run(["node", HERE / "calendar_dhis2.js", folder, *years], check=True, capture_output=True, text=True)
    return [tuple(line.split()) for line in done.stdout.splitlines()]


# ---- comparing -------------------------------------------------------------------------------------------------------

def complain(what, differences):
    """Shows some of the differences and ends in failure when there are any."""
    for line in differences[:SHOWN]:
        print(line)
    if differences:
        sys.exit(f"{len(differences)} differences: {what}")


def differing(ours, theirs, whose):
    found = []
    for code, rest in theirs.items():
        mine = ours.get(code, ())[:len(rest)]
        if mine != rest:
            found.append(f"{code}: here {' '.join(mine) or 'no such period'}; {whose} {' '.join(rest)}")
    return found


def read_foreign(program, package):
    """The package's ids that period.h says are read, too: of years, halves, quarters and weeks."""
    wanted = [(line[5], line[0]) for line in package if len(line[0]) == 4 or line[0][5:6] in ("H", "Q", "W")]
    text = "".join(f"{foreign}\n" for foreign, _ in wanted)
    done = subprocess.run([program, "--read"], input=text, check=True, capture_output=True, text=True)
    read = done.stdout.splitlines()
    assert len(read) == len(wanted) > 0
    return [f"{foreign}: read as {got}, is {code}" for (foreign, code), got in zip(wanted, read) if got != code]


def main(program, folder):
    done = subprocess.run([program, str(YEARS[0]), str(YEARS[1])], check=True, capture_output=True, text=True)
    ours = {line.split()[0]: tuple(line.split()[1:]) for line in done.stdout.splitlines()}
    theirs = by_datetime()
    complain("with datetime", differing(ours, theirs, "datetime"))
    complain("with datetime", [f"{code}: datetime has none" for code in ours if code not in theirs])
    print(f"{len(ours)} periods agree with datetime")
    install(folder)
    package = by_package(folder)
    complain(f"with {PACKAGE}", differing(ours, {line[0]: line[1:5] for line in package}, "package"))
    complain(f"ids of {PACKAGE}", read_foreign(program, package))
    # 14 periods of months and years each year, a school year, 52 or 53 weeks; and the days.
    expected = (YEARS[1] - YEARS[0] + 1) * (1 + 2 + 4 + 12 + 1)
    assert sum(1 for line in package if "W" not in line[0] and len(line[0]) < 10) == expected
    print(f"{len(package)} periods agree with {PACKAGE}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], pathlib.Path(sys.argv[2]))
