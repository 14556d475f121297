package tui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/nightjar-sleep/nightjar/internal/report"
)

// Controls are what keys do.
type Controls struct {
	LightsOff func() // l
	Jerk      func() // j
	Quit      func() // q, Ctrl-C: the night is to end; the screen stays until Done is closed
}

// frameEvery is how often the screen is drawn: well within the second and a half in which a brief event must be seen.
const frameEvery = 250 * time.Millisecond

// Run shows the night until done is closed, and leaves the terminal as it was.
func Run(look func() report.Standing, keys Controls, done <-chan struct{}) error {
	p := tea.NewProgram(&model{look: look, keys: keys, view: look(), width: 80, height: 24}, tea.WithoutSignalHandler())
	go func() {
		<-done
		p.Quit()
	}()
	if _, err := p.Run(); err != nil {
		return fmt.Errorf("the screen failed: %w", err)
	}
	return nil
}

// model is the screen's state.
type model struct {
	look          func() report.Standing
	keys          Controls
	view          report.Standing
	width, height int
	ending        bool
}

// frame is the time to draw.
type frame struct{}

func next() tea.Cmd {
	return tea.Tick(frameEvery, func(time.Time) tea.Msg { return frame{} })
}

// Init implements tea.Model.
func (m *model) Init() tea.Cmd { return next() }

// Update implements tea.Model.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case frame:
		m.view = m.look()
		return m, next()
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tea.KeyPressMsg:
		switch msg.String() {
		case "l":
			m.keys.LightsOff()
		case "j":
			m.keys.Jerk()
		case "q", "ctrl+c":
			m.ending = true
			m.keys.Quit()
		}
	}
	return m, nil
}

// View implements tea.Model.
func (m *model) View() tea.View {
	if m.ending {
		m.view.Notice = "ending the night…"
	}
	v := tea.NewView(render(&m.view, m.width, m.height))
	v.AltScreen = true
	v.WindowTitle = "nightjar"
	return v
}
