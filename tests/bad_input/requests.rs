//! Requests that are wrong.

use quarterday_tests::{Answer, COUNCIL, Folder, Http, PLAN, Server, observation};
use serde_json::json;

const JSON: (&str, &str) = ("content-type", "application/json");

/// How often an oversized body is sent until its refusal is read.
const TRIES_MAX: usize = 50;

struct Service {
    folder: Folder,
    server: Server,
    writer: Http,
    reader: Http,
    /// Commits that were there.
    before: usize,
}

/// How many commits a log has beside those that record refusals, which come when
/// they come.
fn changes(folder: &Folder) -> usize {
    let trail = folder.run(["audit", "--council", COUNCIL, "--format", "json"]);
    let trail = trail.done().json();
    let entries = trail.as_array().unwrap().iter();
    let changes = entries.filter(|entry| entry["type"] != "access.refused");
    changes.count()
}

impl Service {
    fn start() -> Self {
        let folder = Folder::with_plan();
        let (writer, reader) = (
            folder.token("writer", "write"),
            folder.token("reader", "read"),
        );
        let before = changes(&folder);
        let server = folder.serve();
        let [writer, reader] = [writer, reader].map(|token| Http::network(server.base(), &token));
        Self {
            folder,
            server,
            writer,
            reader,
            before,
        }
    }

