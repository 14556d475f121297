package main

import (
	"os/exec"
	"runtime"
	"time"
)

// refusal is how soon a system that does not let itself be kept awake says so.
const refusal = 300 * time.Millisecond

// inhibitSleep keeps the computer from going to sleep until stop is called, where the system has a way to ask for that. It returns an empty string, or why it
// cannot.
func inhibitSleep() (stop func(), why string) {
	var call []string
	switch runtime.GOOS {
	case "linux":
		call = []string{"systemd-inhibit", "--what=sleep:idle:handle-lid-switch", "--who=nightjar", "--why=a night is being recorded", "--mode=block", "cat"}
	case "darwin":
		call = []string{"caffeinate", "-i", "-s", "cat"}
	default:
		return func() {}, "this system was not asked to stay awake: switch off its sleep yourself"
	}
	if _, err := exec.LookPath(call[0]); err != nil {
		return func() {}, "this computer may go to sleep: there is no " + call[0] + " to keep it awake, so switch off its sleep yourself"
	}
	cmd := exec.Command(call[0], call[1:]...)
	hold, err := cmd.StdinPipe() // the child lasts as long as its input, so that it ends with us however we end
	ownGroup(cmd)
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return func() {}, "this computer may go to sleep: " + err.Error()
	}
	release := func() { _ = hold.Close() } // an input that is closed already is as good
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case <-done:
		release()
		return func() {}, "this computer may go to sleep: it does not let itself be kept awake, so switch off its sleep yourself"
	case <-time.After(refusal):
	}
	return func() { release(); <-done }, ""
}
