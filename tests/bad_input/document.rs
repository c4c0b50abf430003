//! The OpenAPI document held against the program: requests generated from it, good
//! and bad, get no server error, and no answer that it does not describe.

use std::path::Path;

use quarterday_tests::{COUNCIL, Folder, PLAN, Server, python, script};
use serde_json::{Value, json};

/// Requests to each operation, beside those at the bounds of what it takes.
const EXAMPLES: &str = "2";
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_schema_conformance";
/// The same requests on every run, by one thread: Python 3.11 parses in one alone.
/// What follows the log has no end.
const OPTIONS: [&str; 14] = [
    "--phases",
    "coverage,fuzzing",
    "--generation-deterministic",
    "--no-shrink",
    "--suppress-health-check",
    "all",
    "--exclude-operation-id",
    "events",
    "--request-timeout",
    "300",
    "--workers",
    "1",
    "--no-color",
    "--continue-on-failure",
];

/// Has most requests ask for things that are there: of names made up at random
/// nearly none is.
fn name_what_is_there(document: &mut Value) {
    let operations = document["paths"].as_object_mut().unwrap().values_mut();
    let operations = operations.flat_map(|path| path.as_object_mut().unwrap().values_mut());
    for operation in operations {
        for parameter in operation["parameters"].as_array_mut().into_iter().flatten() {
            let there: &[&str] = match parameter["name"].as_str().unwrap() {
                "council" => &[COUNCIL],
                "plan" => &[PLAN, "nothing"],
                "quarter" => &["2020-21-Q2", "2020-21-Q3", "2020-21-Q9"],
                "ref" => &["H1", "nothing"],
                "report" => &["update", "nothing"],
                _ => continue,
            };
            if parameter["in"] == "path" {
                parameter["schema"] = json!({ "type": "string", "enum": there });
            }
        }
    }
}

#[test]
fn generated_requests_get_only_answers_that_the_document_describes() {
    let folder = Folder::with_plan();
    for quarter in ["2020-21-Q2", "2020-21-Q3"] {
        let open = [
            "quarter",
            "open",
            "--council",
            COUNCIL,
            "--plan",
            PLAN,
            "--quarter",
        ];
        folder.run(open.into_iter().chain([quarter])).done();
    }
    let token = folder.token("generated", "admin");
    // So that it is not the limits that answer.
    let limits = "[http.limits]\nlinks_per_client = 100000\nsign_ins_per_client = 100000\n";
    let config = folder.file("quarterday.toml", limits.as_bytes());
    let server = Server::configured(folder.data(), Path::new(&config)).unwrap();
    let mut document = quarterday_gateway::openapi();
    name_what_is_there(&mut document);
    let file = folder.file("openapi.json", document.to_string().as_bytes());
    // A machine that is busy is told to come back: 503 is an answer that is described.
    let statuses = "[checks.not_a_server_error]\nexpected-statuses = \
        [\"2xx\", \"3xx\", \"4xx\", \"503\"]\n";
    let settings = folder.file("schemathesis.toml", statuses.as_bytes());
    let authorization = format!("Authorization: Bearer {token}");
    let output = python()
        .args(["-m", "schemathesis.cli"])
        .args(["--config-file", &settings, "run", &file])
        .args(["--url", server.base(), "--header", &authorization])
        .args(OPTIONS)
        .args(["--max-examples", EXAMPLES, "--checks", CHECKS])
        .env("SCHEMATHESIS_HOOKS", "serializers")
        .env("PYTHONPATH", script("tests/bad_input"))
        .current_dir(folder.data().parent().unwrap())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    drop(server);
    folder.verify();
}