    async fn command(&self, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Answer {
        self.writer
            .send(
                "POST",
                &format!("/api/v1/{COUNCIL}/commands"),
                headers,
                body,
            )
            .await
    }

    /// So many commits were stored, and the service still stops in order.
    fn end(self, commits: usize) {
        assert_eq!(changes(&self.folder), self.before + commits);
        let (status, said) = self.server.stop();
        assert!(status.success() && !said.contains("panicked"), "{said}");
        assert_eq!(changes(&self.folder), self.before + commits);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_that_are_no_command() {
    let service = Service::start();
    let whole = observation(1).to_string();
    for end in 0..whole.len() {
        service
            .command(&[JSON], &whole.as_bytes()[..end])
            .await
            .problem(400, "malformed");
    }
    let wrong: [(&[u8], u16, &str); 9] = [
        (b"\xff\xfe", 400, "malformed"),
        (
            b"{\"observe\":{\"plan\":\"\xc3\x28\"}}",
            422,
            "invalid_body",
        ),
        (b"{} {}", 400, "malformed"),
        (b"[]", 422, "invalid_body"),
        (b"null", 422, "invalid_body"),
        (b"\"observe\"", 422, "invalid_body"),
        (b"{\"colour\":{}}", 422, "invalid_body"),
        (b"{\"observe\":{\"plan\":7}}", 422, "invalid_body"),
        (
            b"{\"close_plan\":{\"plan\":\"p\",\"colour\":\"red\"}}",
            422,
            "invalid_body",
        ),
    ];
    for (body, status, code) in wrong {
        service.command(&[JSON], body).await.problem(status, code);
    }
    let deep = "[".repeat(100_000);
    service
        .command(&[JSON], deep)
        .await
        .problem(400, "malformed");
    let large = vec![b' '; (16 << 20) + 1];
    // Refused by its length alone, before it is read: a sender that is still
    // writing may find the connection cut instead of the answer.
    let mut refused = None;
    for _ in 0..TRIES_MAX {
        let sent = service
            .writer
            .try_send(
                "POST",
                &format!("/api/v1/{COUNCIL}/commands"),
                &[JSON],
                large.clone(),
            )
            .await;
        if let Ok(answer) = sent {
            refused = Some(answer);
            break;
        }
    }
    refused
        .expect("one of the tries reads the answer")
        .problem(413, "too_large");
    let text = [("content-type", "text/plain")];
    service
        .command(&text, whole)
        .await
        .problem(415, "unsupported_media_type");
    service.end(0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_that_nothing_has() {
    let service = Service::start();
    let mut command = observation(1);
    command["observe"]["ref"] = "H99".into();
    service
        .command(&[JSON], command.to_string())
        .await
        .problem(404, "QD0008");
    command["observe"]["plan"] = "unknown".into();
    service
        .command(&[JSON], command.to_string())
        .await
        .problem(404, "QD0006");
    let revoke = json!({ "close_plan": { "plan": "'; drop table" } });
    service
        .command(&[JSON], revoke.to_string())
        .await
        .problem(404, "QD0006");
    let operator = Http::operator(service.folder.data());
    for council in [
        "nowhere",
        "No%20Where",
        "..",
        "%2e%2e%2fmytown",
        &"a".repeat(5000),
    ] {
        let path = format!("/api/v1/{council}/plans");
        let of_writer = service.writer.get(&path).await;
        let of_operator = operator.get(&path).await;
        for answer in [of_writer, of_operator] {
            assert_eq!(answer.status, 404, "{council}: {answer:?}");
        }
    }
    for (path, status, code) in [
        (
            format!("/api/v1/{COUNCIL}/plans/unknown"),
            404,
            "no_such_route",
        ),
        (
            format!("/api/v1/{COUNCIL}/plans/unknown/items"),
            404,
            "QD0006",
        ),
        (
            format!("/api/v1/{COUNCIL}/plans/{PLAN}/items/H99"),
            404,
            "QD0008",
        ),
        (
            format!("/api/v1/{COUNCIL}/plans/%ff/items"),
            400,
            "malformed",
        ),
        (format!("/api/v1/{COUNCIL}/records/0"), 404, "no_such_place"),
        (
            format!("/api/v1/{COUNCIL}/records/99999"),
            404,
            "no_such_place",
        ),
        (
            format!("/api/v1/{COUNCIL}/records/-1"),
            404,
            "no_such_place",
        ),
        (
            format!("/api/v1/{COUNCIL}/records/1/proof?size=99999"),
            404,
            "no_such_size",
        ),
        (
            format!("/api/v1/{COUNCIL}/plans?colour=red"),
            400,
            "invalid_query",
        ),
        ("/api/v2".to_owned(), 404, "no_such_route"),
    ] {
        let answer = service.reader.get(&path).await;
        assert_eq!(answer.status, status, "{path}: {answer:?}");
        if code != "no_such_route" {
            answer.problem(status, code);
        }
    }
    service.end(0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rights_that_are_missing() {
    let service = Service::start();
    let path = format!("/api/v1/{COUNCIL}/commands");
    let body = observation(1);
    service
        .reader
        .post(&path, "read", &body)
        .await
        .problem(403, "forbidden");
    let nobody = service.reader.clone().without_token();
    nobody
        .post(&path, "nobody", &body)
        .await
        .problem(401, "unauthorized");
    let base = service.server.base();
    for token in [
        "",
        "qd_",
        "qd_mytown_",
        "qd_mytown_wrong",
        "qd_nowhere_wrong",
        "Ünïcode",
    ] {
        let answer = Http::network(base, token).post(&path, "wrong", &body).await;
        answer.problem(401, "unauthorized");
    }
    let token = json!({ "name": "more", "scope": "admin" });
    let tokens = format!("/api/v1/{COUNCIL}/tokens");
    service
        .writer
        .post(&tokens, "more", &token)
        .await
        .problem(403, "forbidden");
    let council = json!({ "id": "other", "name": "Other", "nation": "england" });
    service
        .writer
        .post("/api/v1/councils", "other", &council)
        .await
        .problem(403, "forbidden");
    assert!(!service.folder.data().join("councils/other").exists());
    service.end(0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stale_knowledge_and_ids_used_before() {
    let service = Service::start();
    let path = format!("/api/v1/{COUNCIL}/commands");
    let item = format!("/api/v1/{COUNCIL}/plans/{PLAN}/items/H2");
    let tag = service.reader.get(&item).await.tag.unwrap();
    let first = service
        .writer
        .post(&path, "first", &observation(1))
        .await
        .good();
    // What was read before is stale now.
    let headers = [
        JSON,
        ("if-match", tag.as_str()),
        ("idempotency-key", "stale"),
    ];
    let stale = service.command(&headers, observation(9).to_string()).await;
    stale.problem(412, "QD0003");
    let tag = service.reader.get(&item).await.tag.unwrap();
    let headers = [
        JSON,
        ("if-match", tag.as_str()),
        ("idempotency-key", "fresh"),
    ];
    service
        .command(&headers, observation(9).to_string())
        .await
        .good();
    for wrong in ["1", "\"one\"", "W/\"1\"", "\"1\", \"2\""] {
        let headers = [JSON, ("if-match", wrong)];
        service
            .command(&headers, observation(17).to_string())
            .await
            .problem(400, "invalid_header");
    }
    // The same again is the same; another under its id is not.
    let mut again = service
        .writer
        .post(&path, "first", &observation(1))
        .await
        .good();
    assert_eq!(again["repeated"], true);
    again["repeated"] = false.into();
    assert_eq!(again, first);
    service
        .writer
        .post(&path, "first", &observation(2))
        .await
        .problem(409, "QD0002");
    let headers = [JSON, ("idempotency-key", "first"), ("if-match", "\"1\"")];
    service
        .command(&headers, observation(1).to_string())
        .await
        .problem(409, "QD0002");
    for id in ["", "with space", "a/b", &"i".repeat(65)] {
        let answer = service.writer.post(&path, id, &observation(2)).await;
        answer.problem(400, "invalid_header");
    }
    service.end(2);
}
