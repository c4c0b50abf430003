//! `check_proof.py` and `check_log.py` on a real log.

use std::process::Output;

use quarterday_tests::{COUNCIL, Folder, lines, observation, python, script};
use serde_json::Value;

/// A log of some places, from the command line.
pub(crate) fn folder(observations: u64) -> Folder {
    let folder = Folder::with_plan();
    for number in 0..observations {
        observe(&folder, number);
    }
    folder
}

/// Records one more observation.
pub(crate) fn observe(folder: &Folder, number: u64) {
    let command = observation(number).to_string();
    folder
        .run_with(["send", "-", "--council", COUNCIL], command.as_bytes())
        .done();
}

fn prove(folder: &Folder, place: u64, size: u64) -> Value {
    let (place, size) = (place.to_string(), size.to_string());
    let prove = [
        "prove",
        "--council",
        COUNCIL,
        "--seq",
        &place,
        "--size",
        &size,
    ];
    folder
        .run(prove.into_iter().chain(["--format", "json"]))
        .done()
        .json()
}

/// Runs `check_proof.py` on a proof and perhaps its record.
fn check_proof(folder: &Folder, proof: &Value, record: Option<&str>) -> Output {
    let mut command = python();
    command.arg(script("docs/verifying/check_proof.py"));
    command.arg(folder.file("proof.json", proof.to_string().as_bytes()));
    if let Some(record) = record {
        command
            .arg("--record")
            .arg(folder.file("record.txt", record.as_bytes()));
    }
    command.output().unwrap()
}

#[track_caller]
fn holds(output: &Output) {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[track_caller]
fn fails(output: &Output, what: &str) {
    assert!(
        !output.status.success(),
        "{what}: {}",
        String::from_utf8_lossy(&output.stdout)
    );
}

#[test]
fn a_proof_of_every_place_holds() {
    let folder = folder(10);
    let last = folder.place();
    let lines = lines(&folder.segments());
    assert_eq!(lines.len() as u64, last);
    for place in 1..=last {
        let proof = prove(&folder, place, last);
        let line = &lines[place as usize - 1];
        assert_eq!(proof["root"], folder.verify()["root"]);
        holds(&check_proof(&folder, &proof, Some(&line.text)));
    }
    // In trees of every earlier size too.
    for size in 1..last {
        holds(&check_proof(
            &folder,
            &prove(&folder, size.div_ceil(2), size),
            None,
        ));
    }
}

#[test]
fn a_proof_that_was_altered_fails() {
    let folder = folder(6);
    let last = folder.place();
    let proof = prove(&folder, 3, last);
    let line = lines(&folder.segments())[2].text.clone();
    holds(&check_proof(&folder, &proof, Some(&line)));
    let flip = |text: &str| {
        let (first, rest) = text.split_at(1);
        format!("{}{rest}", if first == "0" { "1" } else { "0" })
    };
    for field in ["root", "leaf"] {
        let mut altered = proof.clone();
        altered[field] = flip(proof[field].as_str().unwrap()).into();
        fails(&check_proof(&folder, &altered, None), field);
    }
    for step in 0..proof["path"].as_array().unwrap().len() {
        let mut altered = proof.clone();
        altered["path"][step] = flip(proof["path"][step].as_str().unwrap()).into();
        fails(&check_proof(&folder, &altered, None), "a step of the path");
    }
    for (field, value) in [
        ("place", Value::from(4)),
        ("index", Value::from(3)),
        ("size", Value::from(last - 1)),
        (
            "head",
            proof["head"]
                .as_str()
                .unwrap()
                .replace("operator", "0perator")
                .into(),
        ),
        (
            "checkpoint",
            prove(&folder, 3, last - 1)["checkpoint"].clone(),
        ),
    ] {
        let mut altered = proof.clone();
        altered[field] = value;
        fails(&check_proof(&folder, &altered, None), field);
    }
    // A checkpoint or key of another council.
    let other = crate::scripts::folder(6);
    let of_other = prove(&other, 3, last);
    for field in ["verifier_key", "checkpoint", "root"] {
        let mut altered = proof.clone();
        altered[field] = of_other[field].clone();
        fails(&check_proof(&folder, &altered, None), field);
    }
    // Another record, and the right one with other words.
    let other_line = &lines(&folder.segments())[3].text;
    fails(
        &check_proof(&folder, &proof, Some(other_line)),
        "another record",
    );
    let words = line.replace("Step 0", "Step 9");
    assert_ne!(words, line);
    fails(&check_proof(&folder, &proof, Some(&words)), "other words");
}

#[test]
fn the_root_made_by_others_is_ours() {
    let folder = folder(12);
    let last = folder.place();
    let check_log = |size: u64| {
        let mut command = python();
        command.arg(script("docs/verifying/check_log.py"));
        command
            .arg(folder.log().join("segments"))
            .arg(size.to_string());
        let output = command.output().unwrap();
        holds(&output);
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    let report = folder.verify();
    assert_eq!(
        check_log(last),
        format!("{last} {}", report["root"].as_str().unwrap())
    );
    for size in 1..last {
        let root = prove(&folder, 1, size)["root"].clone();
        assert_eq!(
            check_log(size),
            format!("{size} {}", root.as_str().unwrap())
        );
    }
    // A log with a record missing in the middle is none.
    let path = &folder.segments()[0];
    let text = std::fs::read_to_string(path).unwrap();
    let without: Vec<&str> = text
        .lines()
        .filter(|line| !line.contains("\"place\":5,"))
        .collect();
    std::fs::write(path, without.join("\n")).unwrap();
    let mut command = python();
    command
        .arg(script("docs/verifying/check_log.py"))
        .arg(folder.log().join("segments"));
    fails(&command.output().unwrap(), "a record is missing");
}
