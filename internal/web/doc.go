// Package web serves the analysed nights of a folder to a browser: a list and a calendar of counts, each night's report, upload of a
// recording, deletion, and the review of events by a person. It computes nothing: what it shows was written by analyze, and a recording
// that is uploaded is handed to whoever made the server.
//
//	server.go   the pages and what they are under
//	guard.go    who may ask: loopback or a token, Host and Origin checked, headers set
//	nights.go   the folder's analyses; ids that clients use in place of paths
//	upload.go   a recording on its way into the folder, streamed and bounded
//	review.go   verdicts of a person, kept in a file beside the machine's and exported for evaluate --reference
//
// The server reads the clock for file names only.
package web
