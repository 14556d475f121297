// Package floorplan holds the house to its plan: a test that fails when a door is forced.
//
// The plan is plan.go, a table one can read: which room may enter which, which rooms are
// quiet, where a library may be named. Check parses every Go file of a tree with go/parser
// (nothing is compiled) and returns a Violation, with file, line and what to do, for
//
//   - an import that the table does not permit, a room that is not in the table;
//   - noise in a quiet room: a goroutine, channel, lock, clock, file, log, context or random
//     number, or a sum whose last bits depend on the platform;
//   - a function longer than MaxLines;
//   - a package without a doc comment;
//   - a folder name that says nothing (pkg, util, …), a package at the root, a stranger at the top level.
//
// Test files are parsed, not judged: a test may read files, use chance and ask any room for an oracle;
// Go itself forbids it to close a circle. Folders named testdata and what the root's .gitignore names
// are not part of the house.
package floorplan
