//! A mail that comes back, from a node as it is run: handed to Postfix, returned
//! by it, read from the mailbox of the return path, and recorded on the person.

use quarterday_tests::{Certificates, Http, Postfix, Server, run, until};
use serde_json::{Value, json};

const SHEETS: [(&str, &str); 3] = [
    (
        "people.csv",
        "email,post\nperson@gone.example,Head of Housing\nowner@council.example,Head of Roads\n",
    ),
    (
        "plans.csv",
        "plan,title,year,scheme\nP,Plan,2020-21,rochdale\n",
    ),
    (
        "items.csv",
        "plan,ref,kind,title,owner_email,due\n\
         P,H1,action,Build,person@gone.example,2021-03-31\n\
         P,R1,action,Mend,owner@council.example,2021-03-31\n",
    ),
];

#[test]
fn a_mail_that_comes_back_is_recorded_on_the_person() {
    let certificates = Certificates::make();
    let postfix = Postfix::start(&certificates);
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let config = folder.path().join("node.toml");
    let text = format!(
        "data = '{}'\n[http]\nlisten = '127.0.0.1:0'\n\
         [mail]\nfrom = 'performance@council.example'\nreturn_path = 'bounces@council.example'\n\
         [mail.smtp]\nhost = 'localhost'\nport = {}\nca_file = '{}'\n\
         user = 'quarterday@council.example'\npassword_file = '{}'\n\
         [mail.bounces]\nmaildir = '{}'\n",
        data.display(),
        postfix.port,
        certificates.file("ca.crt").display(),
        postfix.password_file().display(),
        postfix.empty_maildir("bounces").display(),
    );
    std::fs::write(&config, text).unwrap();
    let server = Server::configured(&data, &config).unwrap_or_else(|ran| panic!("{ran:#?}"));

    let at = data.to_str().unwrap();
    let good = |arguments: &[&str]| {
        let mut arguments = arguments.to_vec();
        arguments.extend(["--council", "mytown", "--data", at]);
        run(arguments).done()
    };
    let mut files = Vec::new();
    for (name, text) in SHEETS {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        files.push(path.display().to_string());
    }
    let mut import = vec!["import", "--name", "My Town"];
    import.extend(files.iter().map(String::as_str));
    good(&import);
    // Tests run at any time of the day.
    let settings = folder.path().join("settings.json");
    let awake = r#"{"configure_council":{"settings":{"reminders":{"quiet_from":"00:00","quiet_to":"00:00"}}}}"#;
    std::fs::write(&settings, awake).unwrap();
    good(&["send", settings.to_str().unwrap()]);
    good(&["quarter", "open", "--plan", "P", "--quarter", "2020-21-Q1"]);
    good(&["schedule", "run-now", "--name", "answers-weekly"]);

    let digests = || -> Value {
        let ran = good(&["mail", "log", "--format", "json"]);
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
    let mail = quarterday_tests::read_mail(&postfix.arrived("owner"));
    assert!(mail.text.contains("R1"), "{}", mail.text);
    // Read once, and then kept with what was seen.
    let seen = postfix.maildir("bounces").join("cur");
    let report = until("the report is marked as seen", || {
        let entry = std::fs::read_dir(&seen).ok()?.next()?.ok()?;
        std::fs::read(entry.path()).ok()
    });

    // The same report may be posted, and tells nothing new; another is refused.
    let operator = Http::operator(&data);
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
    good(&["schedule", "run-now", "--name", "answers-weekly"]);
    let totals = digests()["totals"].clone();
    assert_eq!(totals["digests"], 2, "{totals}");
    let restore = json!({"restore_mail": {"email": "person@gone.example"}});
    std::fs::write(&settings, restore.to_string()).unwrap();
    good(&["send", settings.to_str().unwrap()]);
    assert_eq!(digests()["bounced"], json!([]));
    let (status, said) = server.stop();
    assert!(status.success(), "{said}");
}
