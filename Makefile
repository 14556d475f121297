# Nightjar needs Go and make, nothing else. `make` alone builds bin/nightjar.

GO       ?= go
FUZZTIME ?= 20s
BIN      := bin/nightjar

# Pinned; `go run` fetches and builds it once.
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2

.PHONY: build demo demo-live live-page test test-live-full race check golden fuzz accuracy accuracy-full accuracy-odd ablation vary train bench bench-all bench-pages profile cross clean

build: ## the program, in bin/, without what only debuggers read
	$(GO) build -ldflags '-s -w' -o $(BIN) ./cmd/nightjar

# A night of three hours with severe periodic limb movements: simulate it, count it, and print the counts beside the truth.
DEMO := bin/demo/night
demo: build
	@mkdir -p $(dir $(DEMO))
	$(BIN) simulate --profile plm-severe --hours 3 --seed 7 --out $(DEMO)
	$(BIN) analyze $(DEMO).csv --site left-ankle --out $(dir $(DEMO))
	$(BIN) evaluate --truth $(DEMO).truth.json $(dir $(DEMO))analysis.json

# The demo without a sensor: the same kind of night played as a serial device, sixty times as fast, and watched (three minutes).
LIVE := bin/demo/live
demo-live: build
	@mkdir -p $(dir $(LIVE))
	$(BIN) simulate --profile plm-severe --hours 3 --seed 7 --out $(LIVE)
	@rm -f $(LIVE).njr $(LIVE).port; \
	$(BIN) play $(LIVE).csv --speed 60 --link $(LIVE).port >/dev/null & player=$$!; \
	while [ ! -e $(LIVE).port ] && kill -0 $$player; do sleep 0.1; done; \
	$(BIN) watch $(LIVE).port --site left-ankle --journal $(LIVE).njr --new --plain & watcher=$$!; \
	trap 'kill $$player $$watcher 2>/dev/null' INT TERM; \
	wait $$player; sleep 1; kill -INT $$watcher; wait $$watcher

test: ## every test, without the race detector
	$(GO) test ./...

# Live nights at length, twenty-five minutes on two cores: five minutes of real time with every decoder, then whole nights at 150 times real time, then nights with faults,
# with every decoder whose frames carry time. More of them at a time would be slower than asked for, or take a busy machine for a sensor that has stalled. go test
# ./cmd/nightjar does the short ones.
test-live-full:
	NIGHTJAR_LIVE=realtime $(GO) test -v -count=1 -timeout 15m -parallel 9 ./cmd/nightjar -run '^TestLiveRealTime$$|^TestPendingReaches'
	NIGHTJAR_LIVE=night $(GO) test -v -count=1 -timeout 40m -parallel 2 ./cmd/nightjar -run '^TestLiveNight$$'
	NIGHTJAR_LIVE=night $(GO) test -v -count=1 -timeout 40m -parallel 4 ./cmd/nightjar -run '^TestFaultsTouch'

# The live page in Chromium for five minutes of a night at 100 samples a second: time of frames, and whether the heap stays flat. To be run where little else runs.
live-page:
	NIGHTJAR_BROWSER=required NIGHTJAR_LIVE=5m $(GO) test -count=1 -v -timeout 20m -run '^TestBrowserLive$$' ./internal/web

race: ## every test under the race detector (needs a C compiler)
	$(GO) test -race ./...

# Formatting, go vet, staticcheck, and the house held to its plan.
check:
	@files=$$(gofmt -l cmd device dsp internal); test -z "$$files" || \
		{ echo "not formatted, run gofmt -w on:"; echo "$$files"; exit 1; }
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...
	$(GO) test -count=1 ./internal/floorplan

# Write the golden files anew; read the difference before you commit it.
golden:
	@for d in $$(grep -rl --include='*_test.go' '^func TestGolden' cmd device dsp internal | sed 's|/[^/]*$$||' | sort -u); do \
		$(GO) test ./$$d -run '^TestGolden' -update || exit 1; \
	done

# Every fuzz target for FUZZTIME each: make fuzz FUZZTIME=5m. Inputs that only reach new code are hardly made smaller: that took nearly all of the time.
fuzz:
	@for f in $$(grep -rl --include='*_test.go' '^func Fuzz' cmd device dsp internal); do \
		for t in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' $$f); do \
			echo "$$(dirname $$f) $$t"; \
			$(GO) test ./$$(dirname $$f) -run '^$$' -fuzz "^$$t\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x || exit 1; \
		done; \
	done

