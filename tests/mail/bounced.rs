//! A mail that comes back, from a node as it is run: handed to Postfix, returned
//! by it, read from the mailbox of the return path, and recorded on the person.

use quarterday_tests::{Http, until};
use serde_json::{Value, json};

use crate::mailing_node::MailingNode;

const PEOPLE: &str =
    "email,post\nperson@gone.example,Head of Housing\nowner@council.example,Head of Roads\n";
const ITEMS: &str = "plan,ref,kind,title,owner_email,due\n\
    P,H1,action,Build,person@gone.example,2021-03-31\n\
    P,R1,action,Mend,owner@council.example,2021-03-31\n";

#[test]
fn a_mail_that_comes_back_is_recorded_on_the_person() {
    let node = MailingNode::start("return_path = 'bounces@council.example'\n", |postfix| {
        let maildir = postfix.empty_maildir("bounces");
        format!("[mail.bounces]\nmaildir = '{}'\n", maildir.display())
    });
    node.ask(PEOPLE, ITEMS);

    let digests = || -> Value {
        let ran = node.good(&["mail", "log", "--format", "json"]);
        serde_json::from_str(&ran.out).unwrap()
    };
    let bounced = until("the bounce is recorded", || {
        let bounced = digests()["bounced"].clone();
        (!bounced.as_array()?.is_empty()).then_some(bounced)
    });
    let [bounce] = &bounced.as_array().unwrap()[..] else {
        panic!("{bounced}")
    };
    assert_eq!(bounce["person"]["email"], "person@gone.example");
    assert_eq!(bounce["permanent"], true);
    let reason = bounce["reason"].as_str().unwrap();
    assert!(reason.contains("nobody of this name"), "{reason}");
    // The other one got theirs.
    let mail = quarterday_tests::read_mail(&node.postfix.arrived("owner"));
    assert!(mail.text.contains("R1"), "{}", mail.text);
    // Read once, and then kept with what was seen.
    let seen = node.postfix.maildir("bounces").join("cur");
    let report = until("the report is marked as seen", || {
        let entry = std::fs::read_dir(&seen).ok()?.next()?.ok()?;
        std::fs::read(entry.path()).ok()
    });

    // The same report may be posted, and tells nothing new; another is refused.
    let operator = Http::operator(&node.data);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let post = |body: &[u8]| {
        let headers = [("content-type", "message/rfc822")];
        let path = "/api/v1/mytown/bounces";
        runtime.block_on(operator.send("POST", path, &headers, body.to_vec()))
    };
    assert_eq!(post(&report).good()["events"], 0);
    let other = String::from_utf8(report).unwrap();
    let other = other.replace("Message-ID: <", "Message-ID: <another-");
    post(other.as_bytes()).problem(422, "no_bounce");
    post(b"Hello\n").problem(422, "no_bounce");

    // Nobody writes there again until the address is another.
    node.run_now();
    let totals = digests()["totals"].clone();
    assert_eq!(totals["digests"], 2, "{totals}");
    let restore = json!({"restore_mail": {"email": "person@gone.example"}});
    node.send(&restore.to_string());
    assert_eq!(digests()["bounced"], json!([]));
    let (status, said) = node.server.stop();
    assert!(status.success(), "{said}");
}
