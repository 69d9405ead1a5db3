// Reads 2022-09-01, 2022/9/1, 2022.9.1, 2022年9月1日, 令和4年9月1日, R4.9.1 and 20220901; full width digits too.
const ERAS = { 令和: 2018, R: 2018, 平成: 1988, H: 1988, 昭和: 1925, S: 1925 };
const WHOLE = /^(令和|平成|昭和|[RHS])?\s*(\d{1,4}|元)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/;
const EIGHT_DIGITS = /^(\d{4})(\d{2})(\d{2})$/;

export function readDate(text) {
  const found = text.normalize("NFKC").trim().toUpperCase().replace(EIGHT_DIGITS, "$1-$2-$3").match(WHOLE);
  if (!found) return null;
  const [, era, yearText, monthText, dayText] = found;
  const yearOfEra = yearText === "元" ? 1 : Number(yearText);
  if (!era && yearText.length !== 4) return null;
  const [year, month, day] = [yearOfEra + (ERAS[era] ?? 0), Number(monthText), Number(dayText)];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? { year, month, day } : null;
}
