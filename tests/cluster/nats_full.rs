//! The storage of NATS is full.

use std::time::Instant;

use quarterday_tests::{COUNCIL, Folder, Nats, Ran, Server, is_ready, readiness, until};
use serde_json::json;

use crate::refused::{AT_ONCE, config};

/// Commands are refused at once with the cause, as long as there is no room; the
/// node says that it cannot write, reads on, and goes on by itself.
#[test]
fn a_full_storage_is_told_as_what_it_is() {
    let folder = Folder::empty();
    let limit = |bytes: &str| {
        let text = format!("jetstream {{ max_file_store: {bytes} }}\n");
        folder.file("nats.conf", text.as_bytes())
    };
    let limits = limit("200KB");
    let mut nats = Nats::with(&["--config", &limits]);
    let file = config(&folder, &nats, "create_streams = true");
    let server = Server::configured(folder.data(), std::path::Path::new(&file));
    let server = server.unwrap_or_else(|ran| panic!("{ran:#?}"));
    folder.import_plan();
    let send = |number: usize| -> Ran {
        let rows: Vec<_> = (0..40)
            .map(|row| {
                json!({
                    "sheet": "items", "line": row + 2, "plan": quarterday_tests::PLAN,
                    "ref": format!("N{number}-{row}"), "kind": "action",
                    "title": "t".repeat(400), "due": "2021-03-31",
                })
            })
            .collect();
        let command = json!({ "import": { "sheets": { "items": rows } } });
        let command = folder.file("command.json", command.to_string().as_bytes());
        let id = format!("n-{number}");
        folder.run(["send", &command, "--council", COUNCIL, "--id", &id])
    };
    let began = Instant::now();
    let mut number = 0;
    let refused = loop {
        let ran = send(number);
        if ran.code != Some(0) {
            break ran;
        }
        number += 1;
        assert!(number < 100, "it is never full");
    };
    eprintln!("full after {number} in {:?}", began.elapsed());
    let told = ["QF0081 nats_full", "nothing was stored", "max_file_store"];
    refused.refused(&told);
    until("the node says that it cannot write", || {
        let answer = readiness(server.base())?;
        let reasons = answer["reasons"].to_string();
        (answer["ready"] == false && reasons.contains("QF0081 nats_full")).then_some(())
    });
    for _ in 0..3 {
        let began = Instant::now();
        send(number).refused(&told);
        assert!(began.elapsed() < AT_ONCE, "{:?}", began.elapsed());
    }
    let plans = folder.run(["plan", "list", "--council", COUNCIL]).done();
    assert!(plans.out.contains(quarterday_tests::PLAN), "{plans:?}");

    nats.kill();
    limit("20MB");
    nats.run();
    until("the node is ready again", || {
        is_ready(server.base()).then_some(())
    });
    send(number).done();
    let said = server.kill();
    let times = said.matches("the storage of NATS is full").count();
    assert!((1..10).contains(&times), "{said}");
}
