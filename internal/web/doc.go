// Package web serves nights to a browser: those of a folder, with a list and a calendar of counts, each night's report, upload of a
// recording, deletion, and the review of events by a person; and the one that lasts, live. It computes nothing: what it shows was written by
// analyze or is asked of the session, and a recording that is uploaded is handed to whoever made the server.
//
//	server.go   the pages and what they are under
//	guard.go    who may ask: loopback or a token, Host and Origin checked, headers set
//	nights.go   the folder's analyses; ids that clients use in place of paths
//	upload.go   a recording on its way into the folder, streamed and bounded
//	pace.go     how long an upload may take: as long as it goes on
//	samples.go  a stretch of a night sample by sample, read from its recordings
//	review.go   verdicts of a person, kept in a file beside the machine's and exported for evaluate --reference
//	live.go     the page of a night that lasts: who looks on, and what they are sent, as server-sent events
//	livetext.go how that is written
//
// The servers read the clock for file names and deadlines only.
package web
