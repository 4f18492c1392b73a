# Thin on purpose: each recipe takes its tools from tools/env.sh and calls one script.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test build lab dev lint bench fuzz setup

help:  ## these lines
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1 \t/' | expand -t 16

run:  ## set up, build, and serve the console with the lab behind it at http://127.0.0.1:8080
	@tools/run.sh

test:  ## set up, then every test: native, browser, end to end; closes with the counts of each
	@tools/test.sh

build:  ## release files in dist/, which work from any folder of any static server
	@tools/setup.sh build && tools/build.sh

lab:  ## the lab alone: two collectors, a reader, two Alertmanagers, a node_exporter; LAB=all: other products, too
	@tools/lab.sh

dev:  ## the lab, and the console rebuilt and reloaded at every change
	@tools/dev.sh

lint:  ## rustfmt and clippy, natively and for wasm; warnings are errors
	@tools/setup.sh build lint && tools/lint.sh

bench:  ## speed and sizes, natively and in the browser
	@tools/bench.sh

fuzz:  ## look a minute for texts that break each part of the language; fuzz/README.md says more
	@tools/fuzz.sh

setup:  ## install what is missing to build, run and test
	@tools/setup.sh
