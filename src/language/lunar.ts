/**
 * The Vietnamese lunar calendar, reckoned for UTC+7 after Hồ Ngọc Đức's published method: new moons and the sun's
 * longitude by Meeus's short series, the eleventh month is the one with the winter solstice. Right from 1900 to 2100.
 */

const ZONE_DAYS = 7 / 24;
const MONTH_DAYS = 29.530588853;
const EPOCH = 2415021.076998695;
const RADIAN = Math.PI / 180;
const sin = (degrees: number): number => Math.sin(degrees * RADIAN);

/** Julian day number of a date of the solar calendar. */
const julianDay = (year: number, month: number, day: number): number =>
  Math.round(Date.UTC(year, month - 1, day) / 86_400_000) + 2440588;

/** Day on which the k-th new moon since 1900 falls in Việt Nam. */
const newMoonDay = (k: number): number => {
  const t = k / 1236.85;
  const [t2, t3] = [t * t, t * t * t];
  const mean =
    2415020.75933 +
    29.53058868 * k +
    0.0001178 * t2 -
    0.000000155 * t3 +
    0.00033 * sin(166.56 + 132.87 * t - 0.009173 * t2);
  const sun = 359.2242 + 29.10535608 * k - 0.0000333 * t2 - 0.00000347 * t3;
  const moon = 306.0253 + 385.81691806 * k + 0.0107306 * t2 + 0.00001236 * t3;
  const node = 21.2964 + 390.67050646 * k - 0.0016528 * t2 - 0.00000239 * t3;
  const correction =
    (0.1734 - 0.000393 * t) * sin(sun) +
    0.0021 * sin(2 * sun) -
    0.4068 * sin(moon) +
    0.0161 * sin(2 * moon) -
    0.0004 * sin(3 * moon) +
    0.0104 * sin(2 * node) -
    0.0051 * sin(sun + moon) -
    0.0074 * sin(sun - moon) +
    0.0004 * sin(2 * node + sun) -
    0.0004 * sin(2 * node - sun) -
    0.0006 * sin(2 * node + moon) +
    0.001 * sin(2 * node - moon) +
    0.0005 * sin(2 * moon + sun);
  const clock = -0.000278 + 0.000265 * t + 0.000262 * t2;
  return Math.floor(mean + correction - clock + 0.5 + ZONE_DAYS);
};

/** In which twelfth of its way, from 0, the sun stands at the beginning of a day. */
const sunTwelfth = (day: number): number => {
  const t = (day - 0.5 - ZONE_DAYS - 2451545) / 36525;
  const anomaly = 357.5291 + 35999.0503 * t - 0.0001559 * t * t - 0.00000048 * t * t * t;
  const longitude =
    280.46645 +
    36000.76983 * t +
    0.0003032 * t * t +
    (1.9146 - 0.004817 * t - 0.000014 * t * t) * sin(anomaly) +
    (0.019993 - 0.000101 * t) * sin(2 * anomaly) +
    0.00029 * sin(3 * anomaly);
  return Math.floor((((longitude % 360) + 360) % 360) / 30);
};

/** First day of the eleventh lunar month of a year. */
const eleventhMonth = (year: number): number => {
  const k = Math.floor((julianDay(year, 12, 31) - 2415021) / MONTH_DAYS);
  const day = newMoonDay(k);
  return sunTwelfth(day) >= 9 ? newMoonDay(k - 1) : day;
};

const leapOffset = (start: number): number => {
  const k = Math.floor((start - EPOCH) / MONTH_DAYS + 0.5);
  let before = sunTwelfth(newMoonDay(k + 1));
  for (let offset = 2; offset < 15; offset += 1) {
    const twelfth = sunTwelfth(newMoonDay(k + offset));
    if (twelfth === before) return offset - 1;
    before = twelfth;
  }
  return 13;
};

/**
 * The solar day, as `YYYY-MM-DD`, of a day of an ordinary lunar month (1–12, not the leap one); undefined when that month
 * has no such day.
 */
export const solarOf = (lunarDay: number, lunarMonth: number, lunarYear: number): string | undefined => {
  const start = eleventhMonth(lunarMonth < 11 ? lunarYear - 1 : lunarYear);
  const end = eleventhMonth(lunarMonth < 11 ? lunarYear : lunarYear + 1);
  const k = Math.floor(0.5 + (start - EPOCH) / MONTH_DAYS);
  let offset = (lunarMonth + 1) % 12;
  if (end - start > 365 && offset >= leapOffset(start)) offset += 1;
  const first = newMoonDay(k + offset);
  if (lunarDay < 1 || first + lunarDay - 1 >= newMoonDay(k + offset + 1)) return undefined;
  return new Date((first + lunarDay - 1 - 2440588) * 86_400_000).toISOString().slice(0, 10);
};
