//! Very many digests to a real mail server, and how far they are meanwhile.

use std::time::{Duration, Instant};

use quarterday_tests::{Http, until};
use serde_json::Value;

use crate::mailing_node::MailingNode;

/// Digests, unless `QUARTERDAY_DIGESTS` says how many.
const DIGESTS: usize = 300;

#[test]
fn many_digests_are_sent_once_each_and_the_progress_is_seen() {
    let wanted = std::env::var("QUARTERDAY_DIGESTS");
    let wanted = wanted.map_or(DIGESTS, |text| text.parse().unwrap());
    let node = MailingNode::start("", |_| "connections = 8\n".to_owned());
    let mut people = "email,post\n".to_owned();
    let mut items = "plan,ref,kind,title,owner_email,due\n".to_owned();
    for number in 0..wanted {
        people.push_str(&format!("p{number}@many.example,Post {number}\n"));
        items.push_str(&format!(
            "P,I{number},action,Action {number},p{number}@many.example,2021-03-31\n"
        ));
    }
    node.ask(&people, &items);

    let operator = Http::operator(&node.data);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let totals = || -> Value {
        let answer = runtime.block_on(operator.get("/api/v1/mytown/digests"));
        answer.good()["totals"].clone()
    };
    let sent = |totals: &Value| usize::try_from(totals["sent"].as_u64().unwrap()).unwrap();
    until("the first is sent", || (sent(&totals()) > 0).then_some(()));
    let began = Instant::now();
    let first = sent(&totals());
    let mut seen_between = 0;
    let end = loop {
        let now = totals();
        let sent = sent(&now);
        assert_eq!(now["failed"], 0, "{now}");
        assert_eq!(now["repeated"], 0, "{now}");
        if sent >= wanted {
            break now;
        }
        seen_between += u32::from(sent > first);
        assert!(began.elapsed() < Duration::from_secs(300), "{now}");
        std::thread::sleep(Duration::from_millis(50));
    };
    let took = began.elapsed();
    println!(
        "{wanted} digests: {:.0} a second, looked at {seen_between} times on the way",
        (wanted - first) as f64 / took.as_secs_f64()
    );
    assert!(seen_between > 0, "the progress was never seen");
    assert_eq!(end["digests"].as_u64(), u64::try_from(wanted).ok());
    // What the server took is what is on record.
    let table = node.good(&["mail", "progress"]);
    assert!(table.out.contains(&wanted.to_string()), "{}", table.out);
    let taken = || node.postfix.said().matches("to=<p").count();
    until("the server has passed all on", || {
        (taken() >= wanted).then_some(())
    });
    assert_eq!(taken(), wanted, "each once");
    node.server.stop();
}
