package tables

// A date in one column and the time of day in another, as spreadsheets and many home-made loggers write them.

// dateNames are the spellings of the column of the date where another tells the time.
var dateNames = [...]string{"date", "datum", "calendardate"}

// datedClock reads a date from one column and the time of day from another.
func datedClock(date, tod int, order dateOrder) clock {
	c := clock{col: min(date, tod), last: max(date, tod), alone: true}
	c.read = func(_ *parser, fields [][]byte) (int64, bool) {
		var text [2 * stampMost]byte
		s, ok := parseStamp(joined(text[:0], fields[date], fields[tod]), order)
		return s.utc(), ok
	}
	return c
}

// stampMost is the length of the longest date or time of day that is one, with room for blanks.
const stampMost = 32 // bytes

// joined appends a date and a time of day as one stamp to dst; what is too long to be either makes none.
func joined(dst, date, tod []byte) []byte {
	if len(date) == 0 || len(date) >= stampMost || len(tod) >= stampMost {
		return dst
	}
	return append(append(append(dst, date...), ' '), tod...)
}

// headDates returns the stamps that the two columns of the rows of the head make.
func headDates(h *header, skip int, c columns) [][]byte {
	var rows [][]byte
	for _, l := range lines(h.head[min(skip, len(h.head)):]) {
		if f := fieldsOf(l, c.sep); max(c.date, c.time) < len(f) {
			if s := joined(nil, f[c.date], f[c.time]); len(s) > 0 {
				rows = append(rows, s)
			}
		}
	}
	return rows
}
