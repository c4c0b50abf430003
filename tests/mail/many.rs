//! Very many digests to a real mail server, and how far they are meanwhile.

use std::time::{Duration, Instant};

use quarterday_tests::{Certificates, Http, Postfix, Server, run, until};
use serde_json::Value;

/// Digests, unless `QUARTERDAY_DIGESTS` says how many.
const DIGESTS: usize = 300;

#[test]
fn many_digests_are_sent_once_each_and_the_progress_is_seen() {
    let wanted = std::env::var("QUARTERDAY_DIGESTS");
    let wanted = wanted.map_or(DIGESTS, |text| text.parse().unwrap());
    let certificates = Certificates::make();
    let postfix = Postfix::start(&certificates);
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let config = folder.path().join("node.toml");
    let text = format!(
        "data = '{}'\n[http]\nlisten = '127.0.0.1:0'\n\
         [mail]\nfrom = 'performance@council.example'\n\
         [mail.smtp]\nhost = 'localhost'\nport = {}\nca_file = '{}'\nconnections = 8\n\
         user = 'quarterday@council.example'\npassword_file = '{}'\n",
        data.display(),
        postfix.port,
        certificates.file("ca.crt").display(),
        postfix.password_file().display(),
    );
    std::fs::write(&config, text).unwrap();
    let server = Server::configured(&data, &config).unwrap_or_else(|ran| panic!("{ran:#?}"));
    let at = data.to_str().unwrap();
    let good = |arguments: &[&str]| {
        let mut arguments = arguments.to_vec();
        arguments.extend(["--council", "mytown", "--data", at]);
        run(arguments).done()
    };
    let mut people = "email,post\n".to_owned();
    let mut items = "plan,ref,kind,title,owner_email,due\n".to_owned();
    for number in 0..wanted {
        people.push_str(&format!("p{number}@many.example,Post {number}\n"));
        items.push_str(&format!(
            "P,I{number},action,Action {number},p{number}@many.example,2021-03-31\n"
        ));
    }
    let mut import = vec![
        "import".to_owned(),
        "--name".to_owned(),
        "My Town".to_owned(),
    ];
    let plan = "plan,title,year,scheme\nP,Plan,2020-21,rochdale\n".to_owned();
    for (name, text) in [("people", people), ("plans", plan), ("items", items)] {
        let path = folder.path().join(format!("{name}.csv"));
        std::fs::write(&path, text).unwrap();
        import.push(path.display().to_string());
    }
    good(&import.iter().map(String::as_str).collect::<Vec<_>>());
    let settings = folder.path().join("settings.json");
    let awake = r#"{"configure_council":{"settings":{"reminders":{"quiet_from":"00:00","quiet_to":"00:00"}}}}"#;
    std::fs::write(&settings, awake).unwrap();
    good(&["send", settings.to_str().unwrap()]);
    good(&["quarter", "open", "--plan", "P", "--quarter", "2020-21-Q1"]);
    good(&["schedule", "run-now", "--name", "answers-weekly"]);

    let operator = Http::operator(&data);
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
    let table = good(&["mail", "progress"]);
    assert!(table.out.contains(&wanted.to_string()), "{}", table.out);
    let taken = || postfix.said().matches("to=<p").count();
    until("the server has passed all on", || {
        (taken() >= wanted).then_some(())
    });
    assert_eq!(taken(), wanted, "each once");
    server.stop();
}
