//! The pages of the real binary in a real browser: every page that one can
//! reach is looked at by axe-core, on three widths, and without script.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use quarterday_tests::program;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/web");

/// Ended with the test, however that ends.
struct Demo(Child);

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn an_auditor_and_an_officer_reach_every_page_of_the_demo() {
    assert!(
        Path::new(FOLDER)
            .join("node_modules/playwright-core")
            .exists(),
        "the browser's driver is missing: tests/run installs it"
    );
    let folder = tempfile::tempdir().unwrap();
    let demo = Command::new(program())
        .args(["demo", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut demo = Demo(demo);
    let mut lines = BufReader::new(demo.0.stdout.take().unwrap()).lines();
    let mut link = |role: &str| {
        let mut lines = lines.by_ref().map(Result::unwrap);
        let found = lines.find_map(|line| {
            let (known, link) = line.trim().split_once(' ')?;
            let is_link = link.trim().starts_with("http://");
            (known == role && is_link).then(|| link.trim().to_owned())
        });
        found.unwrap_or_else(|| panic!("the demo prints no link for the {role}"))
    };
    let links = [link("performance_officer"), link("auditor")];
    let browser = std::env::var("QUARTERDAY_CHROMIUM");
    let browser = browser.unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    for link in links {
        let output = Command::new("node")
            .arg("pages.mjs")
            .args([&browser, &link])
            .current_dir(FOLDER)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}\n{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
