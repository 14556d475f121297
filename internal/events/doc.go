// Package events reads what people and other programs wrote down about a night: lists of movements, hypnograms, respiratory events, gaps
// and sleep diaries.
//
// All are tables in text with a header line, separated by commas, semicolons or tabs, with or without a byte order mark. Columns go by
// name in any order and others are passed over. Times are read as exact decimals. An error is an *Error and names file, line and column.
package events
