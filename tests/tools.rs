//! The scripts in `tools/`: what takes long says that it goes on, and a tool of the right version on PATH is not built
//! again. Programs that they would run are stood in for by small scripts; the whole way, with the real ones and empty
//! homes, is `.ci/fresh`.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// A home of nobody, with programs of its own first on PATH.
struct Home(PathBuf);

impl Home {
    fn new(name: &str) -> Self {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("home-{name}"));
        let _ = fs::remove_dir_all(&home);
        fs::create_dir_all(home.join("bin")).expect("a folder can be made");
        Self(home)
    }

    /// Puts a program on PATH: a shell script.
    fn program(&self, name: &str, script: &str) {
        let file = self.0.join("bin").join(name);
        fs::write(&file, format!("#!/bin/sh\n{script}\n")).expect("a file can be written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("it can be made a program");
    }

    /// Runs a script of the repository.
    fn bash(&self, script: &str) -> Output {
        Command::new("bash")
            .args(["-euo", "pipefail", "-c", script])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("HOME", &self.0)
            .env("NARTHEX_CACHE", self.0.join("cache"))
            .env("PATH", format!("{}:/usr/bin:/bin", self.0.join("bin").display()))
            .env("NARTHEX_PROGRESS_S", "0.3")
            .output()
            .expect("there is a bash")
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

#[test]
fn what_takes_long_says_that_it_goes_on_and_how_it_ended() {
    let home = Home::new("progress");
    // It runs until it has been said twice.
    let counting = "timeout 60 bash -c 'until [ $(grep -c sheep said) -ge 2 ]; do sleep 0.02; done'";
    let output = home.bash(&format!("cd $HOME; . $OLDPWD/tools/env.sh; touch said; with_progress 'counting sheep' {counting} 2>said; cat said; echo done"));
    let lines = said(&output);
    assert!(lines.matches("… counting sheep: ").count() >= 2, "{lines}");
    assert!(output.status.success() && lines.contains("done"), "{lines}");
    let output = home.bash(". tools/env.sh; with_progress failing sh -c 'exit 7'; echo not reached");
    assert_eq!((output.status.code(), said(&output).as_str()), (Some(7), ""));
}

#[test]
fn what_says_that_it_goes_on_ends_with_it() {
    let home = Home::new("end");
    // `output` waits until nobody holds the pipe any more.
    let began = Instant::now();
    let output = home.bash("NARTHEX_PROGRESS_S=60; . tools/env.sh; with_progress short true; echo done");
    assert!(began.elapsed() < Duration::from_secs(30), "the pipe was held for {:?}", began.elapsed());
    assert_eq!(said(&output), "done\n");
}

#[test]
fn every_clippy_of_lint_says_that_it_goes_on() {
    let home = Home::new("lint");
    // Each runs until that is said, or gives up.
    home.program(
        "cargo",
        "[ \"$1\" = clippy ] || exit 0; echo \"asked: $*\"; before=$(grep -c '… clippy' \"$HOME/said\"); left=500\n\
         while [ $left -gt 0 ] && [ $(grep -c '… clippy' \"$HOME/said\") = \"$before\" ]; do sleep 0.02; left=$((left - 1)); done",
    );
    let output = home.bash("NARTHEX_PROGRESS_S=0.1 tools/lint.sh >$HOME/said 2>&1; cat $HOME/said");
    let said = said(&output);
    let asked: Vec<&str> = said.split("asked: ").skip(1).collect();
    let silent: Vec<&&str> = asked.iter().filter(|asked| !asked.contains("… clippy: ")).collect();
    assert!(output.status.success() && asked.len() >= 5 && silent.is_empty(), "{said}");
}

#[test]
fn ci_says_what_it_left_out() {
    let home = Home::new("ci");
    home.program("make", "true");
    for is_there in [false, true] {
        let folder = home.0.join(format!("clone-{is_there}"));
        for ci in ["clone/.ci", if is_there { "shared/promqltest" } else { "" }] {
            fs::create_dir_all(folder.join(ci)).expect("a folder can be made");
        }
        fs::copy(".ci/run", folder.join("clone/.ci/run")).expect("a file can be copied");
        fs::write(folder.join("clone/.ci/fresh"), "").expect("a file can be written");
        let run = folder.join("clone/.ci/run");
        let said = said(&home.bash(&format!("unset PROMQLTEST_DIR; bash {} || true", run.display())));
        assert!(said.contains("#### stages"), "{said}");
        assert_eq!(said.contains("left out: Prometheus' conformance scripts"), !is_there, "{said}");
        assert!(said.contains("left out: tests on Prometheus 3, VictoriaMetrics"), "there is no set-up here: {said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn other_products_are_fetched_only_where_they_are_missing_and_their_absence_is_said() {
    const PEERS: [&str; 4] = ["prometheus-3", "victoria-metrics", "influxd", "nginx"];
    let home = Home::new("peers");
    home.program(
        "apt-get",
        "[ \"$1\" != indextargets ] || { . /etc/os-release; echo \"$VERSION_CODENAME main http://mirror\"; exit; }; echo \"asked: $*\" >&2; exit 1",
    );
    home.program("timeout", "shift; exec \"$@\"");
    let run = || {
        let output = home.bash("PATH=$HOME/bin:/usr/bin:/bin tools/setup/peers.sh");
        (output.status.success(), said(&output))
    };
    let (has_all, lines) = run();
    assert!(!has_all && lines.contains("asked: "), "{lines}");
    for program in PEERS.into_iter().filter(|program| !Path::new("/usr/bin").join(program).exists()) {
        let mut told =
            lines.lines().filter(|line| line.contains("could not be had") || line.contains("on PATH yourself"));
        assert!(told.next_back().is_some_and(|line| line.contains(program)), "{program}: {lines}");
    }
    for program in PEERS {
        home.program(program, "true");
    }
    assert_eq!(run(), (true, String::new()));
}

/// A step of set-up that installs tools.
struct Step {
    name: &'static str,
    /// Where `tools/versions.env` has its version.
    variable: &'static str,
    /// Its tools, with what they say of themselves; `{}` is the version.
    tools: &'static [(&'static str, &'static str)],
    /// What it runs to install them.
    installs: &'static str,
}

const STEPS: &[Step] = &[
    Step { name: "trunk", variable: "TRUNK_VERSION", tools: &[("trunk", "trunk {}")], installs: "cargo install" },
    Step {
        name: "wasm-bindgen",
        variable: "WASM_BINDGEN_VERSION",
        tools: &[("wasm-bindgen", "wasm-bindgen {}"), ("wasm-bindgen-test-runner", "wasm-bindgen-test-runner {}")],
        installs: "cargo install",
    },
    Step {
        name: "wasm-opt",
        variable: "BINARYEN_VERSION",
        tools: &[("wasm-opt", "wasm-opt version {} (version_{})")],
        installs: "npm install",
    },
];

#[test]
fn a_tool_of_the_right_version_on_path_is_used_and_no_other() {
    let versions = include_str!("../tools/versions.env");
    for Step { name: step, variable, tools, installs } in STEPS {
        let right = versions.split(&format!("\n{variable}=")).nth(1).and_then(|rest| rest.lines().next());
        let right = right.unwrap_or_else(|| panic!("no {variable} in tools/versions.env"));
        let home = Home::new(step);
        // Stand-ins that say what they are asked, and then fail as on a machine without network.
        for installer in ["cargo", "npm"] {
            home.program(installer, &format!("echo \"asked: {installer} $*\"; exit 1"));
        }
        home.program("rustc", "exit 1");
        for (version, is_installed) in
            [(None, true), (Some(right.to_owned()), false), (Some(format!("{right}0")), true)]
        {
            for (tool, says) in version.iter().flat_map(|_| *tools) {
                home.program(tool, &format!("echo '{}'", says.replace("{}", version.as_deref().unwrap_or_default())));
            }
            let output = home.bash(&format!("tools/setup/{step}.sh"));
            let said = said(&output);
            assert_eq!(output.status.success(), !is_installed, "{step}, {version:?}: {said}");
            assert_eq!(said.contains(&format!("asked: {installs}")), is_installed, "{step}, {version:?}: {said}");
        }
    }
}