# The models of fidgeting, and of hypnic starts, rhythmic trains, the stages of movements and short limb movements, fitted anew to simulated nights; some seventeen minutes on two idle cores.
# Sleep rests on the first, and what may be a hypnic start on all the others: run it again until little changes.
train: build
	$(BIN) train --fidgets > bin/fidgetmodel.go && mv bin/fidgetmodel.go internal/night/fidgetmodel.go
	@$(MAKE) build
	$(BIN) train > bin/models.go && mv bin/models.go internal/report/models.go

# Every promise beside what is measured, on simulated nights that nothing was tuned on, as one table: three and a half minutes on two idle cores (280 nights). accuracy-full has more seeds,
# 25 Hz, the wrist, and shocks from a bed partner; half an hour and more.
SEED ?= 1000
accuracy: build
	$(BIN) accuracy --table --seed $(SEED) --seeds 20 --rates 50,100

accuracy-full: build
	$(BIN) accuracy --table --seed $(SEED) --seeds 20 --rates 25,50,100 --sites left-ankle,left-wrist
	$(BIN) accuracy --table --seed $(SEED) --seeds 20 --rates 50,100 --shocks 20

# The same table for sleepers unlike those of the profiles, who move in ways that no profile has and over ranges about three times as wide.
accuracy-odd: build
	$(BIN) accuracy --table --odd --seed $(SEED) --seeds 20 --rates 50,100

# What each part of the detector buys: the figures without it, on development nights with a bed partner's shocks; three minutes on two busy cores.
ablation: build
	$(BIN) accuracy --ablation --seed 300 --seeds 3 --rates 50 --hours 5 --shocks 5

# What is found when an assumption of the simulator is a third, and three times, as large, one at a time; ten minutes on two idle cores.
vary: build
	$(BIN) accuracy --vary --seed 2000 --seeds 3 --rates 50 --hours 5 --profiles hypnic,plm-severe,restless

# What reading and scoring a night costs, as one table. Five rounds with everything once in each, so that a busy moment of the machine meets all alike; some
# minutes. With r-cran-data.table installed its fread is timed beside. The rounds stay in bin/bench/raw.txt, as benchstat reads them, and the nights beside
# them (6 GB; make clean takes them away).
ROUNDS ?= 1 2 3 4 5
bench: build
	@mkdir -p bin/bench && rm -f bin/bench/raw.txt
	$(GO) test -c -o bin/bench/speed.test ./cmd/nightjar
	@cd cmd/nightjar && for round in $(ROUNDS); do for cores in 1 2; do for what in Stage Fread Whole; do \
		GOMAXPROCS=$$cores ../../bin/bench/speed.test -test.run '^$$' -test.bench "^Benchmark$$what\$$" -test.benchtime 1x -test.cpu $$cores \
			>> ../../bin/bench/raw.txt || exit 1; \
	done; done; done
	@$(BIN) bench bin/bench/raw.txt
	@printf 'The program: '; wc -c < $(BIN) | tr -d '\n'; printf ' bytes (at most 30 MB). '; $(BIN) version

# Where the time of analyze goes: twenty times a night, inside one process. The profile stays for go tool pprof.
profile:
	@mkdir -p bin/bench
	$(GO) test -c -o bin/bench/speed.test ./cmd/nightjar
	cd cmd/nightjar && ../../bin/bench/speed.test -test.run '^$$' -test.bench '^BenchmarkAnalyze$$' -test.benchtime 1x > /dev/null # makes the night
	cd cmd/nightjar && ../../bin/bench/speed.test -test.run '^$$' -test.bench '^BenchmarkAnalyze$$' -test.benchtime 20x -test.cpuprofile ../../bin/bench/cpu.pprof
	$(GO) tool pprof -top -nodecount 30 bin/bench/speed.test bin/bench/cpu.pprof

# What the page of a severe night of eight hours takes: to be rendered (bar 150 ms), and in Chromium until something is seen (bar 500 ms) and until it can be zoomed.
bench-pages:
	NIGHTJAR_BROWSER=required $(GO) test -run '^$$' -bench '^BenchmarkSevereNight$$' -benchtime 20x ./internal/web

bench-all: ## time and allocations of every benchmark in the house
	$(GO) test -run '^$$' -bench . -benchmem ./...

# The same bytes everywhere: all tests at two levels of amd64 and as 386, on an amd64 machine whose processor has AVX2; vet for arm64.
cross:
	GOARCH=amd64 GOAMD64=v1 $(GO) test ./...
	GOARCH=amd64 GOAMD64=v3 $(GO) test ./...
	GOARCH=386 CGO_ENABLED=0 $(GO) test ./...
	GOARCH=arm64 CGO_ENABLED=0 $(GO) vet ./...

clean: ## what make has left behind
	rm -rf bin
