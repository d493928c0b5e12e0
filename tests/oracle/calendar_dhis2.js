// node calendar_dhis2.js FOLDER FROM TO DAYS_FROM DAYS_TO: the periods of these years as the package
// @dhis2/multi-calendar-dates, installed in FOLDER, has them, one a line:
//
//   code first-day last-day period-before same-period-a-year-before id
//
// code is Tongbi's, made of the year and the period's place in it; id the package's. Its types:
//   YEARLY year, SIXMONTHLY half, QUARTERLY quarter, MONTHLY month, WEEKLY week from Monday, DAILY day,
//   FYSEP a financial year from September: the school year. It has no terms and no spans.
// Making days takes long: only DAYS_FROM to DAYS_TO.
"use strict";

const path = require("path");
const [folder, ...years] = process.argv.slice(2);
const [from, to, daysFrom, daysTo] = years.map(Number);
const dates = require("module").createRequire(path.resolve(folder) + "/")("@dhis2/multi-calendar-dates");

const two = (number) => String(number).padStart(2, "0");
const TYPES = {
  YEARLY: (year) => `${year}`,
  SIXMONTHLY: (year, place) => `${year}-H${place}`,
  QUARTERLY: (year, place) => `${year}-Q${place}`,
  MONTHLY: (year, place) => `${year}-${two(place)}`,
  WEEKLY: (year, place) => `${year}-W${two(place)}`,
  DAILY: (year, place, period) => period.startDate,
  FYSEP: (year) => `SY${year}`,
};

function periodsOf(type, year) {
  const periods = dates.generateFixedPeriods({ year, periodType: type, calendar: "gregory", locale: "en", yearsCount: 1 });
  return periods.map((period, i) => ({ ...period, code: TYPES[type](year, i + 1, period) }));
}

// The same place a year before. Where that year has none (week 53, the 29th of February) the one that ends the same
// stretch: the last week, the 28th.
function yearBefore(type, index, period, earlier) {
  if (type !== "DAILY") return earlier[Math.min(index, earlier.length - 1)];
  const monthAndDay = period.startDate.slice(4);
  const same = earlier.find((one) => one.startDate.slice(4) === monthAndDay);
  return same || earlier.find((one) => one.startDate.endsWith("-02-28"));
}

// The package steps from a period to its neighbour, too; that is slow, so it is asked once a year of each type.
function checkStep(period, before) {
  const [stepped] = dates.getAdjacentFixedPeriods({ period, calendar: "gregory", steps: -1, locale: "en" });
  if (stepped.id !== before.id) throw new Error(`the package is at odds with itself: ${period.id}, ${stepped.id}, ${before.id}`);
}

for (const type of Object.keys(TYPES)) {
  const [first, last] = type === "DAILY" ? [daysFrom, daysTo] : [from, to];
  let earlier = periodsOf(type, first - 1);
  for (let year = first; year <= last; year++) {
    const periods = periodsOf(type, year);
    let before = earlier[earlier.length - 1];
    checkStep(periods[0], before);
    periods.forEach((period, i) => {
      const other = yearBefore(type, i, period, earlier);
      console.log(period.code, period.startDate, period.endDate, before.code, other.code, period.id);
      before = period;
    });
    earlier = periods;
  }
}
